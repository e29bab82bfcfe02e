import {
  ACCOUNT_COLUMNS,
  type AccountRow,
  type Milliseconds,
  toNumber,
  toProfile,
} from '../accounts/account-row.js';
import type { Session } from '../platform/acting/session.js';
import { isSecondFactor, type SecondFactor, type SignInMethod } from '../platform/acting/sign-in-method.js';
import { isSignedEnded, type SignedEnds } from './devices/device.entity.js';
import type { Proof } from './proofs/proof.entity.js';
import type { Found } from './sessions.service.js';
import type { SignedClaims } from './tokens/signed-tokens.js';

/** What names a session elsewhere than in its token, in the columns that such tables have. */
export interface SessionReference {
  accountId: string;
  /** Of a stored session or a signed one. */
  sessionId: string;
  /** Of a stored one, whose row it is. */
  tokenId: string | null;
  /** Of a signed one, which ends with its device. */
  deviceId: string | null;
  /** What a signed one says of itself. */
  signed: SignedClaims | null;
}

/** To be kept with whatever is given in this session, and is to end with it. */
export function referenceTo(session: Session): SessionReference {
  const { tokenId, deviceId, account } = session;
  const shared = { accountId: account.id, sessionId: tokenId };
  if (session.kind === 'stored') return { ...shared, tokenId, deviceId: null, signed: null };
  const { secondFactor, issuedAt, expiresAt, epoch, signedVersion: version } = session;
  const { credentialVersion } = account;
  const facts = { secondFactor, issuedAt, expiresAt, epoch, version, credentialVersion };
  return {
    ...shared,
    tokenId: null,
    deviceId,
    signed: { tokenId, accountId: account.id, deviceId, ...facts },
  };
}

/** What is known of a session, in a statement by hand that calls its tables as HELD_JOINS does. */
export const SESSION_COLUMNS = `t.id AS tokenId, t.deviceId AS storedOn, t.secondFactor,
  t.createdAt AS issuedAt, t.lastUsedAt, t.expiresAt AS sessionExpiresAt, t.epoch, d.id AS signedOn, d.signedEndedBelow,
  d.signedPasswordOnlyEndedBelow, d.signedKept, p.method AS provedBy, p.provedAt, p.secondFactor AS provedSince,
  ${ACCOUNT_COLUMNS}`;
/** For a statement by hand on a table `r` that has the columns of a reference. */
export const HELD_COLUMNS = `r.sessionId, r.signed, ${SESSION_COLUMNS}`;
export const HELD_JOINS = `INNER JOIN accounts a ON a.id = r.accountId
  LEFT JOIN auth_tokens t ON t.id = r.tokenId
  LEFT JOIN devices d ON d.id = r.deviceId
  LEFT JOIN proofs p ON p.tokenId = r.sessionId`;

export interface HeldRow extends AccountRow, SignedEnds {
  sessionId: string;
  signed: string | null;
  tokenId: string | null;
  storedOn: string | null;
  secondFactor: SignInMethod | null;
  issuedAt: Milliseconds | null;
  lastUsedAt: Milliseconds | null;
  sessionExpiresAt: Milliseconds | null;
  epoch: number;
  signedOn: string | null;
  provedBy: Proof['method'] | null;
  provedAt: Milliseconds | null;
  provedSince: SecondFactor | null;
}

/** The session that such a row refers to, which is yet to be judged; null when it is not there any more. */
export function heldSession(row: HeldRow, ipAddress: string | null): Found | null {
  const account = toProfile(row);
  const shared = {
    account,
    // Whatever refers to a session has nothing to do with the secret that is presented for it.
    isReplaced: false,
    actor: { id: row.id, login: row.login, ipAddress },
  };
  if (row.tokenId !== null && row.storedOn !== null) {
    return {
      ...shared,
      tokenId: row.tokenId,
      kind: 'stored',
      deviceId: row.storedOn,
      secondFactor: row.secondFactor,
      issuedAt: Number(row.issuedAt),
      lastUsedAt: toNumber(row.lastUsedAt),
      expiresAt: toNumber(row.sessionExpiresAt),
      epoch: row.epoch,
      signedVersion: 0,
    };
  }
  if (row.signed === null || row.signedOn === null) return null;
  const claims = JSON.parse(row.signed) as SignedClaims;
  const { tokenId, version, credentialVersion } = claims;
  const secondFactor = row.provedSince ?? claims.secondFactor;
  if (isSignedEnded(row, { tokenId, version, secondFactor })) return null;
  if (row.credentialVersion !== credentialVersion && row.signedKept !== tokenId) return null;
  return {
    ...shared,
    tokenId,
    kind: 'signed',
    deviceId: row.signedOn,
    secondFactor,
    issuedAt: claims.issuedAt,
    lastUsedAt: null,
    expiresAt: claims.expiresAt,
    epoch: claims.epoch,
    signedVersion: version,
  };
}

/** When a person was last proved in a session, in milliseconds. */
export interface LastProofs {
  /** By whatever it was. */
  any: number;
  /** By a second factor; null: by none. */
  secondFactor: number | null;
}

export function lastProofsOf(
  session: Pick<Session, 'issuedAt' | 'secondFactor' | 'isReplaced'>,
  proof: Pick<Proof, 'method' | 'provedAt'> | null,
): LastProofs {
  const { issuedAt, secondFactor, isReplaced } = session;
  // What was proved since belongs to the secret that was given for it.
  if (isReplaced) return { any: issuedAt, secondFactor: null };
  const any = Math.max(issuedAt, proof?.provedAt ?? 0);
  if (proof && proof.method !== 'PASSWORD') return { any, secondFactor: proof.provedAt };
  return { any, secondFactor: isSecondFactor(secondFactor) ? issuedAt : null };
}
