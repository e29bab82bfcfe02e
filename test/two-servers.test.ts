import { randomBytes, randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../server/app/data-source.js';
import type { Database } from '../server/platform/database/database.js';
import { Device } from '../server/sessions/devices/device.entity.js';
import { JobOutcome } from '../server/platform/jobs/job-outcome.entity.js';
import { JobRow } from '../server/platform/jobs/agenda-backend/job-row.entity.js';
import { AuthToken } from '../server/sessions/tokens/auth-token.entity.js';
import { Client } from './support/client.js';
import { createTestDatabase, type TestDatabase } from './support/database.js';
import { CREATE_ACCOUNT, ME, PASSWORD, signedIn, updateSettings } from './support/flows.js';
import { type ServerProcess, spawnServer } from './support/process.js';
import { ADMIN } from './support/server.js';

const MINUTE = 60_000;
const patient = { timeout: 60_000, interval: 20 };
const OPERATIONS = Number(process.env['CRASH_OPERATIONS'] ?? 600);
const PEOPLE = 6;

let testDatabase: TestDatabase;
let database: Database;
let servers: [ServerProcess, ServerProcess];
const start = () =>
  spawnServer({
    DATABASE_URL: testDatabase.url,
    SECRET_KEY: secretKey,
    ADMIN_LOGIN: ADMIN.login,
    ADMIN_PASSWORD: ADMIN.password,
    THROTTLE_ACCOUNT_ATTEMPTS: '100000',
    THROTTLE_ADDRESS_ATTEMPTS: '100000',
  });
const secretKey = randomBytes(32).toString('hex');
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  servers = await Promise.all([start(), start()]);
  database = await openDatabase({ url: testDatabase.url, poolSize: 2 });
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.kill('SIGKILL')));
  await database.close();
  await testDatabase.drop();
});

async function administrator(): Promise<Client> {
  const client = new Client(servers[0].url);
  await signedIn(client, ADMIN.login, ADMIN.password);
  return client;
}

test('what one server revokes or sets, the other knows', async () => {
  const admin = await administrator();
  await admin.data(CREATE_ACCOUNT, { login: 'maria', password: PASSWORD });
  const { token } = await signedIn(new Client(servers[0].url), 'maria');
  const there = new Client(servers[1].url, { bearer: token });
  expect(await there.data(ME)).toMatchObject({ me: { login: 'maria' } });
  await new Client(servers[0].url, { bearer: token }).data('mutation { signOut }');
  expect(await there.data(ME)).toEqual({ me: null });

  const methods = async () =>
    (await there.data<{ publicSettings: { methods: string[] } }>('{ publicSettings { methods } }'))
      .publicSettings.methods;
  expect(await methods()).toContain('SECURITY_KEY');
  await updateSettings(admin, { allowSecurityKeys: false });
  await expect.poll(methods, patient).not.toContain('SECURITY_KEY');
});

test('a job whose server is killed -9 is taken over when its lock expires, and ends its work once', async () => {
  const admin = await administrator();
  const { manager } = database;
  const [model] = await manager.find(AuthToken, { take: 1 });
  const TOKENS = 20_000;
  for (let n = 0; n < TOKENS; n += 1000) {
    const rows = Array.from({ length: 1000 }, () => ({
      ...model!,
      id: randomBytes(16).toString('hex'),
      hash: randomBytes(32).toString('hex'),
      expiresAt: Date.now() - MINUTE,
    }));
    await manager.createQueryBuilder().insert().into(AuthToken).values(rows).updateEntity(false).execute();
  }
  const live = (await manager.count(AuthToken)) - TOKENS;
  // The other one would be quicker, now and then.
  await servers[1].kill('SIGTERM');
  await admin.data('mutation { runJob(name: "clean-up") { name } }');
  await expect.poll(() => manager.count(AuthToken), { ...patient, interval: 1 }).toBeLessThan(live + TOKENS);
  await servers[0].kill('SIGKILL');
  const left = (await manager.count(AuthToken)) - live;
  expect(left).toBeGreaterThan(0);

  servers = await Promise.all([start(), start()]);
  const job = () => manager.findOneByOrFail(JobRow, { singleName: 'clean-up' });
  expect((await job()).lockedAt).not.toBeNull();
  // A minute passes.
  await manager.decrement(JobRow, { singleName: 'clean-up' }, 'lockedAt', MINUTE);
  const outcome = () => manager.findOneBy(JobOutcome, { name: 'clean-up' });
  await expect.poll(async () => (await outcome())?.lastFinishedAt ?? null, patient).not.toBeNull();
  expect(await manager.count(AuthToken)).toBe(live);
  // One of the two: had both run, each would have counted a part.
  expect((await outcome())?.result).toMatchObject({ rows: { tokens: left } });
  await expect.poll(async () => (await job()).lockedAt, patient).toBeNull();
  expect((await job()).nextRunAt).toBeGreaterThan(Date.now());
});

test(`of two servers one is killed -9 amid ${OPERATIONS} mixed operations: nothing acknowledged is lost`, async () => {
  const admin = await administrator();
  const logins = Array.from({ length: PEOPLE }, (_, index) => `user${index}`);
  for (const login of logins) await admin.data(CREATE_ACCOUNT, { login, password: PASSWORD });
  const alive = new Set<string>();
  const ended = new Set<string>();
  const names = new Map<string, string>();
  let operations = 0;
  let killed: Promise<unknown> | undefined;

  /** Runs on either server while both are up; undefined when it was not acknowledged. */
  async function attempt<T>(bearer: string | undefined, operation: (client: Client) => Promise<T>) {
    operations++;
    if (operations === OPERATIONS / 2) killed = servers[0].kill('SIGKILL');
    const { url } = killed === undefined && randomInt(2) === 0 ? servers[0] : servers[1];
    try {
      return await operation(new Client(url, bearer === undefined ? {} : { bearer }));
    } catch (error) {
      // Only the killed one may leave a request without an answer.
      if (url === servers[1].url) throw error;
      return undefined;
    }
  }

  await Promise.all(
    logins.map(async (login) => {
      while (operations < OPERATIONS) {
        const issued = await attempt(undefined, (client) => signedIn(client, login));
        if (!issued) continue;
        const { token, device } = issued;
        alive.add(token);
        for (let times = 0; times < 4; times++) {
          const name = `Device ${randomInt(1_000_000)}`;
          names.delete(device.id);
          const RENAME =
            'mutation ($id: ID!, $name: String!) { renameDevice(id: $id, name: $name) { name } }';
          const renamed = await attempt(token, (client) => client.data(RENAME, { id: device.id, name }));
          if (renamed) names.set(device.id, name);
        }
        if (randomInt(2) === 0) continue;
        alive.delete(token);
        if (await attempt(token, (client) => client.data('mutation { signOut }'))) ended.add(token);
      }
    }),
  );
  await killed;
  expect(alive.size).toBeGreaterThan(0);
  expect(ended.size).toBeGreaterThan(0);

  const isAlive = async (bearer: string) =>
    (await new Client(servers[1].url, { bearer }).data<{ me: object | null }>(ME)).me !== null;
  for (const token of alive) expect(await isAlive(token)).toBe(true);
  for (const token of ended) expect(await isAlive(token)).toBe(false);
  for (const [id, name] of names) {
    expect(await database.manager.findOneBy(Device, { id })).toMatchObject({ name });
  }
}, 300_000);
