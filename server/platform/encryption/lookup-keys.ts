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
  for (const { id, sealedKey } of await database.manager.find(LookupKey)) {
    if (ring.has(id) || !(await isUsed(database, keyed, id))) {
      await database.manager.delete(LookupKey, { id });
    } else {
      kept.push({ id, key: ring.open(sealedKey, sealContext(id)) });
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

const sealContext = (id: string): string => `lookup-key:${id}`;

export const sealedLookupKeys: SealedColumn = {
  entity: LookupKey,
  id: 'id',
  column: 'sealedKey',
  context: sealContext,
};
