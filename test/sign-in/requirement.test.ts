import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { SettingsPatch } from '../../server/settings/declarations.js';
import type { Client } from '../support/client.js';
import {
  administrator,
  backupCodes,
  challengeFor,
  createAccount,
  setUpApp,
  signedIn,
  VERIFY_BACKUP_CODE,
} from '../support/flows.js';
import { startTestServer, type TestServer } from '../support/server.js';

const DAY = 24 * 60 * 60 * 1000;
const CREATE_SINGLED_OUT = `mutation {
  createAccount(input: { login: "singled-out", password: "nine purple elephants dance", passwordMustChange: false, requireTwoFactor: true }) {
    id requireTwoFactor
  }
}`;
const UPDATE =
  'mutation ($id: ID!, $input: UpdateAccountInput!) { updateAccount(id: $id, input: $input) { id } }';
const LIST_DEVICES = '{ myDevices { id } }';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  await policy({ requireTwoFactor: 'NOBODY', enrolmentGraceDays: 0 });
  admin = await administrator(server);
});
afterAll(() => server.stop());

/** As from the command line, for the policy binds the administrator too. */
async function policy(input: SettingsPatch): Promise<void> {
  await server.app.services.settingsChanges.update({ id: null, login: 'test', ipAddress: null }, input);
}

async function person(login: string): Promise<{ id: string; client: Client }> {
  const id = await createAccount(admin, login);
  const client = server.client();
  await signedIn(client, login);
  return { id, client };
}

async function status(client: Client) {
  const { me } = await client.data<{
    me: { twoFactor: { required: boolean; enrolmentDeadline: string | null } };
  }>('{ me { twoFactor { required enrolmentDeadline } } }');
  return me.twoFactor;
}

const inDays = (days: number): string => new Date(server.clock.now() + days * DAY).toISOString();

test('during grace the account works and is told until when; then it can only enrol', async () => {
  const { client } = await person('graced');
  expect(await status(client)).toEqual({ required: false, enrolmentDeadline: null });
  server.clock.advance(3 * DAY);
  await policy({ requireTwoFactor: 'EVERYONE', enrolmentGraceDays: 7 });
  expect(await status(client)).toEqual({ required: true, enrolmentDeadline: inDays(7) });
  server.clock.advance(7 * DAY - 1);
  expect(await client.code(LIST_DEVICES)).toBeUndefined();
  expect(await client.data('{ mustEnrol }')).toEqual({ mustEnrol: false });
  server.clock.advance(1);
  expect(await client.code(LIST_DEVICES)).toBe('ENROLMENT_REQUIRED');
  expect(await client.data('{ mustEnrol }')).toEqual({ mustEnrol: true });
  await signedIn(client, 'graced');
  expect(await client.code(LIST_DEVICES)).toBe('ENROLMENT_REQUIRED');
  await setUpApp(server, client);
  expect(await client.code(LIST_DEVICES)).toBeUndefined();
  expect(await status(client)).toEqual({ required: true, enrolmentDeadline: null });
});

test('who comes later has as many days', async () => {
  await policy({ requireTwoFactor: 'EVERYONE', enrolmentGraceDays: 5 });
  admin = await administrator(server);
  server.clock.advance(2 * DAY);
  admin = await administrator(server);
  const { client } = await person('late');
  expect((await status(client)).enrolmentDeadline).toBe(inDays(5));
  expect((await status(admin)).enrolmentDeadline).toBe(inDays(3));
});

test('grace is given once: who removes the factor later has none', async () => {
  await policy({ requireTwoFactor: 'EVERYONE', enrolmentGraceDays: 5 });
  admin = await administrator(server);
  const { client } = await person('once');
  await setUpApp(server, client);
  const [code] = await backupCodes(client);
  server.clock.advance(5 * DAY);
  const { challenge } = await challengeFor(client, 'once');
  await client.data(VERIFY_BACKUP_CODE, { challenge, code });
  await client.data('mutation { disableTwoFactor { enabled } }');
  expect(await client.code(LIST_DEVICES)).toBe('ENROLMENT_REQUIRED');
});

