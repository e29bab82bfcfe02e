import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDovecot } from '../../support/dovecot.js';
import { administrator, challengeFor, setUpApp, SIGN_IN, signedIn } from '../../support/flows.js';
import { freePort, type Program } from '../../support/programs.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { selfSigned } from '../../support/certificate.js';

const LOGIN = 'maria@example.org';
const IMAP_PASSWORD = 'maria’s "mail" \\password';

let dovecot: Program;
let certificate: string;
let server: TestServer;
beforeAll(async () => {
  dovecot = await startDovecot((folder) => {
    const files = selfSigned(folder);
    certificate = files.certificate;
    const users = join(folder, 'users');
    writeFileSync(users, `${LOGIN}:{PLAIN}${IMAP_PASSWORD}\nmaster:{PLAIN}${IMAP_PASSWORD}\n`);
    chmodSync(users, 0o644);
    return `ssl = yes
ssl_cert = <${files.certificate}
ssl_key = <${files.key}
auth_master_user_separator = *
passdb {
  driver = passwd-file
  master = yes
  args = ${users}
}
passdb {
  driver = passwd-file
  args = username_format=%Lu ${users}
}`;
  });
  server = await startTestServer({
    PASSWORD_SERVER: `imap://127.0.0.1:${dovecot.port}`,
    LOGIN_DOMAIN: 'insist',
    PASSWORD_SERVER_CA: certificate,
  });
});
afterAll(async () => {
  await server.stop();
  await dovecot.stop();
});

const ME = '{ me { login passwordElsewhere } }';
const refusal = (password: string, login = LOGIN, on = server): Promise<string | undefined> =>
  on.client().code(SIGN_IN, { login, password });

test('an account appears at the first sign-in, the same in any case, and has a second factor of its own', async () => {
  const client = server.client();
  const { account } = await signedIn(client, 'Maria@Example.org', IMAP_PASSWORD);
  expect(await client.data(ME)).toEqual({ me: { login: LOGIN, passwordElsewhere: true } });
  expect((await signedIn(server.client(), LOGIN, IMAP_PASSWORD)).account.id).toBe(account.id);
  await setUpApp(server, client);
  expect(await challengeFor(server.client(), LOGIN, IMAP_PASSWORD)).toMatchObject({
    methods: ['AUTHENTICATOR_APP'],
  });
});

test.each([
  ['a wrong password', 'not it', LOGIN],
  ['an empty password', '', LOGIN],
  ['an unknown login', IMAP_PASSWORD, 'nobody@example.org'],
  ['a login that goes on with another command', IMAP_PASSWORD, `${LOGIN}" "x"\r\na2 NOOP`],
  ['a login of quotes', IMAP_PASSWORD, '"'],
  ['a master user in another’s name', IMAP_PASSWORD, `nobody@example.org*master`],
])('refused alike: %s', async (_, password, login) => {
  expect(await refusal(password, login)).toBe('INVALID_CREDENTIALS');
});

test('an outage is told from a wrong password, is not counted, and leaves local accounts alone', async () => {
  const alone = await startTestServer({
    PASSWORD_SERVER: `imap://127.0.0.1:${await freePort()}`,
    LOGIN_DOMAIN: 'insist',
    THROTTLE_ACCOUNT_ATTEMPTS: '2',
  });
  for (let tries = 0; tries < 4; tries++)
    expect(await refusal(IMAP_PASSWORD, LOGIN, alone)).toBe('SERVICE_UNAVAILABLE');
  await administrator(alone);
  await alone.stop();
});

test('a mail server that is out of order has not said that a password is wrong', async () => {
  const broken = await startDovecot((folder) => {
    const script = join(folder, 'broken.lua');
    writeFileSync(
      script,
      `function auth_password_verify() return dovecot.auth.PASSDB_RESULT_INTERNAL_FAILURE, {} end
function auth_passdb_lookup() return dovecot.auth.PASSDB_RESULT_INTERNAL_FAILURE, {} end`,
      { mode: 0o644 },
    );
    return `passdb {
  driver = lua
  args = file=${script} blocking=yes
}`;
  });
  const asking = await startTestServer({
    PASSWORD_SERVER: `imap://127.0.0.1:${broken.port}`,
    LOGIN_DOMAIN: 'insist',
    PASSWORD_SERVER_STARTTLS: 'off',
  });
  expect(await refusal(IMAP_PASSWORD, LOGIN, asking)).toBe('SERVICE_UNAVAILABLE');
  await asking.stop();
  await broken.stop();
});

test('no password leaves for a server that nobody vouches for', async () => {
  const distrustful = await startTestServer({
    PASSWORD_SERVER: `imap://127.0.0.1:${dovecot.port}`,
    LOGIN_DOMAIN: 'insist',
  });
  expect(await refusal(IMAP_PASSWORD, LOGIN, distrustful)).toBe('SERVICE_UNAVAILABLE');
  expect(distrustful.logLines.join('')).not.toContain('password"');
  await distrustful.stop();
});
