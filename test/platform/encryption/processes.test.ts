import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { spawnCli } from '../../support/cli.js';
import { Client } from '../../support/client.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import {
  BEGIN_SETUP,
  challengeFor,
  CONFIRM_SETUP,
  createAccount,
  PASSWORD,
  signedIn,
  STEP,
  VERIFY_CODE,
} from '../../support/flows.js';
import { type ServerProcess, spawnServer } from '../../support/process.js';
import { ADMIN } from '../../support/server.js';
import { appCode } from '../../support/totp.js';

const [OLD, NEW, FOREIGN] = [1, 2, 3].map(() => randomBytes(32).toString('hex')) as [string, string, string];

let database: TestDatabase;
let running: ServerProcess | undefined;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await running?.kill('SIGKILL');
  await database.drop();
});

async function restart(secretKey: string): Promise<Client> {
  await running?.kill('SIGTERM');
  running = undefined;
  running = await spawnServer({
    DATABASE_URL: database.url,
    SECRET_KEY: secretKey,
    ADMIN_PASSWORD: ADMIN.password,
  });
  return new Client(running.url);
}
const cli = (secretKey: string, ...args: string[]) =>
  spawnCli({ databaseUrl: database.url, secretKey }, args);

test('SECRET_KEY is rotated while a server runs; the old one may then go, and a wrong one starts nothing', async () => {
  let client = await restart(OLD);
  await signedIn(client, ADMIN.login, ADMIN.password);
  await createAccount(client, 'maria');
  await signedIn(client, 'maria');
  const { beginAuthenticatorAppSetup: app } = await client.data<{
    beginAuthenticatorAppSetup: { secret: string };
  }>(BEGIN_SETUP);
  await client.data(CONFIRM_SETUP, { code: appCode(app.secret, Date.now() - STEP) });

  await expect(restart(FOREIGN)).rejects.toThrow(
    /Latchkey cannot start\. SECRET_KEY: is not the key of this database/,
  );
  const refused = await cli(FOREIGN, 'account:list');
  expect(refused).toMatchObject({ status: 1, stdout: '' });
  expect(refused.stderr).toMatch(/^SECRET_KEY: is not the key of this database.*\n$/);
  expect(refused.stderr).not.toContain(FOREIGN);

  client = await restart(`${NEW},${OLD}`);
  await expect(cli(NEW, 'account:list')).resolves.toMatchObject({
    status: 1,
    stderr: expect.stringContaining('records are still sealed with key') as string,
  });
  const rotated = await cli(`${NEW},${OLD}`, 'keys:rotate');
  expect(rotated).toMatchObject({ status: 0, stderr: '' });
  expect(rotated.stdout).toMatch(/^[1-9]\d* records sealed anew with the current key\.$/m);
  expect(rotated.stdout).toMatch(/^[0-9a-f]{8}: unused, may leave SECRET_KEY$/m);
  // The server that was running all along reads what was sealed anew under it.
  const { challenge } = await challengeFor(client, 'maria', PASSWORD);
  await client.data(VERIFY_CODE, { challenge, code: appCode(app.secret, Date.now()) });

  client = await restart(NEW);
  const again = await challengeFor(client, 'maria', PASSWORD);
  const code = appCode(app.secret, Date.now() + STEP);
  await client.data(VERIFY_CODE, { challenge: again.challenge, code });
  await expect(restart(OLD)).rejects.toThrow(/SECRET_KEY: is not the key of this database/);
}, 180_000);
