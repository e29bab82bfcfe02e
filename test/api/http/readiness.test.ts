import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { startApp } from '../../../server/app/app.js';
import { readConfig } from '../../../server/config/config.js';
import { createLog } from '../../../server/platform/telemetry/log.js';
import { endWithUs } from '../../support/children.js';
import { Client } from '../../support/client.js';
import { TestClock } from '../../support/clock.js';
import { createTestDatabase } from '../../support/database.js';
import { signedIn } from '../../support/flows.js';
import { ADMIN } from '../../support/server.js';

const KEY = 'r'.repeat(64);
const status = async (url: string): Promise<number> => (await fetch(`${url}/readyz`)).status;

test('a server is not ready before there is an administrator who can sign in', async () => {
  const database = await createTestDatabase();
  const app = await startApp({
    config: readConfig({ PORT: '0', DATABASE_URL: database.url, SECRET_KEY: KEY }),
    clock: new TestClock(),
    log: createLog({ logLevel: 'silent', logFormat: 'json' }),
  });
  expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
  expect(await status(app.url)).toBe(503);
  await app.services.newAccounts.createFirstAdministrator(ADMIN.login, ADMIN.password);
  expect(await status(app.url)).toBe(200);
  await app.stop();
  await database.drop();
});

/** A port that is free at this moment: asked before the server says where it listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

test.each(['1', '2'])(
  'with %s workers: from the first moment it is ready, the administrator signs in',
  async (WORKERS) => {
    const database = await createTestDatabase();
    const port = await freePort();
    const url = `http://localhost:${port}`;
    const child = spawn(process.execPath, ['dist/server/main.js'], {
      env: {
        PATH: process.env['PATH'],
        HOST: '127.0.0.1',
        PORT: String(port),
        LOG_LEVEL: 'silent',
        DATABASE_URL: database.url,
        SECRET_KEY: KEY,
        ADMIN_PASSWORD: ADMIN.password,
        WORKERS,
      },
      stdio: 'ignore',
    });
    endWithUs(child);
    for (;;) {
      if (child.exitCode !== null) throw new Error('The server did not start');
      if ((await status(url).catch(() => 0)) === 200) break;
    }
    await signedIn(new Client(url), ADMIN.login, ADMIN.password);
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
    await database.drop();
  },
);
