import { randomBytes } from 'node:crypto';
import type { Argon2Cost } from '../../server/accounts/password-hasher.js';
import { type App, startApp } from '../../server/app/app.js';
import { readConfig } from '../../server/config/config.js';
import type { FactorPlugin } from '../../server/factors/plugin.js';
import { createLog } from '../../server/platform/telemetry/log.js';
import { Client, type ClientOptions } from './client.js';
import { TestClock } from './clock.js';
import { refuseSecretsIn } from './secrets.js';
import { createTestDatabase } from './database.js';

export const ADMIN = { login: 'admin', password: 'correct horse battery staple' };

export interface TestServer {
  app: App;
  url: string;
  port: number;
  clock: TestClock;
  databaseUrl: string;
  secretKey: string;
  /** Every line that was logged. */
  logLines: string[];
  client(options?: ClientOptions): Client;
  stop(): Promise<void>;
}

/**
 * argon2id at the least it can cost. The real cost is paid where it is what is tested: the hasher's suite, one of
 * sign-in, whatever runs in a process of its own, and the benchmarks.
 */
export const CHEAP = { memoryCost: 8, timeCost: 1, parallelism: 1 } as const;

/**
 * A server on a database of its own, with a first administrator, listening on a free port. With a DATABASE_URL in `env`, on
 * that one, which stays.
 */
export async function startTestServer(
  env: Record<string, string> = {},
  cost: Argon2Cost = CHEAP,
  moreFactors: readonly FactorPlugin[] = [],
): Promise<TestServer> {
  const database =
    env['DATABASE_URL'] === undefined
      ? await createTestDatabase()
      : { url: env['DATABASE_URL'], drop: () => Promise.resolve() };
  const clock = new TestClock();
  const secretKey = env['SECRET_KEY'] ?? randomBytes(32).toString('hex');
  const logLines: string[] = [];
  const config = readConfig({
    PORT: '0',
    DATABASE_URL: database.url,
    SECRET_KEY: secretKey,
    THROTTLE_ACCOUNT_ATTEMPTS: '1000',
    THROTTLE_ADDRESS_ATTEMPTS: '100000',
    // Tests ask for much at once, for one account and from one address.
    HASH_QUEUE: '1000',
    ...env,
  });
  const app = await startApp({
    config: { ...config, hashing: { ...config.hashing, cost } },
    clock,
    moreFactors,
    log: createLog({ logLevel: 'trace', logFormat: 'json' }, { write: (line) => void logLines.push(line) }),
  });
  await app.services.newAccounts.createFirstAdministrator(ADMIN.login, ADMIN.password);
  return {
    app,
    url: app.url,
    port: app.port,
    clock,
    databaseUrl: database.url,
    secretKey,
    logLines,
    client: (options) => new Client(app.url, options),
    async stop() {
      await app.stop();
      await database.drop();
      refuseSecretsIn(logLines, app.url, [secretKey, ADMIN.password]);
    },
  };
}

/** One that sends mail, when the test says that it is time. */
export async function startNotifyingServer(
  relayUrl: string,
  env: Record<string, string> = {},
): Promise<TestServer> {
  const server = await startTestServer({
    SMTP_URL: relayUrl,
    // The relay of the tests has no certificate.
    SMTP_STARTTLS: 'off',
    MAIL_FROM: 'noreply@example.org',
    ...env,
  });
  await server.app.services.outbox.stop();
  await server.app.services.jobs.stop(10_000);
  return server;
}
