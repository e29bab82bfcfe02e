import type { EntityManager } from 'typeorm';
import { Device } from '../devices/device.entity.js';
import type { Session } from '../session.js';
import { AuthToken } from '../tokens/auth-token.entity.js';

/**
 * Whether the token of a session has not ended since it was presented: a stored one is still there, a signed one has
 * neither expired nor lost its device. What the account itself decides is the guard's to compare.
 */
export async function isSessionAlive(tx: EntityManager, session: Session, now: number): Promise<boolean> {
  const { kind, tokenId, deviceId, account, expiresAt } = session;
  if (expiresAt !== null && expiresAt <= now) return false;
  return kind === 'stored'
    ? tx.existsBy(AuthToken, { id: tokenId, accountId: account.id })
    : tx.existsBy(Device, { id: deviceId, accountId: account.id });
}
