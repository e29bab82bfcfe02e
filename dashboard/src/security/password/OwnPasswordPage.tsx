import { Alert, Button, Card, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import type { SubmitEvent } from 'react';
import { EndingAppPasswordsDocument } from '#client/operations';
import { send } from '../../api/send';
import { endingAppPasswords } from '../../components/ending-app-passwords';
import { Page } from '../../components/Page';
import { useTexts } from '../../i18n/texts';
import { FirstFrame } from '../../shell/FirstFrame';
import { useChangePassword } from './useChangePassword';

/** All that a session may see that must first change its password. */
export default function OwnPasswordPage() {
  const { t } = useTexts();
  const { data: ending } = useQuery({
    queryKey: ['ending-app-passwords'],
    queryFn: async () => (await send(EndingAppPasswordsDocument)).endingAppPasswords,
  });
  const { isBusy, isBlocked, submit, fields } = useChangePassword(() => undefined, ending);
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    void submit();
  };
  return (
    <FirstFrame>
      <Page title={t('ownPassword.title')} text={t('ownPassword.text')}>
        <Card sx={{ p: { xs: 2, sm: 4 }, maxWidth: 480 }}>
          <Stack component="form" onSubmit={onSubmit} sx={{ gap: 2 }}>
            {ending === undefined && (
              <Typography variant="body2" color="textSecondary">
                {t('appPasswords.allEnd')}
              </Typography>
            )}
            {endingAppPasswords(t, ending ?? []).map((sentence) => (
              <Alert key={sentence} severity="warning">
                {sentence}
              </Alert>
            ))}
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
