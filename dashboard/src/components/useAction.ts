import { useLayoutEffect, useRef, useState } from 'react';
import { errorText } from '../i18n/errors';
import { useTexts } from '../i18n/texts';
import { useSay } from './useSay';

/** What a failure means where it happens: a sentence, null where nothing is to be said, undefined for the usual one. */
export type Explain = (error: unknown) => string | null | undefined;

/**
 * Runs what a button or a form sends: busy meanwhile, and says how it ended. `inPlace`, as in dialogs and on pages without
 * react-admin, the refusal is left to be shown there: what is said in passing lies behind a dialog, where screen readers
 * do not look.
 *
 * After a refusal the focus is where one tries again: at `again`, where that is attached, else in the field of the form
 * that is wrong, else at what it was sent from, which being busy has taken the focus from.
 */
export function useAction({
  inPlace = false,
  explain,
}: { inPlace?: boolean; explain?: Explain | undefined } = {}) {
  const { t } = useTexts();
  const say = useSay();
  const [isBusy, setBusy] = useState(false);
  // A second click can come before the button shows that it is busy.
  const isRunning = useRef(false);
  const [failure, setFailure] = useState<{ error: unknown; text: string | null } | null>(null);
  const again = useRef<HTMLInputElement & HTMLButtonElement>(null);
  const sentFrom = useRef<Element>(null);
  const [refusals, setRefusals] = useState(0);
  useLayoutEffect(() => {
    if (refusals > 0) focusAgain(again.current, sentFrom.current);
  }, [refusals]);

  const refuse = (error: unknown, meant: Explain | undefined = explain): void => {
    const explained = meant?.(error);
    const text = explained === undefined ? errorText(t, error) : explained;
    if (inPlace) setFailure({ error, text });
    else if (text !== null) say(text, 'error');
  };
  const forgetRefusal = () => setFailure(null);

  /** True when it was done. A cancelled proof says nothing; `meant` explains failures of this one action. */
  const run = async (action: () => Promise<unknown>, done?: string, meant?: Explain): Promise<boolean> => {
    if (isRunning.current) return false;
    isRunning.current = true;
    sentFrom.current = document.activeElement;
    setBusy(true);
    forgetRefusal();
    try {
      await action();
      if (done !== undefined) say(done);
      return true;
    } catch (error) {
      refuse(error, meant);
      setRefusals((before) => before + 1);
      return false;
    } finally {
      isRunning.current = false;
      setBusy(false);
    }
  };
  return {
    isBusy,
    run,
    /** For the field to be typed in again, or the button to be pressed again. */
    again,
    /** What is shown in place, and what it is about. */
    refusal: failure?.text ?? null,
    error: failure?.error,
    refuse,
    forgetRefusal,
  };
}

function focusAgain(again: HTMLElement | null, sentFrom: Element | null): void {
  const field = again ?? sentFrom?.closest('form')?.querySelector<HTMLElement>('[aria-invalid=true]');
  if (field) {
    field.focus();
    if (field instanceof HTMLInputElement) field.select();
    return;
  }
  const { activeElement } = document;
  // Whoever has gone elsewhere meanwhile stays there. Dialogs catch a lost focus with themselves.
  const isLost = activeElement === null || activeElement.contains(sentFrom);
  if (isLost && sentFrom instanceof HTMLElement && sentFrom !== document.body) sentFrom.focus();
}
