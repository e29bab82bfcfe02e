import type { EntityManager } from 'typeorm';
import type { Database } from '../../platform/database/database.js';
import { isSignedEnded, type SignedEnds } from '../devices/device.entity.js';
import type { Session, SessionFacts } from '../../platform/acting/session.js';

type Proved = Pick<SessionFacts, 'secondFactor'>;

const STORED = 'SELECT secondFactor FROM auth_tokens WHERE id = ? AND accountId = ?';
const SIGNED = `SELECT d.signedEndedBelow, d.signedPasswordOnlyEndedBelow, d.signedKept, p.secondFactor
  FROM devices d LEFT JOIN proofs p ON p.tokenId = ? WHERE d.id = ? AND d.accountId = ?`;

/**
 * What a session has proved by now, which may be more than when its token was presented. Null: the token has ended
 * since, by itself or with others of its device or account.
 */
export async function sessionNow(
  database: Database,
  session: Session,
  now: number,
  tx?: EntityManager,
): Promise<SessionFacts | null> {
  const proved = await (session.kind === 'stored' ? ofStored : ofSigned)(database, session, tx);
  // It is in use, even by a request that has waited for its turn for long.
  return proved && { ...session, secondFactor: proved.secondFactor, lastUsedAt: now };
}

async function ofStored(
  database: Database,
  { tokenId, account }: Session,
  tx?: EntityManager,
): Promise<Proved | null> {
  const token = await database.row<Proved>(STORED, [tokenId, account.id], tx);
  return token ?? null;
}

async function ofSigned(database: Database, session: Session, tx?: EntityManager): Promise<Proved | null> {
  const { tokenId, deviceId, account, signedVersion: version } = session;
  const device = await database.row<SignedEnds & Proved>(SIGNED, [tokenId, deviceId, account.id], tx);
  if (!device) return null;
  const secondFactor = device.secondFactor ?? session.secondFactor;
  return isSignedEnded(device, { tokenId, version, secondFactor }) ? null : { secondFactor };
}
