import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { Client } from '../support/client.js';
import { createTestDatabase } from '../support/database.js';
import { ME, signedIn } from '../support/flows.js';
import { type ServerProcess, spawnServer } from '../support/process.js';
import { ADMIN } from '../support/server.js';

const environment = (databaseUrl: string) => ({
  WORKERS: '2',
  DATABASE_URL: databaseUrl,
  SECRET_KEY: randomBytes(32).toString('hex'),
  THROTTLE_ACCOUNT_ATTEMPTS: '1000',
});

interface Line {
  pid: number;
  msg: string;
  requestId?: string;
}
const linesOf = (server: ServerProcess): Line[] =>
  server.output.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Line);

async function until<T>(find: () => T | undefined): Promise<T> {
  for (;;) {
    const found = find();
    if (found !== undefined) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The process that answered a request on a connection of its own. */
async function workerOf(server: ServerProcess): Promise<number> {
  const [response] = (await once(get(`${server.url}/nothing`, { agent: false }), 'response')) as [
    IncomingMessage,
  ];
  response.resume();
  const requestId = response.headers['x-request-id'];
  return (await until(() => linesOf(server).find((line) => line.requestId === requestId))).pid;
}

const twoWorkers = async (server: ServerProcess): Promise<Set<number>> => {
  const workers = new Set<number>();
  while (workers.size < 2) workers.add(await workerOf(server));
  return workers;
};

test('workers share a port, a database and no state; one that dies is replaced; the first password is printed once', async () => {
  const database = await createTestDatabase();
  const server = await spawnServer(environment(database.url));
  const printed = [...server.output.join('\n').matchAll(/Password, shown once: (\S+)/g)];
  expect(printed).toHaveLength(1);
  const [, password = ''] = printed[0]!;

  const [first, second] = await twoWorkers(server);
  expect(server.process.pid).not.toBe(first);
  expect(server.process.pid).not.toBe(second);
  const { token } = await signedIn(new Client(server.url), ADMIN.login, password);
  for (let request = 0; request < 4; request++) {
    const { me } = await new Client(server.url, { bearer: token }).data<{ me: object | null }>(ME);
    expect(me).not.toBeNull();
  }

  process.kill(first!, 'SIGKILL');
  await until(() => linesOf(server).find(({ msg }) => msg === 'a worker died; another follows'));
  expect(await workerOf(server)).toBe(second);
  const replaced = await twoWorkers(server);
  expect(replaced).toContain(second);
  expect(replaced).not.toContain(first);
  expect(await server.kill('SIGTERM')).toBe(0);
  await database.drop();
});

test('SIGTERM lets every worker finish its requests, and the whole exits 0', async () => {
  const database = await createTestDatabase();
  const server = await spawnServer({ ...environment(database.url), ADMIN_PASSWORD: ADMIN.password });
  const clients = Array.from({ length: 10 }, () => new Client(server.url));
  // Connected beforehand, so that all requests have arrived long before the first is answered.
  await Promise.all(clients.map((client) => client.data(ME)));
  const underWay = clients.map((client) => signedIn(client, ADMIN.login, ADMIN.password));
  await underWay[0];
  const exited = server.kill('SIGTERM');
  const outcomes = await Promise.allSettled(underWay);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
  expect(await exited).toBe(0);
  await database.drop();
});

test('when workers cannot start, nothing is left running', async () => {
  const database = await createTestDatabase();
  const env = environment(database.url);
  const running = await spawnServer(env);
  const { status, stderr } = spawnSync(process.execPath, ['dist/server/main.js'], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...env, PORT: new URL(running.url).port },
  });
  expect(status).toBe(1);
  expect(stderr).toContain('EADDRINUSE');
  await running.kill('SIGTERM');
  await database.drop();
});
