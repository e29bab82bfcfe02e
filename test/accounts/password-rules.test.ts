import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BreachedPasswords } from '../../server/accounts/breached-passwords.js';
import { askBasic } from '../support/backends.js';
import type { Client } from '../support/client.js';
import {
  administrator,
  createAccount,
  CREATE_ACCOUNT,
  PASSWORD,
  setUpApp,
  signedIn,
  updateSettings,
} from '../support/flows.js';
import { startTestServer, type TestServer } from '../support/server.js';

const CHANGE = `mutation ($old: String!, $new: String!) { changePassword(currentPassword: $old, newPassword: $new) }`;
const DEVICES = '{ myDevices { id } }';
const BREACHED = 'forty winks and a nap';
// 8 and 14 characters.
const SHORT = 'xk7 q9 w';
const FOURTEEN = 'xk7 q9 w zebra';
const FIFTEEN = 'xk7 q9 w zebras';

const sha1 = (password: string): string => createHash('sha1').update(password).digest('hex').toUpperCase();
const folder = mkdtempSync(join(tmpdir(), 'latchkey-breached-'));
function listOf(passwords: readonly string[], line = (hash: string) => `${hash}:3`): string {
  const file = join(folder, `${String(Math.random()).slice(2)}.txt`);
  writeFileSync(
    file,
    passwords
      .map((password) => line(sha1(password)))
      .toSorted()
      .join('\r\n'),
  );
  return file;
}

const unsorted = join(folder, 'by-count.txt');
writeFileSync(
  unsorted,
  Array.from({ length: 5000 }, (_, index) => `${sha1(`frequent ${index}`)}:${5000 - index}`).join('\n'),
);

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  const decoys = Array.from({ length: 1000 }, (_, index) => `decoy ${index}`);
  server = await startTestServer({
    ISSUER: 'Mail of Example',
    BREACHED_PASSWORDS: listOf([...decoys, BREACHED]),
  });
  admin = await administrator(server);
});
afterAll(() => server.stop());

const refusal = async (client: Client, query: string, variables: Record<string, unknown>) => {
  const extensions = (await client.request(query, variables)).errors?.[0]?.extensions as
    { code: string; rule?: string; shortest?: number } | undefined;
  return extensions && [extensions.code, extensions.rule, extensions.shortest];
};

test('15 characters where the password is the only factor, 8 beside a second one', async () => {
  expect(await refusal(admin, CREATE_ACCOUNT, { login: 'alone', password: FOURTEEN })).toEqual([
    'BAD_USER_INPUT',
    'length',
    15,
  ]);
  await createAccount(admin, 'alone', 'USER', FIFTEEN);
  const client = server.client();
  await signedIn(client, 'alone', FIFTEEN);
  expect(await refusal(client, CHANGE, { old: FIFTEEN, new: SHORT })).toEqual([
    'BAD_USER_INPUT',
    'length',
    15,
  ]);
  await setUpApp(server, client);
  expect(await refusal(client, CHANGE, { old: FIFTEEN, new: 'xk7 q9' })).toEqual([
    'BAD_USER_INPUT',
    'length',
    8,
  ]);
  await client.data(CHANGE, { old: FIFTEEN, new: SHORT });
});

test('a short password whose second factor goes must be changed before anything else, by whomever it goes', async () => {
  const short = async (login: string) => {
    const id = await createAccount(admin, login);
    const client = server.client();
    await signedIn(client, login);
    await setUpApp(server, client);
    await client.data(CHANGE, { old: PASSWORD, new: SHORT });
    expect(await client.code(DEVICES)).toBeUndefined();
    return { id, client };
  };
  const { client: own } = await short('removes it');
  await own.data('mutation { disableAuthenticatorApp { enabled } }');
  expect(await own.code(DEVICES)).toBe('PASSWORD_CHANGE_REQUIRED');
  expect((await askBasic(server, 'removes it', SHORT)).status).toBe(401);
  await own.data(CHANGE, { old: SHORT, new: FIFTEEN });
  expect(await own.code(DEVICES)).toBeUndefined();

  const { id } = await short('reset');
  await admin.data('mutation ($id: ID!) { resetTwoFactor(accountId: $id) { id } }', { id });
  const again = server.client();
  await signedIn(again, 'reset', SHORT);
  expect(await again.code(DEVICES)).toBe('PASSWORD_CHANGE_REQUIRED');
});

