import type { AccountSettings } from '../settings/policies/account-settings.js';
import type { EntityManager } from 'typeorm';
import type { Sweeps } from '../platform/jobs/clean-up.js';
import { Refusal } from '../platform/refusal.js';
import type { Settings } from '../settings/settings.entity.js';
import type { AccountProfile } from '../platform/acting/account-profile.js';
import type { Actor } from '../platform/acting/actor.js';
import type { Session } from '../platform/acting/session.js';
import type { SecondFactor, SignInMethod } from '../platform/acting/sign-in-method.js';

/** One of an account's factors that was removed. */
export interface RemovedFactor {
  /** Which one it was, for the record, where there may be several. */
  described: Record<string, unknown>;
  /** Whether nothing of its method is left. */
  isLastOfMethod: boolean;
}

/**
 * A second factor, as all code outside its folder sees it. Sign-in, re-authentication, status, reset, clean-up, exports
 * and figures go through this interface, and none of them knows a factor by its name. How an account proves itself with
 * it is one of two: a code that is typed (CodeFactor), or a challenge that is answered (CeremonyFactor). What the server
 * composes of it, its tables and its API, is a FactorPlugin, one line each in registry.ts.
 */
export interface Factor {
  /** What GraphQL, sessions, proofs and audit rows call it. */
  readonly method: SecondFactor;
  /** The same in camel case: in what is exported, counted and recorded as ended. */
  readonly name: string;
  /** Its bit of Account.primaryFactors; null for one that is only good beside a primary factor, and ends with the last. */
  readonly primaryBit: number | null;
  /** What a session is worth to others that was signed in with it: authentication methods of RFC 8176. */
  readonly amr: readonly string[];
  /** Whether the administrator lets people set it up. */
  isAllowed(settings: Readonly<Settings>): boolean;
  isSetUp(account: AccountProfile, tx?: EntityManager): boolean | Promise<boolean>;
  /**
   * Removes one, by its id where there may be several, else what there is. The caller has locked the account. Throws
   * NOT_FOUND for what the account does not have, BAD_USER_INPUT for an id too many or too few.
   */
  removeOne(tx: EntityManager, accountId: string, id: string | null): Promise<RemovedFactor>;
  /** The caller has locked the account. Returns how many of it were still good. */
  removeAll(tx: EntityManager, accountId: string): Promise<number>;
  /** What an export says of it, by account; accounts that have none of it may be left out. Never what is hashed. */
  exported(accountIds: readonly string[]): Promise<Map<string, Record<string, unknown>>>;
  /** What of its rows expires. */
  sweeps(): Sweeps;
}

/**
 * What remains of a right code or assertion: using it up, by one conditional UPDATE in the transaction of what it is
 * used for, with what there is to record of that. False when another request was faster.
 */
export interface Spend {
  (tx: EntityManager, user: Actor): Promise<boolean>;
  /** What the audit log says of which one it was, where there may be several. */
  readonly by?: Record<string, unknown>;
  /** When the session ends at the latest that is begun by it, in milliseconds. */
  readonly endsBy?: number;
}

/** Codes that are typed and can be guessed: attempts are counted by account and method. */
export interface CodeProof {
  readonly method: SignInMethod;
  /**
   * Whether a check is a matter of microseconds: then it runs in the transaction that counts the attempt. One that costs
   * a hash runs after it, in the place of its requester.
   */
  readonly isQuick: boolean;
  /** Null for a wrong code; changes nothing. `tx` for one that is quick. */
  check(accountId: string, code: string, tx?: EntityManager): Promise<Spend | null>;
}

/** Codes that stand in for every factor. */
export interface Substitute extends CodeProof {
  /** As of a Factor. */
  readonly amr: readonly string[];
}

/** A factor that is proved by typing a code. */
export interface CodeFactor extends Factor, CodeProof {
  readonly method: SecondFactor;
  readonly proof: 'code';
  /** Whether it has the shape of its codes: when a session is proved again, nobody says which factor's it is. */
  recognises(code: string): boolean;
  /** How many digits its codes have, for a page that asks for one; null where that says nothing. */
  digitsOf(accountId: string, tx?: EntityManager): Promise<number | null>;
}

/** What a challenge was given out for, and may be answered for. */
export interface CeremonyBinding {
  purpose: 'verification' | 'reauthentication' | 'password-reset';
  accountId: string;
  /** The id of the sign-in's challenge, of the session's token, or of the link that resets the password. */
  boundTo: string;
}

/** A factor that is proved in two steps: it is given a challenge, and answers it. Such an answer cannot be guessed. */
export interface CeremonyFactor extends Factor {
  readonly proof: 'ceremony';
  /** What its client needs to ask for an answer; `session`: that of the person who is already signed in. */
  begin(binding: CeremonyBinding, session: Session | null): Promise<object>;
  /** Uses the challenge up. Throws INVALID_CODE, CHALLENGE_EXPIRED or BAD_USER_INPUT. */
  check(binding: CeremonyBinding, answer: unknown): Promise<Spend>;
}

export type AnyFactor = CodeFactor | CeremonyFactor;

/** For a primary factor: whether its bit is set. */
export const hasPrimary = (
  { primaryFactors }: Pick<AccountProfile, 'primaryFactors'>,
  { primaryBit }: Pick<Factor, 'primaryBit'>,
): boolean => (primaryFactors & (primaryBit ?? 0)) !== 0;

/** Throws METHOD_DISABLED unless this factor may be set up now. */
export function refuseUnlessAllowed(factor: Pick<Factor, 'isAllowed'>, settings: AccountSettings): void {
  if (settings.disabled) {
    throw new Refusal('METHOD_DISABLED', 'Two-factor authentication is switched off.');
  }
  if (!factor.isAllowed(settings)) {
    throw new Refusal('METHOD_DISABLED', 'The administrator has switched this method off.');
  }
}

/** For a factor of which an account has one at most. Throws BAD_USER_INPUT. */
export function refuseId(id: string | null): void {
  if (id === null) return;
  throw new Refusal('BAD_USER_INPUT', 'There is at most one of this method: leave id out.', { field: 'id' });
}
