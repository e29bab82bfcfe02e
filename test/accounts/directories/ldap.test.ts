import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MINUTE } from '../../../server/platform/clock.js';
import { basicStatus } from '../../support/backends.js';
import type { Client } from '../../support/client.js';
import {
  administrator,
  challengeFor,
  createAccount,
  PASSWORD,
  setUpApp,
  SIGN_IN,
  signedIn,
  signIn,
  signInWithCode,
} from '../../support/flows.js';
import { freePort } from '../../support/programs.js';
import { ADMIN, startTestServer, type TestServer } from '../../support/server.js';
import { LDAP, type Slapd, startSlapd } from '../../support/slapd.js';

const PEOPLE = [
  { uid: 'maria', name: 'María Ortega', mail: 'maria.ortega@example.org', password: 'maria’s ldap password' },
  { uid: 'jörg', name: 'Jörg', mail: 'joerg@example.org', password: 'jörg’s ldap password' },
  { uid: 'admin', name: 'Not Our Admin', mail: 'admin@example.org', password: 'admin of the directory' },
  { uid: 'nopassword', name: 'Nobody', mail: 'nopassword@example.org' },
  { uid: 'm\u0430ria', name: 'M\u0430ria', mail: 'other@example.org', password: 'with a Cyrillic letter' },
  { uid: 'twin1', name: 'Twin', mail: 'twin@example.org', password: 'twin password' },
  { uid: 'twin2', name: 'Twin', mail: 'twin@example.org', password: 'twin password' },
];
const MARIA = { password: 'maria’s ldap password' };

let slapd: Slapd;
let shared: Record<string, string>;
beforeAll(async () => {
  slapd = await startSlapd(PEOPLE);
  shared = {
    PASSWORD_SERVER: `ldap://127.0.0.1:${slapd.port}`,
    PASSWORD_SERVER_CA: slapd.certificate,
    LDAP_BASE: LDAP.base,
    LDAP_BIND_DN: LDAP.searcher,
    LDAP_BIND_PASSWORD: LDAP.searcherPassword,
    LDAP_FILTER: '(|(uid={login})(mail={login}))',
  };
});
afterAll(() => slapd.stop());

const ME = '{ me { login displayName passwordElsewhere role } }';
const refusal = (server: TestServer, login: string, password: string): Promise<string | undefined> =>
  server.client().code(SIGN_IN, { login, password });

describe('search and bind, over STARTTLS', () => {
  let server: TestServer;
  let admin: Client;
  beforeAll(async () => {
    server = await startTestServer({ ...shared, THROTTLE_ACCOUNT_ATTEMPTS: '1000' });
    admin = await administrator(server);
  });
  afterAll(() => server.stop());

  test('an account appears at the first sign-in, and is the same by every name the directory knows', async () => {
    const client = server.client();
    const { account } = await signedIn(client, 'MARIA', MARIA.password);
    expect(await client.data(ME)).toEqual({
      me: { login: 'maria', displayName: 'María Ortega', passwordElsewhere: true, role: 'USER' },
    });
    const byMail = await signedIn(server.client(), 'Maria.Ortega@example.org', MARIA.password);
    expect(byMail.account.id).toBe(account.id);
    await signedIn(server.client(), 'jörg', 'jörg’s ldap password');
  });

  test('first sign-ins at once make one account', async () => {
    const fresh = await startTestServer(shared);
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => signedIn(fresh.client(), 'maria', MARIA.password)),
    );
    expect(new Set(answers.map(({ account }) => account.id)).size).toBe(1);
    await fresh.stop();
  });

  test.each([
    ['a wrong password', 'maria', 'not it'],
    ['an empty one, which this directory takes for an anonymous sign-in', 'maria', ''],
    ['an unknown login', 'nobody', 'not it'],
    ['an unknown login with an empty password', 'nobody', ''],
    ['an entry without a password', 'nopassword', 'anything'],
    ['a name that two people have', 'twin@example.org', 'twin password'],
    ['a wildcard for the login', 'mar*', MARIA.password],
    ['a login that closes the filter', 'maria)(uid=*', MARIA.password],
    ['a login that widens the filter', '*)(|(uid=maria', MARIA.password],
    ['a login with NUL', 'maria\0', MARIA.password],
    ['the searcher', 'latchkey', LDAP.searcherPassword],
  ])('refused alike: %s', async (_, login, password) => {
    const count = async () =>
      (await admin.data<{ accounts: { total: number } }>('{ accounts { total } }')).accounts.total;
    const before = await count();
    expect(await refusal(server, login, password)).toBe('INVALID_CREDENTIALS');
    expect(await count()).toBe(before);
  });

  test('Unicode look-alike in a login of the directory: no account appears', async () => {
    expect(await refusal(server, 'm\u0430ria', 'with a Cyrillic letter')).toBe('BAD_USER_INPUT');
    expect(await refusal(server, 'other@example.org', 'with a Cyrillic letter')).toBe('BAD_USER_INPUT');
    expect(await refusal(server, 'm\u0430ria', 'not it')).toBe('INVALID_CREDENTIALS');
  });

  test('a local account is never asked about elsewhere, nor opened by a namesake in the directory', async () => {
    expect(await refusal(server, 'admin', 'admin of the directory')).toBe('INVALID_CREDENTIALS');
    expect(await refusal(server, 'admin@example.org', 'admin of the directory')).toBe('INVALID_CREDENTIALS');
    await signedIn(server.client(), ADMIN.login, ADMIN.password);
    const local = server.client();
    await createAccount(admin, 'local');
    await signedIn(local, 'local');
    expect(await local.data(ME)).toMatchObject({ me: { passwordElsewhere: false } });
  });

  test('the second factor is ours, and a trusted device is known by whichever name one signs in', async () => {
    const client = server.client();
    await signedIn(client, 'jörg', 'jörg’s ldap password');
    const secret = await setUpApp(server, client);
    const { challenge } = await challengeFor(server.client(), 'jörg', 'jörg’s ldap password');
    expect(challenge).toBeDefined();
    const browser = server.client();
    await signInWithCode(server, browser, 'jörg', secret, true, 'jörg’s ldap password');
    expect((await signIn(browser, 'joerg@example.org', 'jörg’s ldap password')).__typename).toBe('SignedIn');
  });

  test('re-authentication asks the directory; a change of password is refused, whoever asks', async () => {
    const client = server.client();
    const { account } = await signedIn(client, 'maria', MARIA.password);
    const reauthenticate = (password: string) =>
      client.code('mutation ($password: String!) { reauthenticate(password: $password) }', { password });
    expect(await reauthenticate('not it')).toBe('INVALID_CREDENTIALS');
    expect(await reauthenticate('')).toBe('INVALID_CREDENTIALS');
    expect(await reauthenticate(MARIA.password)).toBeUndefined();
    const change = (current: string) =>
      client.code(
        'mutation ($current: String!) { changePassword(currentPassword: $current, newPassword: "a brand new password") }',
        { current },
      );
    expect(await change(MARIA.password)).toBe('PASSWORD_ELSEWHERE');
    expect(
      await admin.code(
        'mutation ($id: ID!) { updateAccount(id: $id, input: { password: "a brand new password" }) { id } }',
        { id: account.id },
      ),
    ).toBe('PASSWORD_ELSEWHERE');
  });

  test('backends accept the directory’s password, also of somebody who was never here', async () => {
    const fresh = await startTestServer(shared);
    expect(await basicStatus(fresh, 'maria', 'not it')).toBe(401);
    expect(await basicStatus(fresh, 'maria', MARIA.password)).toBe(200);
    const client = fresh.client();
    await signedIn(client, 'maria', MARIA.password);
    await setUpApp(fresh, client);
    expect(await basicStatus(fresh, 'maria', MARIA.password)).toBe(401);
    await fresh.stop();
  });
});