test('8 characters are enough where a second factor must be set up before anything else, but not in its grace', async () => {
  await updateSettings(admin, { enrolmentGraceDays: 5 });
  const CREATE = `mutation ($login: String!, $password: String!) {
    createAccount(input: { login: $login, password: $password, requireTwoFactor: true, passwordMustChange: false }) { id }
  }`;
  expect(await admin.code(CREATE, { login: 'graced', password: SHORT })).toBe('BAD_USER_INPUT');
  await updateSettings(admin, { enrolmentGraceDays: 0 });
  expect(await admin.code(CREATE, { login: 'graced', password: SHORT })).toBeUndefined();
  const client = server.client();
  await signedIn(client, 'graced', SHORT);
  expect(await client.code(DEVICES)).toBe('ENROLMENT_REQUIRED');
  await setUpApp(server, client);
  expect(await client.code(DEVICES)).toBeUndefined();
});

test.each([
  ['the login, doubled', 'petronella', 'petronella petronella'],
  ['the login with a year', 'petronella@example.org', 'Petronella@Example.org-2026!'],
  ['the name with digits', 'someone', 'Petra Meier 1234567'],
  ['the service', 'somebody', 'mail-of-example-2026'],
])('a password made of what everybody knows is refused: %s', async (_name, login, password) => {
  const CREATE = `mutation ($login: String!, $password: String!) {
    createAccount(input: { login: $login, displayName: "Petra Meier", password: $password }) { id }
  }`;
  expect(await refusal(admin, CREATE, { login, password })).toEqual([
    'BAD_USER_INPUT',
    'personal',
    undefined,
  ]);
});

test('a phrase may hold such a word', async () => {
  await createAccount(admin, 'petronella', 'USER', 'petronella likes her mail early');
});

test('a breached password is refused wherever one is set', async () => {
  expect(await refusal(admin, CREATE_ACCOUNT, { login: 'breached', password: BREACHED })).toEqual([
    'BAD_USER_INPUT',
    'breached',
    undefined,
  ]);
  const id = await createAccount(admin, 'breached');
  const client = server.client();
  await signedIn(client, 'breached');
  expect(await refusal(client, CHANGE, { old: PASSWORD, new: BREACHED })).toContain('breached');
  const { issuePasswordLink: link } = await admin.data<{ issuePasswordLink: { token: string } }>(
    'mutation ($id: ID!) { issuePasswordLink(accountId: $id) { token } }',
    { id },
  );
  expect(
    await refusal(
      client,
      'mutation ($token: String!, $new: String!) { setPasswordByLink(token: $token, newPassword: $new) }',
      { token: link.token, new: BREACHED },
    ),
  ).toContain('breached');
});

test('in a list of any size all that stands there is found, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 60 }),
      fc.string(),
      fc.constantFrom<(hash: string) => string>(
        (hash) => hash,
        (hash) => `${hash}:${hash.length}`,
        (hash) => hash.slice(0, 16).toLowerCase(),
      ),
      async (passwords, other, line) => {
        const normal = [...new Set(passwords.map((password) => password.normalize('NFC')))];
        const list = await BreachedPasswords.open(listOf(normal, line));
        for (const password of normal) expect(await list.has(password)).toBe(true);
        expect(await list.has(other)).toBe(normal.includes(other.normalize('NFC')));
      },
    ),
    { numRuns: 60 },
  );
});

test.each([
  ['is missing', join(folder, 'missing.txt')],
  ['is no such list', listOf(['x'], () => 'password123')],
  ['is sorted by how often, as one may download it', unsorted],
  ['holds hashes of another kind (NTLM)', listOf(['x'], (hash) => `${hash.slice(0, 32)}:3`)],
  ['holds ends of hashes, as the range API hands them out', listOf(['x'], (hash) => `${hash.slice(5)}:3`)],
])('a start with a list that %s is refused in one line that names it', async (_name, file) => {
  await expect(startTestServer({ BREACHED_PASSWORDS: file })).rejects.toThrow(/^BREACHED_PASSWORDS: [^\n]+$/);
});
