import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { sqliteDriver } from '../../../server/platform/database/sqlite-driver.js';
import { createTestDatabase, isMysql } from '../../support/database.js';
import { administrator, ME, signIn, SIGN_IN } from '../../support/flows.js';
import { hasMariadb, startMariadb } from '../../support/mariadb.js';
import { ADMIN, startTestServer, type TestServer } from '../../support/server.js';
import { TcpProxy } from '../../support/tcp-proxy.js';

const CREDENTIALS = { login: ADMIN.login, password: ADMIN.password };
const patient = { timeout: 30_000, interval: 20 };

const status = async (server: TestServer, path: string): Promise<number> =>
  (await fetch(`${server.url}${path}`)).status;

async function expectUnavailable(
  server: TestServer,
  query: string,
  variables = {},
  client = server.client(),
): Promise<void> {
  const { errors } = await client.request(query, variables);
  expect(errors![0]!.extensions).toEqual({ code: 'SERVICE_UNAVAILABLE', retryAfter: 5 });
}

async function runsJobs({ app }: TestServer): Promise<void> {
  await app.services.jobs.soon('clean-up');
  const result = async () => (await app.services.jobs.list()).find(({ name }) => name === 'clean-up')?.result;
  await expect.poll(result, patient).toBeTruthy();
}

/** A server that reaches its database through a cable. */
async function startBehindCable(env: Record<string, string> = {}) {
  const database = await createTestDatabase();
  const url = new URL(database.url);
  const cable = new TcpProxy({ host: url.hostname, port: Number(url.port || 3306) });
  url.hostname = '127.0.0.1';
  url.port = String(await cable.mend());
  const server = await startTestServer({ ...env, DATABASE_URL: url.href });
  const stop = async (): Promise<void> => {
    await server.stop();
    await cable.cut();
    await database.drop();
  };
  return { server, cable, stop };
}

