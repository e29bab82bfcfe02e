/** What each may do is in permissions.ts. */
export const ROLES = ['USER', 'AUDITOR', 'HELPDESK', 'ADMIN', 'OWNER'] as const;
export type AccountRole = (typeof ROLES)[number];

/**
 * What is known of a password. `LONG`: good as the only factor. `SHORT`: only beside a second one (NIST SP 800-63B-4
 * §3.1.1.2). `GIVEN`: chosen by somebody else, so to be changed first. `NONE`: nobody has chosen one yet.
 */
export type PasswordState = 'LONG' | 'SHORT' | 'GIVEN' | 'NONE';

/** An account as it is handed around, without its password hash. accounts/ keeps it, and says what each field means. */
export interface AccountProfile {
  id: string;
  login: string;
  loginKey: string;
  displayName: string | null;
  nameKey: string | null;
  role: AccountRole;
  isScoped: boolean;
  disabled: boolean;
  passwordState: PasswordState;
  directoryKey: string | null;
  directoryConfirmedAt: number | null;
  directoryAskedAt: number | null;
  credentialVersion: number;
  primaryFactors: number;
  requireTwoFactor: boolean;
  graceFrom: number | null;
  allowedNetworks: string;
  reportedAt: number | null;
  createdAt: number;
  lastSignInAt: number | null;
  policyGroups: string | null;
  policyDomain: string | null;
  exemptUntil: number | null;
}
