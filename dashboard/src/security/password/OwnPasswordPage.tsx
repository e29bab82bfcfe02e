import { Button, Card, Stack, Typography } from '@mui/material';
import type { SubmitEvent } from 'react';
import { Page } from '../../components/Page';
import { useTexts } from '../../i18n/texts';
import { FirstFrame } from '../../shell/FirstFrame';
import { useChangePassword } from './useChangePassword';

/** All that a session may see that must first change its password. */
export default function OwnPasswordPage() {
  const { t } = useTexts();
  const { isBusy, isBlocked, submit, fields } = useChangePassword(() => undefined);
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    void submit();
  };
  return (
    <FirstFrame>
      <Page title={t('ownPassword.title')} text={t('ownPassword.text')}>
        <Card sx={{ p: { xs: 2, sm: 4 }, maxWidth: 480 }}>
          <Stack component="form" onSubmit={onSubmit} sx={{ gap: 2 }}>
            <Typography variant="body2" color="textSecondary">
              {t('appPasswords.allEnd')}
            </Typography>
            {fields}
            <Button type="submit" variant="contained" size="large" loading={isBusy} disabled={isBlocked}>
              {t('security.password.change')}
            </Button>
          </Stack>
        </Card>
      </Page>
    </FirstFrame>
  );
}
