import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import {
  administrator,
  backupCodes,
  createAccount,
  CREATE_ACCOUNT,
  ME,
  PASSWORD,
  protectedAccount,
  SIGN_IN,
  signedIn,
} from '../support/flows.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { countingStatements } from '../support/statements.js';

const UPDATE =
  'mutation ($id: ID!, $input: UpdateAccountInput!) { updateAccount(id: $id, input: $input) { id } }';
const DELETE = 'mutation ($id: ID!) { deleteAccount(id: $id) }';
const PAGE = `query ($filter: AccountFilter, $page: PageInput) {
  accounts(filter: $filter, page: $page) { total items { login } }
}`;

let server: TestServer;
let admin: Client;
let adminId: string;
beforeAll(async () => {
  server = await startTestServer();
  admin = await administrator(server);
  adminId = (await admin.data<{ me: { id: string } }>(ME)).me.id;
});
afterAll(() => server.stop());

async function logins(filter: object, page?: object): Promise<string[]> {
  const { accounts } = await admin.data<{ accounts: { items: { login: string }[]; total: number } }>(PAGE, {
    filter,
    page: page ?? { page: 1, perPage: 100 },
  });
  if (!page) expect(accounts.total).toBe(accounts.items.length);
  return accounts.items.map(({ login }) => login);
}

test('case and form in logins: they are unique without regard to them, and é is not e', async () => {
  await createAccount(admin, 'José@Example.org');
  for (const login of [
    'josé@example.org',
    'JOSÉ@EXAMPLE.ORG',
    'jose\u0301@example.org',
    'ｊosé@example.org',
  ]) {
    expect(await admin.code(CREATE_ACCOUNT, { login, password: PASSWORD })).toBe('CONFLICT');
    await signedIn(server.client(), login);
  }
  await createAccount(admin, 'jose@example.org');
});

test.each([
  ['a Cyrillic а in a Latin login', '\u0430dmin'],
  ['a Greek ο in a Latin address', 'j\u03BFhn@example.org'],
  ['a Cyrillic letter in the domain', 'john@ex\u0430mple.org'],
  ['Greek and Cyrillic', '\u03B1\u043B\u0444\u0430'],
  ['a script that few read and many letters of which look like Latin', '\u13AA\u13B3'],
  ['a soft hyphen', 'ad\u00ADmin'],
  ['a zero-width space', 'admin\u200B'],
])('Unicode look-alike in a login: %s is refused', async (name, login) => {
  expect(await admin.code(CREATE_ACCOUNT, { login, password: PASSWORD })).toBe('BAD_USER_INPUT');
  const id = await createAccount(admin, `to be ${name.replaceAll(/\P{ASCII}/gu, '')}`);
  expect(await admin.code(UPDATE, { id, input: { login } })).toBe('BAD_USER_INPUT');
});

test.each([
  'иван@example.org',
  '山田たろうyamada',
  '김철수kim',
  'жук.2',
  'محمد@example.org',
  'naïve_user+dav',
])('Unicode in a login: %s is somebody’s name', async (login) => {
  await createAccount(admin, login);
  await signedIn(server.client(), login);
});

test.each([
  ['fourteen characters', 'xk7 q9 w zebra', 'BAD_USER_INPUT'],
  ['fifteen characters', 'xk7 q9 w zebras', undefined],
  ['1,024 characters', '8'.repeat(500) + 'x'.repeat(524), undefined],
  ['1,025 characters', '8'.repeat(501) + 'x'.repeat(524), 'BAD_USER_INPUT'],
  ['a common one', 'PasswordPassword', 'BAD_USER_INPUT'],
  ['the login itself', 'policy the login itself', 'BAD_USER_INPUT'],
  ['fifteen emoji', '🦊🐻🐼🦁🐯🐨🐸🐙🐵🐔🐧🐦🐤🦆🦅', undefined],
])('password policy: %s', async (name, password, code) => {
  expect(await admin.code(CREATE_ACCOUNT, { login: `policy ${name}`, password })).toBe(code);
});

