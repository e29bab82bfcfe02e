import { useEffect, useState } from 'react';

/** Counts seconds down to 0 once started. */
export function useCountdown(): { secondsLeft: number; start: (seconds: number) => void } {
  const [until, setUntil] = useState(0);
  const [secondsLeft, setSecondsLeft] = useState(0);
  useEffect(() => {
    if (until === 0) return;
    const tick = () => setSecondsLeft(Math.max(0, Math.ceil((until - performance.now()) / 1000)));
    const timer = setInterval(tick, 250);
    return () => clearInterval(timer);
  }, [until]);
  return {
    secondsLeft,
    start(seconds) {
      setUntil(performance.now() + seconds * 1000);
      setSecondsLeft(seconds);
    },
  };
}
