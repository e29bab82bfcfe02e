import {
  ACCOUNT_COLUMNS,
  type AccountRow,
  type Milliseconds,
  toNumber,
  toProfile,
} from '../accounts/account-row.js';
import type { Session } from '../platform/acting/session.js';
import { PackedColumns } from '../platform/database/packed-columns.js';
import { isAssured, type SecondFactor, type SignInMethod } from '../platform/acting/sign-in-method.js';
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

const OF_TOKEN = {
  tokenId: 't.id',
  storedOn: 't.deviceId',
  secondFactor: 't.secondFactor',
  issuedAt: 't.createdAt',
  lastUsedAt: 't.lastUsedAt',
  sessionExpiresAt: 't.expiresAt',
  epoch: 't.epoch',
};
const OF_DEVICE = {
  signedOn: 'd.id',
  signedEndedBelow: 'd.signedEndedBelow',
  signedPasswordOnlyEndedBelow: 'd.signedPasswordOnlyEndedBelow',
  signedKept: 'd.signedKept',
};
const OF_BOTH = {
  provedBy: 'p.method',
  provedAt: 'p.provedAt',
  provedSince: 'p.secondFactor',
  ...ACCOUNT_COLUMNS,
};

const absent = <Name extends string>(columns: Record<Name, string>): Record<Name, string> =>
  Object.fromEntries(Object.keys(columns).map((name) => [name, 'NULL'])) as Record<Name, string>;

/** What is known of a session that is stored, in a statement by hand that calls its tables as HELD_JOINS does. */
export const STORED_COLUMNS = { ...OF_TOKEN, ...absent(OF_DEVICE), ...OF_BOTH };
/** Of one that is signed. */
export const SIGNED_COLUMNS = { ...absent(OF_TOKEN), ...OF_DEVICE, ...OF_BOTH };
/** Of either, for a statement by hand on a table `r` that has the columns of a reference to it. */
export const HELD_COLUMNS = {
  sessionId: 'r.sessionId',
  signed: 'r.signed',
  ...OF_TOKEN,
  ...OF_DEVICE,
  ...OF_BOTH,
};
export const HELD = new PackedColumns<HeldRow>(HELD_COLUMNS);
export const HELD_JOINS = `INNER JOIN accounts a ON a.id = r.accountId
  LEFT JOIN auth_tokens t ON t.id = r.tokenId
  LEFT JOIN devices d ON d.id = r.deviceId
  LEFT JOIN proofs p ON p.tokenId = r.sessionId`;

export interface SessionRow extends AccountRow, SignedEnds {
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

export interface HeldRow extends SessionRow {
  sessionId: string;
  signed: string | null;
}

/** What a signed session that is referred to says of itself. */
export const claimsIn = ({ signed }: HeldRow): SignedClaims | null =>
  signed === null ? null : (JSON.parse(signed) as SignedClaims);

/**
 * The session that such a row, or what a signed one says of itself, is about, and that is yet to be judged; null when it is
 * not there any more.
 */
export function heldSession(
  row: SessionRow,
  signed: SignedClaims | null,
  ipAddress: string | null,
): Found | null {
  const { tokenId: storedId, storedOn, signedOn } = row;
  const isStored = storedId !== null && storedOn !== null;
  const account = toProfile(row);
  const actor = { id: account.id, login: account.login, ipAddress };
  // Whatever refers to a session has nothing to do with the secret that is presented for it.
  const isReplaced = false;
  if (isStored) {
    return {
      tokenId: storedId,
      kind: 'stored',
      account,
      deviceId: storedOn,
      secondFactor: row.secondFactor,
      issuedAt: Number(row.issuedAt),
      lastUsedAt: toNumber(row.lastUsedAt),
      expiresAt: toNumber(row.sessionExpiresAt),
      epoch: row.epoch,
      signedVersion: 0,
      isReplaced,
      actor,
    };
  }
  if (signed === null || signedOn === null) return null;
  const { tokenId, issuedAt, expiresAt, epoch, version, credentialVersion } = signed;
  const secondFactor = row.provedSince ?? signed.secondFactor;
  if (isSignedEnded(row, { tokenId, version, secondFactor })) return null;
  if (account.credentialVersion !== credentialVersion && row.signedKept !== tokenId) return null;
  return {
    tokenId,
    kind: 'signed',
    account,
    deviceId: signedOn,
    secondFactor,
    issuedAt,
    lastUsedAt: null,
    expiresAt,
    epoch,
    signedVersion: version,
    isReplaced,
    actor,
  };
}

/** When a person was last proved in a session, in milliseconds. */
export interface LastProofs {
  /** By whatever it was. */
  any: number;
  /** By a second factor, or a code in its place that signed in; null: by none. */
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
  return { any, secondFactor: isAssured(secondFactor) ? issuedAt : null };
}