test('a password is the same however its accents are composed', async () => {
  await createAccount(admin, 'composed', 'USER', 'crème brûlée à la carte');
  await signedIn(server.client(), 'composed', 'crème brûlée à la carte'.normalize('NFD'));
});

test('the last administrator cannot be deleted, disabled or demoted', async () => {
  expect(await admin.code(DELETE, { id: adminId })).toBe('CONFLICT');
  expect(await admin.code(UPDATE, { id: adminId, input: { disabled: true } })).toBe('CONFLICT');
  expect(await admin.code(UPDATE, { id: adminId, input: { role: 'USER' } })).toBe('CONFLICT');
  const deputy = await createAccount(admin, 'deputy', 'ADMIN');
  await admin.data(UPDATE, { id: deputy, input: { disabled: true } });
  expect(await admin.code(UPDATE, { id: adminId, input: { role: 'USER' } })).toBe('CONFLICT');
  await admin.data(DELETE, { id: deputy });
});

test.each([
  ['disabled', { disabled: true }],
  ['given a new password', { password: 'a brand new password' }],
])('token after the account is %s: ended at once', async (name, input) => {
  const id = await createAccount(admin, `loses when ${name}`);
  const client = server.client();
  await signedIn(client, `loses when ${name}`);
  await admin.data(UPDATE, { id, input });
  expect(await client.data(ME)).toEqual({ me: null });
  expect(await client.code(SIGN_IN, { login: `loses when ${name}`, password: PASSWORD })).toBe(
    'INVALID_CREDENTIALS',
  );
});

test('token after delete: gone with the account', async () => {
  const { id, client } = await protectedAccount(server, admin, 'deleted');
  await admin.data(DELETE, { id });
  expect(await client.data(ME)).toEqual({ me: null });
  expect(await admin.data('query ($id: ID!) { account(id: $id) { id } }', { id })).toEqual({ account: null });
  expect(await admin.code(DELETE, { id })).toBe('NOT_FOUND');
});

test('token after demotion: a former administrator loses the administration at once', async () => {
  const id = await createAccount(admin, 'demoted', 'ADMIN');
  const client = server.client();
  await signedIn(client, 'demoted');
  expect(await client.code('{ accounts { total } }')).toBeUndefined();
  await admin.data(UPDATE, { id, input: { role: 'USER' } });
  expect(await client.code('{ accounts { total } }')).toBe('FORBIDDEN');
});

test('only administrators administer', async () => {
  await createAccount(admin, 'somebody');
  const somebody = server.client();
  await signedIn(somebody, 'somebody');
  for (const query of [
    '{ accounts { total } }',
    `{ account(id: "${adminId}") { id } }`,
    '{ settings { disabled } }',
    '{ auditEvents { total } }',
    '{ jobs { name } }',
    'mutation { createAccount(input: { login: "x", password: "y" }) { id } }',
    `mutation { updateAccount(id: "${adminId}", input: {}) { id } }`,
    `mutation { deleteAccount(id: "${adminId}") }`,
    `mutation { resetTwoFactor(accountId: "${adminId}") { id } }`,
    `mutation { revokeAccountTokens(accountId: "${adminId}") }`,
    'mutation { updateSettings(input: { disabled: true }) { disabled } }',
    'mutation { runJob(name: "x") { name } }',
  ]) {
    expect(await somebody.code(query)).toBe('FORBIDDEN');
    expect(await server.client().code(query)).toBe('UNAUTHENTICATED');
  }
});