if (isMysql) {
  test('while the database is away clients are told so, and all recovers without a restart', async () => {
    const { server, cable, stop } = await startBehindCable();
    const admin = await administrator(server);
    await cable.cut();

    const answer = await admin.request(ME);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(answer.errors![0]!.extensions).toEqual({ code: 'SERVICE_UNAVAILABLE', retryAfter: 5 });
    await expectUnavailable(server, SIGN_IN, CREDENTIALS);
    expect(await status(server, '/readyz')).toBe(503);
    expect(await status(server, '/healthz')).toBe(200);

    await cable.mend();
    await expect.poll(() => status(server, '/readyz'), patient).toBe(200);
    expect(await admin.data(ME)).toMatchObject({ me: { login: ADMIN.login } });
    await signIn(server.client(), ADMIN.login, ADMIN.password);
    await runsJobs(server);
    await stop();
  });

  test.skipIf(!hasMariadb())(
    'MariaDB stopped and started again: all is told, and all recovers without a restart',
    async () => {
      const mariadb = await startMariadb();
      const server = await startTestServer({ DATABASE_URL: mariadb.url });
      const admin = await administrator(server);
      const underWay = Promise.all(
        Array.from({ length: 20 }, () => server.client().request(SIGN_IN, CREDENTIALS)),
      );
      await mariadb.halt();
      // What was under way is answered, or refused as what comes now.
      for (const { data, errors } of await underWay) {
        if (!data) expect(errors![0]!.extensions.code).toBe('SERVICE_UNAVAILABLE');
      }
      await expectUnavailable(server, ME, {}, admin);
      await expectUnavailable(server, SIGN_IN, CREDENTIALS);
      expect(await status(server, '/readyz')).toBe(503);
      expect(await status(server, '/healthz')).toBe(200);

      await mariadb.start();
      await expect.poll(() => status(server, '/readyz'), patient).toBe(200);
      expect(await admin.data(ME)).toMatchObject({ me: { login: ADMIN.login } });
      await signIn(server.client(), ADMIN.login, ADMIN.password);
      await runsJobs(server);
      await server.stop();
      await mariadb.remove();
    },
  );

  test.skipIf(!hasMariadb())(
    'a database that only reads, as after a failover: sessions are checked, and who would write is told',
    async () => {
      const mariadb = await startMariadb();
      const root = await createConnection(mariadb.url);
      // Not root, whom read_only does not bind.
      await root.query("CREATE USER suite@'127.0.0.1'");
      await root.query("GRANT ALL ON latchkey.* TO suite@'127.0.0.1'");
      const server = await startTestServer({ DATABASE_URL: mariadb.url.replace('root@', 'suite@') });
      const admin = await administrator(server);
      await root.query('SET GLOBAL read_only = ON');

      await expectUnavailable(server, SIGN_IN, CREDENTIALS);
      expect(await admin.data(ME)).toMatchObject({ me: { login: ADMIN.login } });

      await root.query('SET GLOBAL read_only = OFF');
      await signIn(server.client(), ADMIN.login, ADMIN.password);
      await root.end();
      await server.stop();
      await mariadb.remove();
    },
  );

  test('a database that falls silent is given up: all are told, also who waits for a connection, and all recovers', async () => {
    const { server, cable, stop } = await startBehindCable({
      DATABASE_SECONDS: '1',
      DATABASE_POOL_SIZE: '4',
    });
    const admin = await administrator(server);
    cable.silence();
    const requests = Array.from({ length: 20 }, () => [
      expectUnavailable(server, ME, {}, admin),
      expectUnavailable(server, SIGN_IN, CREDENTIALS),
    ]);
    await Promise.all(requests.flat());
    expect(await status(server, '/readyz')).toBe(503);
    expect(await status(server, '/healthz')).toBe(200);

    cable.unsilence();
    await expect.poll(() => status(server, '/readyz'), patient).toBe(200);
    expect(await admin.data(ME)).toMatchObject({ me: { login: ADMIN.login } });
    await signIn(server.client(), ADMIN.login, ADMIN.password);
    await runsJobs(server);
    await stop();
  });

  test('connections that broke while idle are noticed by nobody', async () => {
    const { server, cable, stop } = await startBehindCable();
    const admin = await administrator(server);
    for (let times = 0; times < 5; times++) {
      cable.breakConnections();
      expect(await admin.data(ME)).toMatchObject({ me: { login: ADMIN.login } });
      cable.breakConnections();
      await signIn(server.client(), ADMIN.login, ADMIN.password);
    }
    await stop();
  });

  test('a transaction whose connection is lost before COMMIT runs again; its effect happens once', async () => {
    const { server, cable, stop } = await startBehindCable();
    const { database } = server.app;
    let runs = 0;
    await database.transaction(async (tx) => {
      await tx.query("INSERT INTO job_outcomes (name, lastRunAt) VALUES ('once', 1)");
      if (++runs === 1) cable.breakConnections();
      await tx.query("UPDATE job_outcomes SET lastRunAt = lastRunAt + 1 WHERE name = 'once'");
    });
    expect(runs).toBe(2);
    const rows = await database.dataSource.query<unknown[]>(
      "SELECT lastRunAt FROM job_outcomes WHERE name = 'once'",
    );
    expect(rows).toEqual([{ lastRunAt: '2' }]);
    await stop();
  });
} else {
  test('while another process locks the database clients are told so, and all recovers', async () => {
    const server = await startTestServer({ DATABASE_SECONDS: '1' });
    const admin = await administrator(server);
    const other = new (sqliteDriver())(server.databaseUrl.slice('sqlite:'.length));
    other.exec('BEGIN IMMEDIATE');
    let waits = true;
    const refused = expectUnavailable(server, SIGN_IN, CREDENTIALS).finally(() => (waits = false));
    // Who reads is served while others wait to write.
    expect(await admin.data(ME)).toMatchObject({ me: { login: ADMIN.login } });
    expect(waits).toBe(true);
    await refused;
    other.exec('COMMIT');
    other.close();
    await signIn(server.client(), ADMIN.login, ADMIN.password);
    await server.stop();
  });
}
