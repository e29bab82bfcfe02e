import { useNotify } from 'ra-core';

/** Says something in passing. React-admin would take the text for a key of its own, unless it is given as its own translation. */
export function useSay(): (text: string, type?: 'success' | 'warning' | 'error') => void {
  const notify = useNotify();
  return (text, type = 'success') => notify(text, { type, messageArgs: { _: text } });
}
