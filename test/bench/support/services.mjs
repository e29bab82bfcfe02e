import { readConfig } from '../../../dist/server/config/config.js';
import { openDatabase } from '../../../dist/server/app/data-source.js';
import { createServices } from '../../../dist/server/app/services.js';
import { createLog } from '../../../dist/server/platform/telemetry/log.js';
import { SECRET_KEY } from './server.mjs';

/** argon2id at the least it can cost, where the database is what is measured. */
export const CHEAP = { memoryCost: 8, timeCost: 1, parallelism: 1 };

/** The services of a server, in this process and without HTTP; no jobs run. Passwords cost next to nothing. */
export async function openServices(databaseUrl, clock) {
  const config = readConfig({
    DATABASE_URL: databaseUrl,
    DATABASE_POOL_SIZE: '20',
    SECRET_KEY,
    THROTTLE_ACCOUNT_ATTEMPTS: '1000000',
    THROTTLE_ADDRESS_ATTEMPTS: '1000000',
    HASH_QUEUE: '1000',
  });
  const database = await openDatabase(config.database);
  const services = await createServices({
    config: { ...config, hashing: { ...config.hashing, cost: CHEAP } },
    database,
    clock,
    log: createLog({ logLevel: 'silent', logFormat: 'json' }),
    publicUrl: 'http://localhost',
  });
  return { database, services };
}
