import { Alert } from '@mui/material';
import { waitText } from '../i18n/errors';
import { useTexts } from '../i18n/texts';
import { HelpWords } from './HelpLine';

/** Throttled: counts down where it is seen, and is read aloud once; whoever cannot wait sees whom to ask. */
export function WaitAlert({ secondsLeft }: { secondsLeft: number }) {
  const { t } = useTexts();
  if (secondsLeft === 0) return null;
  return (
    <Alert severity="warning" sx={{ overflowWrap: 'anywhere' }}>
      <span role="timer">{t('signIn.locked', { wait: waitText(secondsLeft) })}</span> <HelpWords />
    </Alert>
  );
}
