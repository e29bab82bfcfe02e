import { Alert, Button, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { errorText } from '../i18n/errors';
import { useTexts } from '../i18n/texts';

/** What has happened, and how to go on without typing everything again. */
export function ExpiredStep(props: { onContinue: () => Promise<void>; onStartOver: () => void }) {
  const { t } = useTexts();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const again = async () => {
    setBusy(true);
    try {
      await props.onContinue();
    } catch (thrown) {
      setError(errorText(t, thrown));
      setBusy(false);
    }
  };
  return (
    <Stack sx={{ gap: 2.25 }}>
      <Typography variant="h1">{t('signIn.expiredTitle')}</Typography>
      <Typography color="textSecondary">{t('signIn.expiredText')}</Typography>
      {error !== null && <Alert severity="error">{error}</Alert>}
      <Button variant="contained" size="large" autoFocus loading={isBusy} onClick={() => void again()}>
        {t('signIn.again')}
      </Button>
      <Button onClick={props.onStartOver}>{t('signIn.startOver')}</Button>
    </Stack>
  );
}