test('by a DN made of the login, in which no login can reach another entry', async () => {
  const server = await startTestServer({
    PASSWORD_SERVER: shared['PASSWORD_SERVER']!,
    PASSWORD_SERVER_STARTTLS: 'off',
    LDAP_USER_DN: `uid={login},ou=people,${LDAP.base}`,
  });
  const client = server.client();
  await signedIn(client, 'Maria', MARIA.password);
  expect(await client.data(ME)).toMatchObject({ me: { login: 'maria', displayName: 'María Ortega' } });
  await signedIn(server.client(), 'jörg', 'jörg’s ldap password');
  for (const login of [
    `maria,ou=people,${LDAP.base}`,
    'maria+cn=x',
    'nobody',
    '#maria',
    '"maria"',
    '\\6daria',
  ]) {
    expect(await refusal(server, login, MARIA.password)).toBe('INVALID_CREDENTIALS');
  }
  expect(await refusal(server, 'maria', '')).toBe('INVALID_CREDENTIALS');
  await server.stop();
});

test('backends remember a password of the directory for a minute, and only the latest that was right', async () => {
  const own = await startSlapd([{ ...PEOPLE[0]!, password: ['the old one', 'the new one'] }]);
  const server = await startTestServer({
    ...shared,
    PASSWORD_SERVER: `ldap://127.0.0.1:${own.port}`,
    PASSWORD_SERVER_CA: own.certificate,
  });
  expect(await basicStatus(server, 'maria', 'the old one')).toBe(200);
  expect(await basicStatus(server, 'maria', 'the new one')).toBe(200);
  await own.stop();
  expect(await basicStatus(server, 'maria', 'the old one')).toBe(503);
  expect(await basicStatus(server, 'maria', 'the new one')).toBe(200);
  server.clock.advance(MINUTE);
  expect(await basicStatus(server, 'maria', 'the new one')).toBe(503);
  await server.stop();
});

test('an outage is told from a wrong password, and nothing of it is counted', async () => {
  const server = await startTestServer({
    ...shared,
    PASSWORD_SERVER: `ldap://127.0.0.1:${await freePort()}`,
    THROTTLE_ACCOUNT_ATTEMPTS: '2',
  });
  for (let tries = 0; tries < 5; tries++) {
    expect(await refusal(server, 'maria', MARIA.password)).toBe('SERVICE_UNAVAILABLE');
  }
  expect(await basicStatus(server, 'maria', MARIA.password)).toBe(503);
  const admin = await administrator(server);
  const { auditEvents } = await admin.data<{ auditEvents: { items: object[] } }>(
    '{ auditEvents(filter: { action: "sign_in.failed" }) { items { action } } }',
  );
  expect(auditEvents.items).toEqual([]);
  await createAccount(admin, 'local');
  await signedIn(server.client(), 'local', PASSWORD);
  await server.stop();
});

test.each([
  ['a certificate nobody vouches for', { PASSWORD_SERVER_CA: '' }],
  ['a searcher whose password is wrong', { LDAP_BIND_PASSWORD: 'not it' }],
])('the person is not blamed for %s', async (_, env) => {
  const server = await startTestServer({ ...shared, ...env });
  expect(await refusal(server, 'maria', MARIA.password)).toBe('SERVICE_UNAVAILABLE');
  expect(server.logLines.join('')).not.toContain(MARIA.password);
  await server.stop();
});
