import { useEffect } from 'react';
import { root } from '../api/root';
import { Waiting } from '../shell/Screens';

/** Leaves for where the sign-in was begun. The server alone decides where that is, and whether it is anywhere. */
export function Onward({ to }: { to: string }) {
  useEffect(() => {
    // Not kept in the history: going back would only lead here again.
    window.location.replace(`${root}auth/continue?${new URLSearchParams({ to }).toString()}`);
  }, [to]);
  return <Waiting />;
}
