import { Alert, Button, Card, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { GenerateBackupCodesDocument } from '#client/operations';
import { publicSettingsQuery } from '../../api/public-settings';
import { send } from '../../api/send';
import { factorsChanged } from '../../api/session';
import { Page } from '../../components/Page';
import { useAction } from '../../components/useAction';
import { useTexts } from '../../i18n/texts';
import { useMe } from '../../session/me';
import { BackupCodes } from './BackupCodes';

/** Codes are made at a click, never by merely opening or reloading the page; the old ones are good until these are kept. */
export default function BackupCodesPage() {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { backupCodesRemaining } = useMe().twoFactor;
  const { data: settings } = useQuery(publicSettingsQuery);
  const { isBusy, run } = useAction();
  const [codes, setCodes] = useState<string[] | null>(null);
  const leave = () => void navigate('/security');
  const generate = () =>
    run(async () => {
      setCodes((await send(GenerateBackupCodesDocument)).generateBackupCodes);
    });
  const confirmed = async () => {
    await factorsChanged();
    leave();
  };
  return (
    <Page title={t('security.backup.title')} text={t('security.backup.text')}>
      {codes ? (
        <BackupCodes key={codes[0]} codes={codes} onConfirmed={confirmed} onAgain={generate} />
      ) : settings?.methods.includes('BACKUP_CODE') === false ? (
        <Alert
          severity="info"
          action={
            <Button color="inherit" size="small" onClick={leave}>
              {t('common.back')}
            </Button>
          }
        >
          {t('errors.METHOD_DISABLED')}
        </Alert>
      ) : (
        <Card sx={{ p: { xs: 2, sm: 4 } }}>
          <Stack sx={{ gap: 2 }}>
            <Typography>
              {t(backupCodesRemaining > 0 ? 'security.backup.replaceText' : 'security.backup.generateText')}
            </Typography>
            <Stack direction="row" sx={{ gap: 1 }}>
              <Button variant="contained" loading={isBusy} onClick={() => void generate()}>
                {t('security.backup.generate')}
              </Button>
              <Button color="secondary" onClick={leave}>
                {t('common.cancel')}
              </Button>
            </Stack>
          </Stack>
        </Card>
      )}
    </Page>
  );
}
