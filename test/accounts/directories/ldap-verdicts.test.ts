import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SIGN_IN, signedIn } from '../../support/flows.js';
import { startScriptedLdap } from '../../support/scripted-ldap.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { LDAP, type Slapd, startSlapd } from '../../support/slapd.js';

const PASSWORD = 'maria’s ldap password';
const ME = '{ me { login displayName } }';

const person = (uid: string) => ({ uid, name: uid, mail: `${uid}@example.org`, password: PASSWORD });
const refusal = (server: TestServer, login: string, password = PASSWORD): Promise<string | undefined> =>
  server.client().code(SIGN_IN, { login, password });

describe('what a directory says to somebody who binds', () => {
  const REFUSALS = { locked: 19, inactive: 53, forbidden: 50 };
  const TROUBLES = { busy: 51, unavailable: 52, other: 80 };
  let slapd: Slapd;
  let server: TestServer;
  beforeAll(async () => {
    const refusals = { ...REFUSALS, ...TROUBLES };
    slapd = await startSlapd([...Object.keys(refusals), 'maria'].map(person), { refusals });
    server = await startTestServer({
      PASSWORD_SERVER: `ldap://127.0.0.1:${slapd.port}`,
      PASSWORD_SERVER_STARTTLS: 'off',
      LDAP_BASE: LDAP.base,
      LDAP_BIND_DN: LDAP.searcher,
      LDAP_BIND_PASSWORD: LDAP.searcherPassword,
      THROTTLE_ACCOUNT_ATTEMPTS: '2',
    });
  });
  afterAll(async () => {
    await server.stop();
    await slapd.stop();
  });

  test.each(Object.entries(REFUSALS))('a refusal, which counts: %s (%i)', async (login) => {
    const codes = [await refusal(server, login), await refusal(server, login), await refusal(server, login)];
    expect(codes).toEqual(['INVALID_CREDENTIALS', 'INVALID_CREDENTIALS', 'TOO_MANY_ATTEMPTS']);
  });

  test.each(Object.entries(TROUBLES))('no verdict, which does not count: %s (%i)', async (login) => {
    const codes = [await refusal(server, login), await refusal(server, login), await refusal(server, login)];
    expect(codes).toEqual(Array.from({ length: 3 }, () => 'SERVICE_UNAVAILABLE'));
  });
});

test('people who may not read their own entry are called as they type it, where nothing of that is overlooked', async () => {
  const slapd = await startSlapd([person('maria'), person('jörg')], {
    access: `access to * by dn.exact="${LDAP.searcher}" read by * auth`,
  });
  const server = await startTestServer({
    PASSWORD_SERVER: `ldap://127.0.0.1:${slapd.port}`,
    PASSWORD_SERVER_STARTTLS: 'off',
    LDAP_USER_DN: `uid={login},ou=people,${LDAP.base}`,
  });
  const client = server.client();
  const { account } = await signedIn(client, 'Maria', PASSWORD);
  expect(await client.data(ME)).toEqual({ me: { login: 'maria', displayName: null } });
  expect((await signedIn(server.client(), ' MARIA ', PASSWORD)).account.id).toBe(account.id);
  expect(await refusal(server, 'maria', 'not it')).toBe('INVALID_CREDENTIALS');
  // A directory may take jorg and jörg for one.
  expect(await refusal(server, 'jörg')).toBe('SERVICE_UNAVAILABLE');
  await server.stop();
  await slapd.stop();
});

test.each([
  ['found by that name', { LDAP_BASE: 'dc=example,dc=org' }, { login: 'mortega', displayName: 'María' }],
  ['without a place to search', {}, { login: 'maria', displayName: null }],
])('people bind by user principal name: %s', async (_, more, me) => {
  const ldap = await startScriptedLdap({
    // Active Directory binds by account name and domain, too.
    bind: (name, password) =>
      ['maria@corp.example.org', 'mortega@corp.example.org'].includes(name) && password === PASSWORD ? 0 : 49,
    find: (request) =>
      request.includes('userPrincipalName') && request.includes('maria@corp.example.org')
        ? [
            {
              dn: 'cn=María Ortega,ou=Sales,dc=example,dc=org',
              attributes: { sAMAccountName: 'mortega', cn: 'María' },
            },
          ]
        : [],
  });
  const server = await startTestServer({
    PASSWORD_SERVER: `ldap://127.0.0.1:${ldap.port}`,
    PASSWORD_SERVER_STARTTLS: 'off',
    LDAP_USER_DN: '{login}@corp.example.org',
    LDAP_LOGIN_ATTRIBUTE: 'sAMAccountName',
    ...more,
  });
  const client = server.client();
  await signedIn(client, 'Maria', PASSWORD);
  expect(await client.data(ME)).toEqual({ me });
  expect(await refusal(server, 'maria', 'not it')).toBe('INVALID_CREDENTIALS');
  expect(await refusal(server, 'nobody')).toBe('INVALID_CREDENTIALS');
  if ('LDAP_BASE' in more) expect(await refusal(server, 'mortega')).toBe('SERVICE_UNAVAILABLE');
  await server.stop();
  await ldap.stop();
});
