import type { Logger } from 'pino';
import type { Clock } from './clock.js';
import type { Database } from './database/database.js';
import { LaterWrites } from './database/later-writes.js';
import { DataKeys } from './encryption/data-keys.js';
import { checkKeys } from './encryption/key-checks.js';
import { KeyRing } from './encryption/key-ring.js';
import type { KeyUses } from './encryption/key-use.js';
import { loadLookupKeys } from './encryption/lookup-keys.js';
import { JobsService } from './jobs/jobs.service.js';
import { Places, type PlacesConfig } from './places/places.js';

export type Platform = Awaited<ReturnType<typeof createPlatform>>;

/** What all wings stand on. Throws where a sealed secret needs a key that is not among `secretKeys`. */
export async function createPlatform(needs: {
  database: Database;
  clock: Clock;
  log: Logger;
  secretKeys: ConstructorParameters<typeof KeyRing>[0];
  keyUses: KeyUses;
  places: PlacesConfig;
}) {
  const { database, clock, log } = needs;
  const keys = new KeyRing(needs.secretKeys);
  await checkKeys(database, clock, keys, needs.keyUses.sealed);
  await loadLookupKeys(database, keys, needs.keyUses.keyed);
  const dataKeys = new DataKeys(database, clock, keys);
  await dataKeys.load();
  const jobs = new JobsService(database, log);
  return {
    database,
    clock,
    log,
    keys,
    dataKeys,
    jobs,
    laterWrites: new LaterWrites(log),
    places: new Places(needs.places, { clock, log }),
    sweeps: { jobs: () => jobs.sweepFailed() },
  };
}
