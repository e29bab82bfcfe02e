import { Alert, Button, Stack, Typography } from '@mui/material';
import { useAction } from '../components/useAction';
import { useTexts } from '../i18n/texts';

/** What has happened, and how to go on without typing everything again. */
export function ExpiredStep(props: { onContinue: () => Promise<void>; onStartOver: () => void }) {
  const { t } = useTexts();
  const { isBusy, run, refusal, again } = useAction({ inPlace: true });
  return (
    <Stack sx={{ gap: 2.25 }}>
      <Typography variant="h1">{t('signIn.expiredTitle')}</Typography>
      <Typography color="textSecondary">{t('signIn.expiredText')}</Typography>
      {refusal !== null && <Alert severity="error">{refusal}</Alert>}
      <Button
        ref={again}
        variant="contained"
        size="large"
        autoFocus
        loading={isBusy}
        onClick={() => void run(props.onContinue)}
      >
        {t('signIn.again')}
      </Button>
      <Button onClick={props.onStartOver}>{t('signIn.startOver')}</Button>
    </Stack>
  );
}
