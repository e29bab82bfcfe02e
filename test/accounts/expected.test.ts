import { afterAll, beforeAll, expect, test } from 'vitest';
import { Account } from '../../server/accounts/account.entity.js';
import type { Client } from '../support/client.js';
import { administrator, createAccount } from '../support/flows.js';
import { withMeanwhile } from '../support/meanwhile.js';
import { startTestServer, type TestServer } from '../support/server.js';

const UPDATE =
  'mutation ($id: ID!, $input: UpdateAccountInput!) { updateAccount(id: $id, input: $input) { id } }';

const EXPECTING =
  'mutation ($id: ID!, $input: UpdateAccountInput!, $expected: ExpectedAccountInput) { updateAccount(id: $id, input: $input, expected: $expected) { id } }';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
  admin = await administrator(server);
});
afterAll(() => server.stop());

test('what is not as the caller has seen it is not overwritten, and told', async () => {
  const id = await createAccount(admin, 'expected@example.org');
  await admin.data(UPDATE, { id, input: { role: 'ADMIN', displayName: 'Seen' } });
  const { manager } = server.app.database;
  const now = () => manager.findOneByOrFail(Account, { id });
  const attempt = async (input: object, expected: object) =>
    (await admin.request(EXPECTING, { id, input, expected })).errors?.[0]?.extensions;
  await admin.data(UPDATE, { id, input: { role: 'USER', displayName: null } });
  // Both fields were changed meanwhile, of which the caller asks for one and names both.
  expect(
    await attempt({ displayName: 'Mine', disabled: true }, { role: 'ADMIN', displayName: 'Seen' }),
  ).toEqual({
    code: 'CONFLICT',
    changed: { role: 'USER', displayName: null },
  });
  expect(await now()).toMatchObject({ role: 'USER', displayName: null, disabled: false });
  // It is so already.
  expect(await attempt({ role: 'USER' }, { role: 'ADMIN' })).toBeUndefined();
  // Seen as it is.
  expect(await attempt({ displayName: 'Mine' }, { displayName: null })).toBeUndefined();
  expect(await now()).toMatchObject({ role: 'USER', displayName: 'Mine' });
});

test('it is decided under the lock: what changes after the account was looked up counts as well', async () => {
  const { accounts } = server.app.services;
  const id = await createAccount(admin, 'raced@example.org');
  const shell = { id: null, login: 'test', ipAddress: null };
  const raced = withMeanwhile(accounts, 'guard', () => accounts.update(shell, id, { role: 'ADMIN' }), 'on');
  await expect(
    raced.update(shell, id, { login: 'mine@example.org' }, { role: 'USER' }),
  ).rejects.toMatchObject({
    code: 'CONFLICT',
    details: { changed: { role: 'ADMIN' } },
  });
  expect(await accounts.byId(id)).toMatchObject({ role: 'ADMIN', login: 'raced@example.org' });
});

test('settings that others have changed meanwhile are not overwritten either', async () => {
  const save = async (input: object, expected: object) =>
    (
      await admin.request(
        'mutation ($input: UpdateSettingsInput!, $expected: UpdateSettingsInput) { updateSettings(input: $input, expected: $expected) { clockTolerance } }',
        { input, expected },
      )
    ).errors?.[0]?.extensions;
  expect(await save({ clockTolerance: 5 }, { clockTolerance: 2 })).toBeUndefined();
  expect(
    await save({ clockTolerance: 7, enrolmentGraceDays: 3 }, { clockTolerance: 2, enrolmentGraceDays: 0 }),
  ).toEqual({
    code: 'CONFLICT',
    changed: { clockTolerance: 5 },
  });
  expect(await server.app.services.settings.current()).toMatchObject({
    clockTolerance: 5,
    enrolmentGraceDays: 0,
  });
  expect(await save({ enrolmentGraceDays: 3 }, { enrolmentGraceDays: 0 })).toBeUndefined();
});
