import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { PendingBackupCodes } from '../../../server/factors/backup-codes/pending-backup-codes.entity.js';
import { BackupCode } from '../../../server/factors/backup-codes/backup-code.entity.js';
import { randomLookupSecret } from '../../../server/platform/lookup-secret.js';
import type { Client } from '../../support/client.js';
import {
  administrator,
  CONFIRM_CODES,
  PASSWORD,
  waitingBackupCodes,
  backupCodes,
  challengeFor,
  createAccount,
  GENERATE_CODES,
  protectedAccount,
  signedIn,
  updateSettings,
  VERIFY_BACKUP_CODE,
} from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { appCode } from '../../support/totp.js';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
});
// Accounts are made as time goes on, which takes a recent proof.
beforeEach(async () => {
  admin = await administrator(server);
});
afterAll(() => server.stop());

async function use(login: string, code: string): Promise<string | undefined> {
  const client = server.client();
  const { challenge } = await challengeFor(client, login);
  return client.code(VERIFY_BACKUP_CODE, { challenge, code });
}

test('ten codes of 59 bits without look-alike characters', async () => {
  const { client } = await protectedAccount(server, admin, 'ten');
  const codes = await backupCodes(client);
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){2}$/);
});

test('each is good once, with or without separators and case', async () => {
  const { client } = await protectedAccount(server, admin, 'once');
  const [first = '', second = '', third = ''] = await backupCodes(client);
  expect(await use('once', first.toUpperCase())).toBeUndefined();
  expect(await use('once', first)).toBe('INVALID_CODE');
  expect(await use('once', second.replaceAll('-', ''))).toBeUndefined();
  expect(await use('once', ` ${third.replaceAll('-', '  ')} `)).toBeUndefined();
  expect(await use('once', 'aaaa-aaaa-aaaa')).toBe('INVALID_CODE');
  const status = '{ me { twoFactor { backupCodesRemaining } } }';
  expect(await client.data(status)).toEqual({ me: { twoFactor: { backupCodesRemaining: 7 } } });
});

test('another account’s code is worth nothing', async () => {
  const { client } = await protectedAccount(server, admin, 'giver');
  await backupCodes((await protectedAccount(server, admin, 'taker')).client);
  const [code = ''] = await backupCodes(client);
  expect(await use('taker', code)).toBe('INVALID_CODE');
});

test('a new set voids the old one', async () => {
  const { client } = await protectedAccount(server, admin, 'renewed');
  const [old = ''] = await backupCodes(client);
  const [fresh = ''] = await backupCodes(client);
  expect(await use('renewed', old)).toBe('INVALID_CODE');
  expect(await use('renewed', fresh)).toBeUndefined();
});

test('they stand beside a primary factor only', async () => {
  await createAccount(admin, 'bare');
  const client = server.client();
  await signedIn(client, 'bare');
  expect(await client.code(GENERATE_CODES)).toBe('CONFLICT');
});

test('they are offered only while there are some, and while they are allowed', async () => {
  const { client } = await protectedAccount(server, admin, 'offered');
  expect((await challengeFor(server.client(), 'offered')).methods).toEqual(['AUTHENTICATOR_APP']);
  const [code = ''] = await backupCodes(client);
  const { challenge, methods } = await challengeFor(server.client(), 'offered');
  expect(methods).toEqual(['AUTHENTICATOR_APP', 'BACKUP_CODE']);
  await updateSettings(admin, { allowBackupCodes: false });
  expect((await challengeFor(server.client(), 'offered')).methods).toEqual(['AUTHENTICATOR_APP']);
  expect(await client.code(GENERATE_CODES)).toBe('METHOD_DISABLED');
  expect(await server.client().code(VERIFY_BACKUP_CODE, { challenge, code })).toBe('METHOD_DISABLED');
  await updateSettings(admin, { allowBackupCodes: true });
  await client.data('mutation { removeBackupCodes { backupCodesRemaining } }');
  expect((await challengeFor(server.client(), 'offered')).methods).toEqual(['AUTHENTICATOR_APP']);
});

