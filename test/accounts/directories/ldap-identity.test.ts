import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { basicStatus } from '../../support/backends.js';
import { administrator, SIGN_IN, signedIn } from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { LDAP, type Slapd, startSlapd } from '../../support/slapd.js';

const MARIA = 'maria’s ldap password';
const WRONG = 'not it at all';
const RENAME =
  'mutation ($id: ID!, $login: String!) { updateAccount(id: $id, input: { login: $login }) { id } }';

let slapd: Slapd;
let server: TestServer;
beforeAll(async () => {
  slapd = await startSlapd([
    { uid: 'maria', name: 'María Ortega', mail: 'maria.ortega@example.org', password: MARIA },
    { uid: 'twin1', name: 'Twin', mail: 'twin1@example.org', password: 'first twin' },
    { uid: 'twin2', name: 'Twin', mail: 'twin2@example.org', password: 'second twin' },
  ]);
});
afterAll(() => slapd.stop());
afterEach(() => server.stop());

const start = async (more: Record<string, string> = {}): Promise<TestServer> =>
  (server = await startTestServer({
    PASSWORD_SERVER: `ldap://127.0.0.1:${slapd.port}`,
    PASSWORD_SERVER_STARTTLS: 'off',
    LDAP_BASE: LDAP.base,
    LDAP_BIND_DN: LDAP.searcher,
    LDAP_BIND_PASSWORD: LDAP.searcherPassword,
    LDAP_FILTER: '(|(uid={login})(mail={login})(cn={login}))',
    ...more,
  }));
const refusal = (login: string, password: string): Promise<string | undefined> =>
  server.client().code(SIGN_IN, { login, password });
const accounts = async (): Promise<string[]> => {
  const { accounts: page } = await (
    await administrator(server)
  ).data<{ accounts: { items: { login: string }[] } }>('{ accounts { items { login } } }');
  return page.items.map(({ login }) => login);
};
const MARIAS = ['maria', 'Maria.Ortega@example.org', 'María  Ortega', 'maría ortega'];

test.each([
  ['before there is an account', false],
  ['of an account', true],
])('guesses are counted together however the entry is called: %s', async (_, isKnown) => {
  await start({ THROTTLE_ACCOUNT_ATTEMPTS: String(MARIAS.length) });
  if (isKnown) await signedIn(server.client(), 'maria', MARIA);
  for (const login of MARIAS) expect(await refusal(login, WRONG)).toBe('INVALID_CREDENTIALS');
  for (const login of MARIAS) expect(await refusal(login, MARIA)).toBe('TOO_MANY_ATTEMPTS');
  // Each another one: the same again would be no further guess.
  for (const [index, login] of MARIAS.entries()) {
    expect(await basicStatus(server, login, `${WRONG} ${index}`)).toBe(401);
  }
  for (const login of MARIAS) expect(await basicStatus(server, login, MARIA)).toBe(429);
});

test('of a DN made of the login, what the directory may overlook makes no other count', async () => {
  await start({ LDAP_USER_DN: `uid={login},ou=people,${LDAP.base}`, THROTTLE_ACCOUNT_ATTEMPTS: '3' });
  for (const login of ['maria', 'MARÍA', ' maria ']) {
    expect(await refusal(login, WRONG)).toBe('INVALID_CREDENTIALS');
  }
  for (const login of ['maria', 'MARÍA']) expect(await refusal(login, MARIA)).toBe('TOO_MANY_ATTEMPTS');
});

test('an invisible character, which a directory may overlook, is asked about nowhere', async () => {
  await start();
  expect(await refusal('mar\u00ADia', MARIA)).toBe('INVALID_CREDENTIALS');
  expect(await accounts()).toEqual(['admin']);
});

test.each([
  ['an attribute that the entry does not have', 'employeeNumber'],
  ['one that the searcher may not read', 'userPassword'],
])('without its login nobody signs in, and the log says why: %s', async (_, LDAP_LOGIN_ATTRIBUTE) => {
  await start({ LDAP_LOGIN_ATTRIBUTE });
  expect(await refusal('maria', WRONG)).toBe('INVALID_CREDENTIALS');
  expect(await refusal('maria', MARIA)).toBe('SERVICE_UNAVAILABLE');
  expect(await accounts()).toEqual(['admin']);
  expect(server.logLines.join('')).toContain(`LDAP_LOGIN_ATTRIBUTE: ${LDAP_LOGIN_ATTRIBUTE} of uid=maria`);
});

test('a login attribute that two entries share opens nothing', async () => {
  await start({ LDAP_LOGIN_ATTRIBUTE: 'cn', LDAP_FILTER: '(uid={login})' });
  await signedIn(server.client(), 'maria', MARIA);
  expect(await refusal('twin1', 'first twin')).toBe('SERVICE_UNAVAILABLE');
  expect(await refusal('twin2', 'second twin')).toBe('SERVICE_UNAVAILABLE');
  expect(await accounts()).toEqual(['admin', 'María Ortega']);
});

test('renamed by an administrator it is the same account, by its new login and all that the directory knows', async () => {
  await start();
  const { account } = await signedIn(server.client(), 'maria', MARIA);
  await (await administrator(server)).data(RENAME, { id: account.id, login: 'ortega' });
  for (const login of [...MARIAS, 'ortega']) {
    const client = server.client();
    expect((await signedIn(client, login, MARIA)).account).toEqual({ id: account.id, login: 'ortega' });
    const prove = 'mutation ($password: String!) { reauthenticate(password: $password) }';
    expect(await client.code(prove, { password: MARIA })).toBeUndefined();
  }
  expect(await accounts()).toEqual(['admin', 'ortega']);
});

test('renamed to what the directory calls somebody else, it opens to its own password alone', async () => {
  await start();
  const { account } = await signedIn(server.client(), 'maria', MARIA);
  await (await administrator(server)).data(RENAME, { id: account.id, login: 'twin1' });
  expect(await refusal('twin1', 'first twin')).toBe('INVALID_CREDENTIALS');
  expect(await refusal('twin1@example.org', 'first twin')).toBe('INVALID_CREDENTIALS');
  expect((await signedIn(server.client(), 'maria', MARIA)).account.id).toBe(account.id);
});
