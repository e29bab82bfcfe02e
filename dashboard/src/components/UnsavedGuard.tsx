import { useEffect } from 'react';
import { useBlocker } from 'react-router-dom';
import { useStored } from '../api/store';
import { leaveAnyway, leaving, type Loss, unsaved } from '../api/unsaved';
import { useTexts } from '../i18n/texts';
import { ConfirmDialog } from './ConfirmDialog';

/** Of several, the one that weighs most. */
const worst = (losses: readonly Loss[]): Loss =>
  (['codes', 'secret'] as const).find((loss) => losses.includes(loss)) ?? 'entered';

/** Asks whoever is about to leave what useUnsaved knows of. Mounted once, over all pages. */
export function UnsavedGuard() {
  const { t } = useTexts();
  const losses = useStored(unsaved);
  const leave = useStored(leaving);
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      unsaved.get().length > 0 && currentLocation.pathname !== nextLocation.pathname,
  );
  const wouldLose = losses.length > 0;
  useEffect(() => {
    if (!wouldLose) return undefined;
    // Browsers ask in words of their own.
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [wouldLose]);

  const isBlocked = blocker.state === 'blocked';
  const loss = worst(losses);
  return (
    <ConfirmDialog
      isOpen={leave !== null || isBlocked}
      title={t(`unsaved.${loss}.title`)}
      consequences={[t(`unsaved.${loss}.text`)]}
      confirm={t(`unsaved.${loss}.leave`)}
      cancel={t(`unsaved.${loss}.stay`)}
      destructive
      action={() => {
        if (leave) leaveAnyway(leave);
        if (isBlocked) leaveAnyway(blocker.proceed);
        return Promise.resolve();
      }}
      onClose={() => {
        leaving.set(null);
        // What was answered with yes is on its way.
        if (isBlocked && unsaved.get().length > 0) blocker.reset();
      }}
    />
  );
}
