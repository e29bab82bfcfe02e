import { type EntityManager, IsNull, Not } from 'typeorm';
import { Device, isSignedEnded } from '../devices/device.entity.js';
import { Proof } from '../proofs/proof.entity.js';
import { AuthToken } from '../tokens/auth-token.entity.js';
import type { Session, SessionFacts } from '../../platform/acting/session.js';

/**
 * What a session has proved by now, which may be more than when its token was presented. Null: the token has ended
 * since, by itself or with others of its device or account.
 */
export async function sessionNow(
  tx: EntityManager,
  session: Session,
  now: number,
): Promise<SessionFacts | null> {
  const proved = await (session.kind === 'stored' ? ofStored(tx, session) : ofSigned(tx, session));
  // It is in use, even by a request that has waited for its turn for long.
  return proved && { ...session, secondFactor: proved.secondFactor, lastUsedAt: now };
}

type Proved = Pick<SessionFacts, 'secondFactor'>;

async function ofStored(tx: EntityManager, { tokenId, account }: Session): Promise<Proved | null> {
  return tx.findOneBy(AuthToken, { id: tokenId, accountId: account.id });
}

async function ofSigned(tx: EntityManager, session: Session): Promise<Proved | null> {
  const { tokenId, deviceId, account, signedVersion: version } = session;
  const device = await tx.findOneBy(Device, { id: deviceId, accountId: account.id });
  const proof = await tx.findOneBy(Proof, { tokenId, secondFactor: Not(IsNull()) });
  const secondFactor = proof?.secondFactor ?? session.secondFactor;
  return device && !isSignedEnded(device, { tokenId, version, secondFactor }) ? { secondFactor } : null;
}
