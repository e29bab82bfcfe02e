import { isIP } from 'node:net';
import type { EntityManager } from 'typeorm';
import { randomSecret, sha256 } from '../../platform/encryption/secrets.js';
import { newId } from '../../platform/ids.js';
import { holdsControls } from '../../platform/text.js';
import { NEW_DEVICE } from './device-rows.js';
import { NOT_TRUSTED, NOTHING_ENDED } from './device.entity.js';

/** A device from elsewhere, for its person to recognise; it is not trusted, and no browser can prove to be it. */
export interface ImportedDevice {
  /** Null: it is called by its user agent. */
  name: string | null;
  userAgent: string | null;
  ipAddress: string | null;
  /** Milliseconds, as `lastSeenAt`. */
  createdAt: number;
  lastSeenAt: number;
}

/** What tells a device from the others of its account, for an import that is run again. */
export const identityOf = ({ name, createdAt }: Pick<ImportedDevice, 'name' | 'createdAt'>): string =>
  `${createdAt} ${name ?? ''}`;

/** Its browser wrote most of it, so what cannot be kept is left out or cut off. */
export function usableDevice(device: ImportedDevice, now: number): ImportedDevice {
  const createdAt = timeOf(device.createdAt, now);
  return {
    name: textOf(device.name, 100),
    userAgent: textOf(device.userAgent, 512),
    ipAddress: device.ipAddress !== null && isIP(device.ipAddress) !== 0 ? device.ipAddress : null,
    createdAt,
    lastSeenAt: Math.max(createdAt, timeOf(device.lastSeenAt, now)),
  };
}

function textOf(given: string | null, longest: number): string | null {
  const text = given?.normalize('NFC').trim().slice(0, longest).trim() ?? '';
  return text === '' || holdsControls(text) ? null : text;
}

const timeOf = (given: number, now: number): number =>
  Number.isSafeInteger(given) && given > 0 ? Math.min(given, now) : now;

/** What `usableDevice` has made of them. Each has a secret that nobody was given. */
export async function insertImportedDevices(
  tx: EntityManager,
  devices: readonly (ImportedDevice & { accountId: string })[],
  now: number,
): Promise<void> {
  await NEW_DEVICE.allInto(
    tx,
    devices.map((device) => ({
      ...device,
      id: newId(now),
      secretHash: sha256(randomSecret()),
      ...NOT_TRUSTED,
      ...NOTHING_ENDED,
    })),
  );
}
