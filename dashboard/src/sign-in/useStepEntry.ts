import { useEffect, useRef } from 'react';
import { useLocation, useNavigate } from 'react-router-dom';

/** A later step of the sign-in page, as an entry of the history: going back leads to the first step, not away. */
export interface StepEntry {
  /** `onBack` is called when the person goes back, not when the entry is closed. */
  open: (onBack: () => void) => void;
  /** Goes back to the first step's entry, which nothing is left behind of. */
  close: () => Promise<void>;
}

export function useStepEntry(): StepEntry {
  const navigate = useNavigate();
  const location = useLocation();
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
      void navigate(location, { state: location.state as unknown });
    },
    async close() {
      if (!leave.current) return;
      stopListening();
      await new Promise((gone) => {
        window.addEventListener('popstate', gone, { once: true });
        void navigate(-1);
      });
    },
  };
}
