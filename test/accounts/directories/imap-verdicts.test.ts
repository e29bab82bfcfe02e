import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startDovecot } from '../../support/dovecot.js';
import { SIGN_IN, signedIn } from '../../support/flows.js';
import { type ScriptedImap, startScriptedImap } from '../../support/scripted-imap.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const PASSWORD = 'pässwörd „ü“ 1';

/** A server of ours that asks the one on this port. */
const asking = (port: number, more: Record<string, string> = {}): Promise<TestServer> =>
  startTestServer({
    PASSWORD_SERVER: `imap://127.0.0.1:${port}`,
    PASSWORD_SERVER_STARTTLS: 'off',
    LOGIN_DOMAIN: 'as-typed',
    THROTTLE_ACCOUNT_ATTEMPTS: '2',
    ...more,
  });

describe('what a mail server says', () => {
  let verdict = '';
  let imap: ScriptedImap;
  let server: TestServer;
  let people = 0;
  let login: string;
  beforeAll(async () => {
    imap = await startScriptedImap({ verdict: () => verdict });
    server = await asking(imap.port);
  });
  beforeEach(() => {
    login = `person-${++people}`;
  });
  afterAll(async () => {
    await server.stop();
    await imap.stop();
  });
  const guess = () => server.client().code(SIGN_IN, { login, password: 'a guess' });

  test.each([
    'NO wrong password',
    'NO [ALERT] Please sign in by way of your web browser',
    'NO [CONTACTADMIN] Your account is locked',
    'NO [WEBALERT https://mail.example.org/signin] Web login required',
    'NO [AUTHENTICATIONFAILED] Authentication failed',
    'NO [AUTHORIZATIONFAILED] Not allowed',
    'NO [EXPIRED] Password has expired',
    'NO [PRIVACYREQUIRED] Use TLS',
    'NO [NOPERM] Not allowed',
    'NO [X-OF-SOMEBODY] A code that nobody knows',
  ])('a refusal, which counts: %s', async (answer) => {
    verdict = answer;
    expect([await guess(), await guess(), await guess()]).toEqual([
      'INVALID_CREDENTIALS',
      'INVALID_CREDENTIALS',
      'TOO_MANY_ATTEMPTS',
    ]);
  });

  test.each([
    'NO [UNAVAILABLE] Temporary failure',
    'NO [SERVERBUG] Internal error',
    'NO [INUSE] Mailbox is locked',
    'NO [LIMIT] Too many connections',
    'BAD Command not understood',
    'BAD [CLIENTBUG] Command not understood',
    'BAD [AUTHENTICATIONFAILED] A verdict where none belongs',
  ])('no verdict, which does not count: %s', async (answer) => {
    verdict = answer;
    expect([await guess(), await guess(), await guess()]).toEqual(
      Array.from({ length: 3 }, () => 'SERVICE_UNAVAILABLE'),
    );
  });
});

test.each([
  ['LOGIN is switched off and nothing is offered instead', { capabilities: 'IMAP4rev1 LOGINDISABLED' }],
  ['it lets everybody in unasked', { greeting: '* PREAUTH welcome' }],
])('a mail server that sees no password opens nothing: %s', async (_, script) => {
  const imap = await startScriptedImap({ verdict: () => 'OK welcome', ...script });
  const server = await asking(imap.port);
  const code = await server.client().code(SIGN_IN, { login: 'maria', password: PASSWORD });
  expect(code).toBe('SERVICE_UNAVAILABLE');
  await server.stop();
  await imap.stop();
});

test.each([
  ['a literal', {}],
  ['one that need not be waited for', { capabilities: 'IMAP4rev1 LITERAL+' }],
])('LOGIN sends a password of 8-bit characters as %s, never in quotes', async (_, more) => {
  const imap = await startScriptedImap({
    verdict: () => 'OK welcome',
    capabilities: 'IMAP4rev1',
    ...more,
  });
  const server = await asking(imap.port);
  await signedIn(server.client(), 'jörg', PASSWORD);
  const received = Buffer.from(imap.received(), 'latin1').toString('utf8');
  const length = Buffer.byteLength(PASSWORD);
  expect(received).toMatch(new RegExp(`LOGIN \\{5\\+?\\}\r\njörg \\{${length}\\+?\\}\r\n${PASSWORD}\r\n`));
  await server.stop();
  await imap.stop();
});

test('Dovecot takes it, by AUTHENTICATE and by LOGIN', async () => {
  // By a slash in the name, imapflow chooses LOGIN.
  const people = ['jörg', 'jörg/x'];
  const dovecot = await startDovecot((folder) => {
    const users = join(folder, 'users');
    writeFileSync(users, people.map((login) => `${login}:{PLAIN}${PASSWORD}\n`).join(''));
    chmodSync(users, 0o644);
    return `auth_username_chars =
passdb {
  driver = passwd-file
  args = ${users}
}`;
  });
  const server = await asking(dovecot.port);
  for (const login of people) {
    await signedIn(server.client(), login, PASSWORD);
    expect(await server.client().code(SIGN_IN, { login, password: 'not it' })).toBe('INVALID_CREDENTIALS');
  }
  await server.stop();
  await dovecot.stop();
});
