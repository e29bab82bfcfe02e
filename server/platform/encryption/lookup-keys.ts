import type { Database } from '../database/database.js';
import type { KeyRing } from './key-ring.js';
import type { KeyedColumn, SealedColumn } from './key-use.js';
import { LookupKey } from './lookup-key.entity.js';

/** Puts the keys that came by an archive on the ring, once, and forgets those that nothing is looked up by any more. */
export async function loadLookupKeys(
  database: Database,
  ring: KeyRing,
  keyed: readonly KeyedColumn[],
): Promise<void> {
  const kept: { id: string; key: string }[] = [];
  for (const { keyId, sealedKey } of await database.manager.find(LookupKey)) {
    if (ring.has(keyId) || !(await isUsed(database, keyed, keyId))) {
      await database.manager.delete(LookupKey, { keyId });
    } else {
      kept.push({ id: keyId, key: ring.open(sealedKey, sealContext(keyId)) });
    }
  }
  ring.lookUpBy(kept);
}

async function isUsed(database: Database, keyed: readonly KeyedColumn[], keyId: string): Promise<boolean> {
  for (const { entity, column } of keyed) {
    if (await database.manager.existsBy(entity, { [column]: keyId })) return true;
  }
  return false;
}

const sealContext = (keyId: string): string => `lookup-key:${keyId}`;

export const sealedLookupKeys: SealedColumn = {
  entity: LookupKey,
  id: 'keyId',
  column: 'sealedKey',
  context: sealContext,
};