test('demanded of administrators first, of everyone later: each counts from their own day', async () => {
  const { client } = await person('plain');
  await policy({ requireTwoFactor: 'ADMINS', enrolmentGraceDays: 10 });
  expect(await status(client)).toEqual({ required: false, enrolmentDeadline: null });
  server.clock.advance(4 * DAY);
  await policy({ requireTwoFactor: 'EVERYONE' });
  expect((await status(client)).enrolmentDeadline).toBe(inDays(10));
  admin = await administrator(server);
  expect((await status(admin)).enrolmentDeadline).toBe(inDays(6));
});

test('a promoted person has the days from then', async () => {
  await policy({ requireTwoFactor: 'ADMINS', enrolmentGraceDays: 10 });
  const { id, client } = await person('promoted');
  server.clock.advance(4 * DAY);
  admin = await administrator(server);
  await admin.data(UPDATE, { id, input: { role: 'ADMIN' } });
  expect((await status(client)).enrolmentDeadline).toBe(inDays(10));
  await admin.data(UPDATE, { id, input: { role: 'USER' } });
});

test.each([
  ['promotion', { role: 'ADMIN' }, { role: 'USER' }],
  ['singling out', { requireTwoFactor: true }, { requireTwoFactor: false }],
])('%s gives no days more to whom it was demanded of before', async (act, to, back) => {
  await policy({ requireTwoFactor: 'EVERYONE', enrolmentGraceDays: 5 });
  admin = await administrator(server);
  const { id, client } = await person(`demanded before ${act}`);
  server.clock.advance(5 * DAY);
  expect(await client.code(LIST_DEVICES)).toBe('ENROLMENT_REQUIRED');
  await server.app.services.accounts.update({ id: null, login: 'test', ipAddress: null }, id, to as object);
  expect(await client.code(LIST_DEVICES)).toBe('ENROLMENT_REQUIRED');
  await server.app.services.accounts.update({ id: null, login: 'test', ipAddress: null }, id, back as object);
});

test('singling out takes no days from whom it is demanded of with all others', async () => {
  const { id, client } = await person('singled out later');
  server.clock.advance(10 * DAY);
  await policy({ requireTwoFactor: 'EVERYONE', enrolmentGraceDays: 5 });
  admin = await administrator(server);
  server.clock.advance(2 * DAY);
  admin = await administrator(server);
  await admin.data(UPDATE, { id, input: { requireTwoFactor: true } });
  expect((await status(client)).enrolmentDeadline).toBe(inDays(3));
  await admin.data(UPDATE, { id, input: { requireTwoFactor: false } });
});

test('one account is singled out, found by the filter, and released', async () => {
  const { createAccount: made } = await admin.data<{
    createAccount: { id: string; requireTwoFactor: boolean };
  }>(CREATE_SINGLED_OUT);
  expect(made.requireTwoFactor).toBe(true);
  expect(
    await admin.data('{ accounts(filter: { requireTwoFactor: true }) { total items { login } } }'),
  ).toEqual({ accounts: { total: 1, items: [{ login: 'singled-out' }] } });
  const client = server.client();
  await signedIn(client, 'singled-out');
  expect(await client.code(LIST_DEVICES)).toBe('ENROLMENT_REQUIRED');
  await admin.data(UPDATE, { id: made.id, input: { requireTwoFactor: false } });
  expect(await client.code(LIST_DEVICES)).toBeUndefined();
  await policy({ enrolmentGraceDays: 3 });
  await admin.data(UPDATE, { id: made.id, input: { requireTwoFactor: true } });
  expect(await status(client)).toEqual({ required: true, enrolmentDeadline: inDays(3) });
});

test('nothing is demanded where nothing can be set up', async () => {
  const { id, client } = await person('unable');
  await admin.data(UPDATE, { id, input: { requireTwoFactor: true } });
  expect(await client.code(LIST_DEVICES)).toBe('ENROLMENT_REQUIRED');
  await policy({ allowAuthenticatorApp: false, allowSecurityKeys: false });
  expect(await client.code(LIST_DEVICES)).toBeUndefined();
  await policy({ allowAuthenticatorApp: true, allowSecurityKeys: true });
});
