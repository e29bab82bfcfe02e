import { useEffect, useState } from 'react';
import { LatchkeyError } from '#client/errors';
import { codeOf } from '../api/client';

/** True for a refusal that says how long to wait: the countdown is what is shown of it. */
export const isToWait = (error: unknown): boolean => codeOf(error) === 'TOO_MANY_ATTEMPTS';

/** Counts the seconds down that a refusal says to wait. */
export function useCountdown() {
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
    /** Sends an attempt; where it comes too early, the countdown starts, and the refusal is thrown on. */
    attempt: async <Result>(request: () => Promise<Result>): Promise<Result> => {
      try {
        return await request();
      } catch (error) {
        if (error instanceof LatchkeyError && isToWait(error)) {
          const seconds = error.details.retryAfter ?? 1;
          setUntil(performance.now() + seconds * 1000);
          setSecondsLeft(seconds);
        }
        throw error;
      }
    },
  };
}