test('the page is searched by beginning, with wildcards standing for themselves, filtered and sorted', async () => {
  for (const login of ['find-b', 'find-a', 'find%c', 'find_d']) await createAccount(admin, login);
  const { id } = await protectedAccount(server, admin, 'find-protected');
  await admin.data(UPDATE, { id, input: { displayName: 'Zora Neale' } });
  expect(await logins({ search: 'FIND-' })).toEqual(['find-a', 'find-b', 'find-protected']);
  expect(await logins({ search: 'find%' })).toEqual(['find%c']);
  expect(await logins({ search: 'find_' })).toEqual(['find_d']);
  expect(await logins({ search: "' OR 1=1 --" })).toEqual([]);
  expect(await logins({ search: 'zora' })).toEqual(['find-protected']);
  expect(await logins({ search: 'find', twoFactorEnabled: true })).toEqual(['find-protected']);
  expect(await logins({ search: 'find', onlyMethod: 'AUTHENTICATOR_APP' })).toEqual(['find-protected']);
  expect(await logins({ search: 'find', onlyMethod: 'SECURITY_KEY' })).toEqual([]);
  expect(await logins({ role: 'OWNER', disabled: false })).toEqual(['admin']);
  const sorted = { perPage: 2, sortBy: 'createdAt', sortOrder: 'DESC' };
  expect(await logins({ search: 'find' }, { page: 1, ...sorted })).toEqual(['find-protected', 'find_d']);
  expect(await logins({ search: 'find' }, { page: 2, ...sorted })).toEqual(['find%c', 'find-a']);
});

test('a page of 100 accounts with their two-factor state costs as many statements as one of ten', async () => {
  for (let index = 0; index < 100; index++) await createAccount(admin, `page-${index}`);
  const count = (perPage: number) =>
    countingStatements(server, () =>
      admin.data(
        `query ($perPage: Int!) { accounts(page: { page: 1, perPage: $perPage }) { total items { login
        twoFactor { enabled required recommended authenticatorApp { createdAt } securityKeys { id } backupCodesRemaining }
        devices { id signedIn } tokens { id } } } }`,
        { perPage },
      ),
    );
  // With some of each factor on the page, or a loader that is never called could hide.
  await backupCodes((await protectedAccount(server, admin, '00-protected')).client);
  const few = await count(10);
  const many = await count(100);
  expect(few).toBeGreaterThan(3);
  expect(many).toBe(few);
  expect(await logins({}, { page: 1, perPage: 100 })).toHaveLength(100);
});

test('a password change needs the right password and ends the other sessions, not its own', async () => {
  await createAccount(admin, 'changes');
  const [here, there] = [server.client(), server.client()];
  await signedIn(here, 'changes');
  await signedIn(there, 'changes');
  const change = (current: string, next: string) =>
    here.code(
      'mutation ($a: String!, $b: String!) { changePassword(currentPassword: $a, newPassword: $b) }',
      {
        a: current,
        b: next,
      },
    );
  expect(await change('not the password', 'a brand new password')).toBe('INVALID_CREDENTIALS');
  expect(await change(PASSWORD, 'password123')).toBe('BAD_USER_INPUT');
  expect(await change(PASSWORD, 'a brand new password')).toBeUndefined();
  expect(await here.data(ME)).toMatchObject({ me: { login: 'changes' } });
  expect(await there.data(ME)).toEqual({ me: null });
  await signedIn(server.client(), 'changes', 'a brand new password');
});

test('guesses of the current password are throttled', async () => {
  const strict = await startTestServer({ THROTTLE_ACCOUNT_ATTEMPTS: '3' });
  await createAccount(await administrator(strict), 'hijacked');
  const client = strict.client();
  await signedIn(client, 'hijacked');
  const guesses = Array.from(
    { length: 5 },
    (_, index) => `g${index}: changePassword(currentPassword: "guess", newPassword: "a brand new password")`,
  );
  const { errors } = await client.request(`mutation { ${guesses.join(' ')} }`);
  expect(errors).toBeDefined();
  const codes: (string | undefined)[] = [];
  const guess = `mutation { ${guesses[0]} }`;
  for (let tries = 0; tries < 4; tries++) codes.push(await client.code(guess));
  await strict.stop();
  expect(codes).toEqual([...Array<string>(3).fill('INVALID_CREDENTIALS'), 'TOO_MANY_ATTEMPTS']);
});
