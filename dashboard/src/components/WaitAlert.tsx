import { waitText } from '../i18n/errors';
import { useTexts } from '../i18n/texts';
import { HelpWords } from './HelpLine';
import { PlainAlert } from './PlainAlert';

/** Throttled: counts down where it is seen, and is read aloud once; whoever cannot wait sees whom to ask. */
export function WaitAlert({ secondsLeft }: { secondsLeft: number }) {
  const { t } = useTexts();
  if (secondsLeft === 0) return null;
  return (
    <PlainAlert severity="warning">
      <span role="timer">{t('signIn.locked', { wait: waitText(t, secondsLeft) })}</span> <HelpWords />
    </PlainAlert>
  );
}
