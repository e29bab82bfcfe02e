import { type EntityManager, IsNull, Not } from 'typeorm';
import { Device, isSignedEnded } from '../devices/device.entity.js';
import { Proof } from '../policy/proof.entity.js';
import type { Session } from '../session.js';
import { Settings } from '../settings/settings.entity.js';
import { AuthToken } from '../tokens/auth-token.entity.js';

/**
 * Whether the token of a session has not ended since it was presented: by itself, with others of its device or
 * account, or with everyone's. What the account itself decides is the guard's to compare.
 */
export async function isSessionAlive(tx: EntityManager, session: Session, now: number): Promise<boolean> {
  const { kind, tokenId, account, expiresAt, epoch } = session;
  if (expiresAt !== null && expiresAt <= now) return false;
  if (!(await tx.existsBy(Settings, { sessionEpoch: epoch }))) return false;
  return kind === 'stored'
    ? tx.existsBy(AuthToken, { id: tokenId, accountId: account.id })
    : isSigned(tx, session);
}

async function isSigned(tx: EntityManager, session: Session): Promise<boolean> {
  const { tokenId, deviceId, account, secondFactor, signedVersion: version } = session;
  const device = await tx.findOneBy(Device, { id: deviceId, accountId: account.id });
  if (!device) return false;
  if (!isSignedEnded(device, { tokenId, version, secondFactor })) return true;
  // It may have proved a second factor since.
  const proof = await tx.findOneBy(Proof, { tokenId, secondFactor: Not(IsNull()) });
  return proof !== null && !isSignedEnded(device, { tokenId, version, secondFactor: proof.secondFactor });
}