test('they are stored as salted hashes', async () => {
  const { id, client } = await protectedAccount(server, admin, 'hashed');
  const codes = await backupCodes(client);
  const rows = JSON.stringify(await server.app.database.manager.findBy(BackupCode, { accountId: id }));
  for (const code of codes) {
    expect(rows).not.toContain(code);
    expect(rows).not.toContain(code.replaceAll('-', ''));
  }
});

test('each set has a salt of its own', async () => {
  const saltOf = async (id: string) =>
    (await server.app.database.manager.findOneByOrFail(BackupCode, { accountId: id })).salt;
  const [one, other] = [
    await protectedAccount(server, admin, 'salted-one'),
    await protectedAccount(server, admin, 'salted-other'),
  ];
  await backupCodes(one.client);
  const first = await saltOf(one.id);
  await backupCodes(one.client);
  await backupCodes(other.client);
  expect(new Set([first, await saltOf(one.id), await saltOf(other.id)]).size).toBe(3);
});

test('every character of the alphabet is drawn', () => {
  // That one of 31 is missing from 10,000 by chance happens once in 10^141 times.
  expect(new Set(randomLookupSecret(10_000)).size).toBe(31);
});

test('none are made while two-factor is switched off', async () => {
  const { client } = await protectedAccount(server, admin, 'switched-off');
  await updateSettings(admin, { disabled: true });
  expect(await client.code(GENERATE_CODES)).toBe('METHOD_DISABLED');
  await updateSettings(admin, { disabled: false });
  expect(await client.code(GENERATE_CODES)).toBeUndefined();
});

test('the last one used up, they are offered no more', async () => {
  const { client } = await protectedAccount(server, admin, 'used-up');
  const codes = await backupCodes(client);
  for (const code of codes) {
    expect((await challengeFor(server.client(), 'used-up')).methods).toContain('BACKUP_CODE');
    expect(await use('used-up', code)).toBeUndefined();
  }
  expect((await challengeFor(server.client(), 'used-up')).methods).toEqual(['AUTHENTICATOR_APP']);
  expect(await use('used-up', codes[0]!)).toBe('METHOD_DISABLED');
});

const confirm = (client: Client, code = '') => client.code(CONFIRM_CODES, { code });

test('a set that waits to be confirmed does not sign in, and the old one does until then', async () => {
  const { client } = await protectedAccount(server, admin, 'waits');
  const [old = '', older = ''] = await backupCodes(client);
  const [fresh = '', another = ''] = await waitingBackupCodes(client);
  const status = '{ me { twoFactor { backupCodesRemaining } } }';
  expect(await use('waits', fresh)).toBe('INVALID_CODE');
  expect(await use('waits', old)).toBeUndefined();
  expect(await client.data(status)).toEqual({ me: { twoFactor: { backupCodesRemaining: 9 } } });
  expect(await client.data(CONFIRM_CODES, { code: ` ${fresh.toUpperCase()} ` })).toEqual({
    confirmBackupCodes: { backupCodesRemaining: 10 },
  });
  expect(await use('waits', older)).toBe('INVALID_CODE');
  expect(await use('waits', fresh)).toBeUndefined();
  expect(await use('waits', another)).toBeUndefined();
  expect(await confirm(client, another)).toBe('CHALLENGE_EXPIRED');
});

test('a first set that waits is no way in, and is offered as none', async () => {
  const { client } = await protectedAccount(server, admin, 'waits-first');
  const [fresh = ''] = await waitingBackupCodes(client);
  expect((await challengeFor(server.client(), 'waits-first')).methods).toEqual(['AUTHENTICATOR_APP']);
  expect(await use('waits-first', fresh)).not.toBeUndefined();
});

