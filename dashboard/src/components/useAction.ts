import { useNotify } from 'ra-core';
import { useState } from 'react';
import { errorText } from '../i18n/errors';
import { useTexts } from '../i18n/texts';

/** Runs what a button does: busy meanwhile, and says how it ended. */
export function useAction() {
  const { t } = useTexts();
  const notify = useNotify();
  const [isBusy, setBusy] = useState(false);
  const say = (text: string, type: 'success' | 'error') => notify(text, { type, messageArgs: { _: text } });

  /** True when it was done. A cancelled proof says nothing. */
  const run = async (action: () => Promise<unknown>, done?: string): Promise<boolean> => {
    setBusy(true);
    try {
      await action();
      if (done !== undefined) say(done, 'success');
      return true;
    } catch (error) {
      const text = errorText(t, error);
      if (text !== null) say(text, 'error');
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, run };
}
