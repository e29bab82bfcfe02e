import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import { OperatorError } from '../operator-error.js';
import type { KeyRing } from './key-ring.js';
import { KeyCheck } from './key-check.entity.js';
import type { SealedColumn } from './key-use.js';

const KNOWN_TEXT = 'latchkey';

/**
 * Makes sure, before anything is served, that SECRET_KEY opens what this database holds. Throws OperatorError.
 * A key that was taken off the ring is forgotten when no record needs it.
 */
export async function checkKeys(
  database: Database,
  clock: Clock,
  ring: KeyRing,
  sealed: readonly SealedColumn[],
): Promise<void> {
  const known = await database.manager.find(KeyCheck);
  if (known.length > 0 && !known.some(({ keyId }) => ring.has(keyId))) {
    throw new OperatorError(
      `SECRET_KEY: is not the key of this database, whose keys are ${known.map(({ keyId }) => keyId).join(', ')}; the one given is ${ring.currentKeyId}`,
    );
  }
  for (const check of known) {
    if (ring.has(check.keyId)) refuseUnlessOpen(ring, check);
    else await forget(database, sealed, check);
  }
  await database.manager
    .createQueryBuilder()
    .insert()
    .into(KeyCheck)
    .values({
      keyId: ring.currentKeyId,
      sealedCheck: ring.seal(KNOWN_TEXT, sealContext(ring.currentKeyId)),
      createdAt: clock.now(),
      signedUntil: null,
    })
    .orIgnore()
    .execute();
}

function refuseUnlessOpen(ring: KeyRing, { keyId, sealedCheck }: KeyCheck): void {
  try {
    if (ring.open(sealedCheck, sealContext(keyId)) === KNOWN_TEXT) return;
  } catch {
    // Another key that happens to have the same id.
  }
  throw new OperatorError(`SECRET_KEY: does not open what was sealed with key ${keyId}`);
}

async function forget(
  database: Database,
  sealed: readonly SealedColumn[],
  { keyId }: KeyCheck,
): Promise<void> {
  const records = await countSealedWith(database, sealed, keyId);
  if (records > 0) {
    throw new OperatorError(
      `SECRET_KEY: ${records} records are still sealed with key ${keyId}: add that one behind the first, and run keys:rotate before it leaves`,
    );
  }
  await database.manager.delete(KeyCheck, { keyId });
}

/** How many records cannot be read without this key. */
export async function countSealedWith(
  database: Database,
  columns: readonly SealedColumn[],
  keyId: string,
): Promise<number> {
  let count = 0;
  for (const { entity, column } of columns) {
    count += await database.manager
      .createQueryBuilder(entity, 'row')
      .where(`row.${column} LIKE :prefix`, { prefix: `${keyId}.%` })
      .getCount();
  }
  return count;
}

const sealContext = (keyId: string): string => `key-check:${keyId}`;