test('of two sets that were made one after the other, only the second can be confirmed', async () => {
  const { client } = await protectedAccount(server, admin, 'twice');
  const [first] = await waitingBackupCodes(client);
  const [second = ''] = await waitingBackupCodes(client);
  expect(await confirm(client, first)).toBe('INVALID_CODE');
  expect(await confirm(client, second)).toBeUndefined();
  expect(await use('twice', second)).toBeUndefined();
});

test('the other way of making a set leaves none waiting', async () => {
  const { client } = await protectedAccount(server, admin, 'both-ways');
  const [waiting] = await waitingBackupCodes(client);
  await backupCodes(client);
  expect(await confirm(client, waiting)).toBe('CHALLENGE_EXPIRED');
});

test('nobody confirms the codes of another account', async () => {
  const { client } = await protectedAccount(server, admin, 'confirms');
  const { client: other } = await protectedAccount(server, admin, 'confirms-not');
  const [code] = await waitingBackupCodes(client);
  expect(await confirm(other, code)).toBe('CHALLENGE_EXPIRED');
  await waitingBackupCodes(other);
  expect(await confirm(other, code)).toBe('INVALID_CODE');
});

test.each<[string, (client: Client) => Promise<unknown>]>([
  [
    'a changed password',
    (client) =>
      client.data(
        `mutation { changePassword(currentPassword: "${PASSWORD}", newPassword: "quite another password") }`,
      ),
  ],
  ['the end of all codes', (client) => client.data('mutation { removeBackupCodes { enabled } }')],
])('codes that wait to be confirmed go with %s', async (what, end) => {
  const { client } = await protectedAccount(server, admin, `waits for ${what}`);
  const [code] = await waitingBackupCodes(client);
  await end(client);
  expect(await confirm(client, code)).toBe('CHALLENGE_EXPIRED');
});

const waitingFor = (accountId: string) =>
  server.app.database.manager.countBy(PendingBackupCodes, { accountId });

test.each([
  ['the last factor', 'mutation { disableAuthenticatorApp { enabled } }'],
  ['all factors', 'mutation { disableTwoFactor { enabled } }'],
])('codes that wait to be confirmed are deleted with %s', async (what, query) => {
  const { id, client } = await protectedAccount(server, admin, `waits beside ${what}`);
  await waitingBackupCodes(client);
  expect(await waitingFor(id)).toBe(1);
  await client.data(query);
  expect(await waitingFor(id)).toBe(0);
});

test('codes that wait to be confirmed are deleted by a reset', async () => {
  const { id, client } = await protectedAccount(server, admin, 'waits and is reset');
  await waitingBackupCodes(client);
  await admin.data('mutation ($id: ID!) { resetTwoFactor(accountId: $id) { id } }', { id });
  expect(await waitingFor(id)).toBe(0);
});

test('what is recorded is the confirmation', async () => {
  const { id, client } = await protectedAccount(server, admin, 'recorded');
  const generated = async () => {
    const { auditEvents } = await admin.data<{ auditEvents: { total: number } }>(
      'query ($id: ID) { auditEvents(filter: { accountId: $id, action: "backup_codes.generated" }) { total } }',
      { id },
    );
    return auditEvents.total;
  };
  const [code] = await waitingBackupCodes(client);
  expect(await generated()).toBe(0);
  await confirm(client, code);
  expect(await generated()).toBe(1);
});

test('codes can be confirmed for an hour', async () => {
  const login = 'confirms late';
  const { client, secret } = await protectedAccount(server, admin, login);
  const prove = () => {
    const code = appCode(secret, server.clock.now());
    return client.data('mutation ($code: String) { reauthenticate(code: $code) }', { code });
  };
  const [early] = await waitingBackupCodes(client);
  server.clock.advance(60 * 60_000 - 1);
  await prove();
  expect(await confirm(client, early)).toBeUndefined();
  const [late] = await waitingBackupCodes(client);
  server.clock.advance(60 * 60_000);
  await prove();
  expect(await confirm(client, late)).toBe('CHALLENGE_EXPIRED');
});
