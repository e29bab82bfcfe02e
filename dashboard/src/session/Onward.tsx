import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { lazyPage } from '../api/lazy-page';
import { root } from '../api/root';
import type { Me } from '../api/session';
import { signInContextQuery } from '../api/sign-in-context';
import { Waiting } from '../shell/Screens';

const StepUp = lazyPage(() => import('./StepUp'));

/**
 * Leaves for where the sign-in was begun, once those who are to prove themselves again have. The server alone decides
 * where that is, and whether it is anywhere.
 */
export function Onward({ me, to }: { me: Me; to: string }) {
  const { data: context, isPending } = useQuery(signInContextQuery(to));
  if (isPending) return <Waiting />;
  return context?.needs === 'REAUTHENTICATE' ? (
    <StepUp me={me} to={to} application={context.application} />
  ) : (
    <Leaving to={to} />
  );
}

function Leaving({ to }: { to: string }) {
  useEffect(() => {
    // Not kept in the history: going back would only lead here again.
    window.location.replace(`${root}auth/continue?${new URLSearchParams({ to }).toString()}`);
  }, [to]);
  return <Waiting />;
}
