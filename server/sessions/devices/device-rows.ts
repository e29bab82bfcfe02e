import { type EntityManager, In } from 'typeorm';
import { type Packed, PackedColumns } from '../../platform/database/packed-columns.js';
import { Insertion, rows } from '../../platform/database/prepared.js';
import { Device } from './device.entity.js';

/** Of one account. A browser's private window is a new device at each sign-in. */
export const MOST_DEVICES = 100;
// Of accounts that had more before there was a limit.
const REMOVED_AT_ONCE = 100;

const DEVICE_COLUMNS = {
  id: 'id',
  accountId: 'accountId',
  secretHash: 'secretHash',
  name: 'name',
  userAgent: 'userAgent',
  ipAddress: 'ipAddress',
  createdAt: 'createdAt',
  lastSeenAt: 'lastSeenAt',
  trustedAt: 'trustedAt',
  trustedUntil: 'trustedUntil',
  signedEndedBelow: 'signedEndedBelow',
  signedPasswordOnlyEndedBelow: 'signedPasswordOnlyEndedBelow',
  signedKept: 'signedKept',
} as const;
const DEVICE = new PackedColumns<Device>(DEVICE_COLUMNS);
const SELECT = `SELECT ${DEVICE.sql} AS device FROM devices WHERE`;

export const BY_SECRET = `${SELECT} accountId = ? AND secretHash = ?`;
export const BY_ID = `${SELECT} id = ?`;
export const NEW_DEVICE = new Insertion<Device>('devices', Object.values(DEVICE_COLUMNS));
/** A name that it was given stays, unless there is another. */
export const SEEN = `UPDATE devices SET secretHash = ?, ipAddress = ?, userAgent = ?, lastSeenAt = ?,
  name = COALESCE(?, name) WHERE id = ? AND accountId = ?`;
export const TRUST = 'UPDATE devices SET trustedAt = ?, trustedUntil = ? WHERE id = ?';

/** The one that a statement above has found. */
export function deviceOf([found]: readonly { device: Packed }[]): Device | null {
  return found ? DEVICE.copy(found.device) : null;
}

const HOW_MANY = 'SELECT COUNT(*) AS n FROM devices WHERE accountId = ?';
const BEYOND = `SELECT d.id AS id FROM devices d LEFT JOIN auth_tokens t ON t.deviceId = d.id
  WHERE d.accountId = ? GROUP BY d.id
  ORDER BY MAX(CASE WHEN d.trustedUntil > ? THEN 1 ELSE 0 END) DESC,
    MAX(CASE WHEN t.lastUsedAt > d.lastSeenAt THEN t.lastUsedAt ELSE d.lastSeenAt END) DESC, d.id DESC
  LIMIT ? OFFSET ?`;

/**
 * For one more, which the caller has the account locked for: the devices unused for longest go, and their tokens; trusted
 * ones last. The use of tokens is noted also while the list is off, and devices are not seen.
 */
export async function makeRoom(tx: EntityManager, accountId: string, now: number): Promise<void> {
  const [count] = await rows<{ n: number | string }>(tx, HOW_MANY, [accountId]);
  if (Number(count?.n) < MOST_DEVICES) return;
  const beyond = await rows<{ id: string }>(tx, BEYOND, [accountId, now, REMOVED_AT_ONCE, MOST_DEVICES - 1]);
  if (beyond.length > 0) await tx.delete(Device, { id: In(beyond.map(({ id }) => id)) });
}
