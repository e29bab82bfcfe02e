import { useEffect } from 'react';
import { type Loss, wouldBeLost } from '../api/unsaved';

/**
 * While something would be lost, whoever leaves the page is asked first, by UnsavedGuard: by a link, Back, signing out or
 * closing the tab. A form that can be closed by a stray click closes through `askBeforeLeaving`; its Cancel means it.
 */
export function useUnsaved(loss: Loss | null): void {
  useEffect(() => (loss === null ? undefined : wouldBeLost(loss)), [loss]);
}
