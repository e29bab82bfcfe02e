import { useEffect, useRef } from 'react';

/** A later step of the sign-in page, as an entry of the history: going back leads to the first step, not away. */
export interface StepEntry {
  /** `onBack` is called when the person goes back, not when the entry is closed. */
  open: (onBack: () => void) => void;
  /** Goes back to the first step's entry, which nothing is left behind of. */
  close: () => Promise<void>;
}

export function useStepEntry(): StepEntry {
  const leave = useRef<() => void>(undefined);
  const stopListening = () => {
    if (leave.current) window.removeEventListener('popstate', leave.current);
    leave.current = undefined;
  };
  useEffect(() => stopListening, []);
  return {
    open(onBack) {
      if (leave.current) return;
      leave.current = () => {
        stopListening();
        onBack();
      };
      window.addEventListener('popstate', leave.current);
      // With what the router keeps there, to which it is the same place.
      window.history.pushState(window.history.state, '');
    },
    async close() {
      if (!leave.current) return;
      stopListening();
      await new Promise((gone) => {
        window.addEventListener('popstate', gone, { once: true });
        window.history.back();
      });
    },
  };
}
