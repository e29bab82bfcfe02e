import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { SettingsPatch } from '../../../server/settings/declarations.js';
import { stopCall } from '../../support/barrier.js';
import type { Client } from '../../support/client.js';
import {
  administrator,
  CREATE_ACCOUNT,
  createAccount,
  PASSWORD,
  protectedAccount,
  setUpApp,
  signedIn,
} from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';

/** Nobody ends these sessions or touches their tokens: they come to be worth less while a request is under way. */
const CREATE_APP_PASSWORD =
  'mutation { createAppPassword(input: { name: "tablet", scopes: ["dav"] }) { appPassword { id } } }';
const RENAME = 'mutation ($id: ID!) { renameDevice(id: $id, name: "Renamed") { id } }';
const UPDATE =
  'mutation ($id: ID!, $input: UpdateAccountInput!) { updateAccount(id: $id, input: $input) { id } }';

let server: TestServer;
let admin: Client;
let people = 0;
beforeAll(async () => {
  server = await startTestServer();
  await server.app.services.jobs.stop(10_000);
});
beforeEach(async () => {
  await policy({
    requireTwoFactor: 'NOBODY',
    disabled: false,
    storeAuthTokenInDB: true,
    idleTimeoutMinutes: 0,
  });
  admin = await administrator(server);
});
afterAll(() => server.stop());

/** As from the command line, for the policy binds the administrator too. */
const policy = (patch: SettingsPatch) =>
  server.app.services.settingsChanges.update({ id: null, login: 'test', ipAddress: null }, patch);

/** The code that a request is answered with which was authorised before something happened, and writes after it. */
async function answerDespite(
  request: () => Promise<string | undefined>,
  meanwhile: () => Promise<unknown>,
): Promise<string | undefined> {
  const written = stopCall(server.app.database, 'transaction');
  const answer = request();
  await Promise.race([written.reached, answer]);
  await meanwhile();
  written.release();
  return answer;
}

async function passwordOnly(role: 'USER' | 'ADMIN' = 'USER') {
  const login = `worth ${++people}`;
  const id = await createAccount(admin, login, role);
  const client = server.client();
  const { device } = await signedIn(client, login);
  return { id, login, client, device };
}

test('an administrator of whom a second factor is demanded meanwhile does not create another one', async () => {
  const { client } = await passwordOnly('ADMIN');
  const back = { login: 'back door', password: PASSWORD, role: 'ADMIN' };
  const create = () => client.code(CREATE_ACCOUNT, back);
  expect(await answerDespite(create, () => policy({ requireTwoFactor: 'ADMINS' }))).toBe(
    'ENROLMENT_REQUIRED',
  );
  await policy({ requireTwoFactor: 'NOBODY' });
  expect(await admin.data('{ accounts(filter: { search: "back door" }) { total } }')).toEqual({
    accounts: { total: 0 },
  });
});

test('a session whose account is singled out meanwhile makes no app password', async () => {
  const { id, client } = await passwordOnly();
  const singleOut = () => admin.data(UPDATE, { id, input: { requireTwoFactor: true } });
  const create = () => client.code(CREATE_APP_PASSWORD);
  expect(await answerDespite(create, singleOut)).toBe('ENROLMENT_REQUIRED');
});

test.each([true, false])(
  'a password-only session of a protected account does nothing once two-factor is on again (tokens stored: %s)',
  async (storeAuthTokenInDB) => {
    const login = `protected ${++people}`;
    await protectedAccount(server, admin, login);
    await policy({ disabled: true, storeAuthTokenInDB });
    const thief = server.client();
    const { device } = await signedIn(thief, login);
    const rename = () => thief.code(RENAME, { id: device.id });
    expect(await answerDespite(rename, () => policy({ disabled: false }))).toBe('UNAUTHENTICATED');
  },
);

test.each([true, false])(
  'a session that ends by a lifetime shortened meanwhile does nothing any more (tokens stored: %s)',
  async (storeAuthTokenInDB) => {
    await policy({ storeAuthTokenInDB });
    const { client, device } = await passwordOnly();
    server.clock.advance(2 * 24 * 60 * 60 * 1000);
    const rename = () => client.code(RENAME, { id: device.id });
    const shorten = () => policy({ authTokenExpirationLifetimeDays: 1 });
    expect(await answerDespite(rename, shorten)).toBe('UNAUTHENTICATED');
    await policy({ authTokenExpirationLifetimeDays: 14 });
  },
);

test.each([true, false])(
  'what a session proves meanwhile counts for its requests under way (tokens stored: %s)',
  async (storeAuthTokenInDB) => {
    await policy({ storeAuthTokenInDB });
    const { client, device } = await passwordOnly();
    const rename = () => client.code(RENAME, { id: device.id });
    expect(await answerDespite(rename, () => setUpApp(server, client))).toBeUndefined();
  },
);

test('a request that has waited is not refused for the idleness of its session', async () => {
  await policy({ idleTimeoutMinutes: 1 });
  const { client, device } = await passwordOnly();
  server.clock.advance(119_000);
  const rename = () => client.code(RENAME, { id: device.id });
  expect(await answerDespite(rename, () => Promise.resolve(server.clock.advance(5000)))).toBeUndefined();
});
