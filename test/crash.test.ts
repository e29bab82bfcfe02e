import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { Client } from './support/client.js';
import { createTestDatabase } from './support/database.js';
import { CREATE_ACCOUNT, ME, PASSWORD, SIGN_IN, signedIn } from './support/flows.js';
import { spawnServer } from './support/process.js';
import { ADMIN } from './support/server.js';

// What a process has not written when it dies is a matter of milliseconds, not of how many were before.
const ATTEMPTED = 300;
const AT_ONCE = 8;

test(
  'kill -9 in the middle of sign-ins loses no token that was acknowledged',
  { timeout: 120_000 },
  async () => {
    const database = await createTestDatabase({ durable: true });
    const env = {
      DATABASE_URL: database.url,
      SECRET_KEY: randomBytes(32).toString('hex'),
      ADMIN_LOGIN: ADMIN.login,
      ADMIN_PASSWORD: ADMIN.password,
      THROTTLE_ACCOUNT_ATTEMPTS: '100000',
      THROTTLE_ADDRESS_ATTEMPTS: '100000',
    };
    const server = await spawnServer(env);
    const admin = new Client(server.url);
    await signedIn(admin, ADMIN.login, ADMIN.password);
    const logins = Array.from({ length: AT_ONCE }, (_, index) => `user${index}`);
    for (const login of logins) await admin.data(CREATE_ACCOUNT, { login, password: PASSWORD });

    const acknowledged: string[] = [];
    let attempts = 0;
    await Promise.all(
      logins.map(async (login) => {
        while (attempts++ < ATTEMPTED) {
          try {
            const { data } = await new Client(server.url).request<{ signIn: { token: string } }>(SIGN_IN, {
              login,
              password: PASSWORD,
            });
            if (data) acknowledged.push(data.signIn.token);
          } catch {
            return;
          }
          if (acknowledged.length === ATTEMPTED / 2) void server.kill('SIGKILL');
        }
      }),
    );
    expect(acknowledged.length).toBeGreaterThanOrEqual(ATTEMPTED / 2);
    expect(acknowledged.length).toBeLessThan(ATTEMPTED);
    await server.kill('SIGKILL');

    const restarted = await spawnServer(env);
    const dead: string[] = [];
    for (const bearer of acknowledged) {
      const { me } = await new Client(restarted.url, { bearer }).data<{ me: object | null }>(ME);
      if (!me) dead.push(bearer);
    }
    expect(dead).toEqual([]);
    await restarted.kill('SIGTERM');
    await database.drop();
  },
);

test('SIGTERM lets requests under way finish and exits 0', async () => {
  const database = await createTestDatabase({ durable: true });
  const server = await spawnServer({
    DATABASE_URL: database.url,
    SECRET_KEY: randomBytes(32).toString('hex'),
    ADMIN_LOGIN: ADMIN.login,
    ADMIN_PASSWORD: ADMIN.password,
    THROTTLE_ACCOUNT_ATTEMPTS: '1000',
  });
  const clients = Array.from({ length: 10 }, () => new Client(server.url));
  // Connected beforehand, so that all requests are sent before the one whose answer says that they were received.
  await Promise.all(clients.map((client) => client.data(ME)));
  const underWay = clients.map((client) => signedIn(client, ADMIN.login, ADMIN.password));
  await new Client(server.url).data(ME);
  const exited = server.kill('SIGTERM');
  const outcomes = await Promise.allSettled(underWay);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
  expect(await exited).toBe(0);
  await database.drop();
});
