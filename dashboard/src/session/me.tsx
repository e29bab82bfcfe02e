import { createContext, type ReactNode, use } from 'react';
import type { Me } from '../api/session';

const MeContext = createContext<Me | null>(null);

export const MeProvider = ({ me, children }: { me: Me; children: ReactNode }) => (
  <MeContext value={me}>{children}</MeContext>
);

/** Who is signed in, and how they are protected. */
export function useMe(): Me {
  const me = use(MeContext);
  if (!me) throw new Error('Only the signed-in have an account');
  return me;
}
