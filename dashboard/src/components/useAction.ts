import { useNotify } from 'ra-core';
import { useRef, useState } from 'react';
import { errorText } from '../i18n/errors';
import { useTexts } from '../i18n/texts';

/**
 * Runs what a button does: busy meanwhile, and says how it ended. In a dialog the refusal is left to be shown there:
 * what is said in passing lies behind it, where screen readers do not look.
 */
export function useAction({ isInDialog = false }: { isInDialog?: boolean } = {}) {
  const { t } = useTexts();
  const notify = useNotify();
  const [isBusy, setBusy] = useState(false);
  // A second click can come before the button shows that it is busy.
  const isRunning = useRef(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const say = (text: string, type: 'success' | 'error') => notify(text, { type, messageArgs: { _: text } });

  /** True when it was done. A cancelled proof says nothing; `conflict` is what CONFLICT means here. */
  const run = async (action: () => Promise<unknown>, done?: string, conflict?: string): Promise<boolean> => {
    if (isRunning.current) return false;
    isRunning.current = true;
    setBusy(true);
    setRefusal(null);
    try {
      await action();
      if (done !== undefined) say(done, 'success');
      return true;
    } catch (error) {
      const text = errorText(t, error, conflict);
      if (isInDialog) setRefusal(text);
      else if (text !== null) say(text, 'error');
      return false;
    } finally {
      isRunning.current = false;
      setBusy(false);
    }
  };
  return { isBusy, refusal, run, forgetRefusal: () => setRefusal(null) };
}
