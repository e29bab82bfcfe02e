import { afterAll, beforeAll, expect, test } from 'vitest';
import { BackupCode } from '../../../server/factors/backup-codes/backup-code.entity.js';
import { randomLookupSecret } from '../../../server/platform/lookup-secret.js';
import type { Client } from '../../support/client.js';
import {
  administrator,
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

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
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
