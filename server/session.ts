import type { AccountProfile } from './accounts/account.entity.js';
import type { Actor } from './audit/audit.service.js';
import type { SignInMethod } from './tokens/auth-token.entity.js';

/** What a presented token proves: who, on which device, and how it was signed in. */
export interface Session {
  tokenId: string;
  /** Signed tokens are not in the database and cannot be revoked one by one. */
  kind: 'stored' | 'signed';
  account: AccountProfile;
  deviceId: string;
  secondFactor: SignInMethod | null;
  issuedAt: number;
  /** Null: it does not expire. */
  expiresAt: number | null;
  actor: Actor;
}
