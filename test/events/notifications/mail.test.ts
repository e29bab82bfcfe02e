import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { MINUTE } from '../../../server/platform/clock.js';
import {
  administrator,
  backupCodes,
  challengeFor,
  createAccount,
  PASSWORD,
  protectedAccount,
  signedIn,
  signIn,
  VERIFY_BACKUP_CODE,
  VERIFY_CODE,
} from '../../support/flows.js';
import type { Client } from '../../support/client.js';
import { linkSentTo } from '../../support/mail-links.js';
import { MailRelay } from '../../support/mail-relay.js';
import { startNotifyingServer, startTestServer, type TestServer } from '../../support/server.js';
import type { Actor } from '../../../server/platform/acting/actor.js';

const UPDATE_MY_CONTACT = 'mutation ($input: ContactInput!) { updateMyContact(input: $input) }';
const STATUS = '{ notificationsStatus { mailConfigured webhooks waiting failed } }';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const ACTOR: Actor = { id: null, login: 'the test', ipAddress: null };

const relay = new MailRelay();
let server: TestServer;
beforeAll(async () => {
  await relay.start();
  server = await startNotifyingServer(relay.url, {
    MAIL_FROM: 'Latchkey <noreply@example.org>',
    ISSUER: 'Example Mail',
    ACCOUNT_PAGE: 'https://example.org/security',
  });
});
afterAll(async () => {
  await server.stop();
  await relay.stop();
});
beforeEach(async () => {
  // Nothing is to be gathered with what happened before.
  server.clock.advance(180 * MINUTE);
  await send();
  relay.received.length = 0;
});

const send = () => server.app.services.outbox.sendDue();

/** The subjects sent to an address, without the issuer's name, in alphabetical order. */
async function subjects(address: string): Promise<string[]> {
  await send();
  return relay.received
    .filter(({ to }) => to.includes(address))
    .map(({ mail }) => mail.subject!.replace('Example Mail: ', ''))
    .toSorted();
}

async function lastMail() {
  await send();
  return relay.received.at(-1)!;
}

test('a sign-in on a new device is told, with the device; one on a known device is not', async () => {
  const admin = await administrator(server);
  await createAccount(admin, 'maria@example.org');
  const client = server.client({ userAgent: FIREFOX });
  const { deviceToken } = await signedIn(client, 'maria@example.org');
  await send();
  const [received, ...more] = relay.received;
  expect(more).toEqual([]);
  expect(received).toMatchObject({ from: 'noreply@example.org', to: ['maria@example.org'] });
  const { mail } = received!;
  expect(mail.subject).toBe('Example Mail: Sign-in on a new device');
  for (const body of [mail.text!, mail.html!]) {
    expect(body).toContain('maria@example.org');
    expect(body).toContain('Firefox on Linux');
    expect(body).toContain('127.0.0.1');
    expect(body).toContain('https://example.org/security');
  }
  expect(mail.html).not.toMatch(
    /<img|<script|<link|https?:\/\/(?!example\.org\/security|localhost:\d+\/not-me#)/,
  );

  await signIn(server.client(), 'maria@example.org', PASSWORD, { deviceToken });
  expect(await subjects('maria@example.org')).toHaveLength(1);
});

test('every change of factors and password is told to the owner, and who did it', async () => {
  const admin = await administrator(server);
  const { id, client } = await protectedAccount(server, admin, 'changes@example.org');
  await backupCodes(client);
  await client.data('mutation { removeBackupCodes { enabled } }');
  await client.data('mutation { disableAuthenticatorApp { enabled } }');
  await client.data(
    `mutation { changePassword(currentPassword: "${PASSWORD}", newPassword: "quite another password") }`,
  );
  await admin.data('mutation ($id: ID!) { resetTwoFactor(accountId: $id) { id } }', { id });
  await admin.data(
    'mutation ($id: ID!) { updateAccount(id: $id, input: { password: "set by the boss" }) { id } }',
    {
      id,
    },
  );
  await admin.data('mutation ($id: ID!) { updateAccount(id: $id, input: { displayName: "Quiet" }) { id } }', {
    id,
  });
  expect(await subjects('changes@example.org')).toEqual([
    'An administrator set your password',
    'An authenticator app: added',
    'An authenticator app: removed',
    'Backup codes: added',
    'Backup codes: removed',
    'Sign-in on a new device',
    'Two-factor authentication was reset',
    'Your password was changed',
  ]);
  const reset = relay.received.find(({ mail }) => mail.subject!.includes('was reset'))!;
  expect(reset.mail.text).toContain('By: admin');
  expect(reset.mail.text).not.toContain('127.0.0.1');
  for (const { raw } of relay.received) {
    for (const secret of [PASSWORD, 'quite another password', 'set by the boss'])
      expect(raw).not.toContain(secret);
  }
});

const GET_ID = '{ me { id } }';

test.each<[string, (admin: Client, id: string, owner: Client) => Promise<unknown>]>([
  [
    'Your password was changed',
    (_admin, _id, owner) =>
      owner.data(
        `mutation { changePassword(currentPassword: "${PASSWORD}", newPassword: "quite another password") }`,
      ),
  ],
  [
    'An administrator set your password',
    (admin, id) =>
      admin.data(
        'mutation ($id: ID!) { updateAccount(id: $id, input: { password: "set by the boss" }) { id } }',
        { id },
      ),
  ],
  [
    'Two-factor authentication was reset',
    (admin, id) => admin.data('mutation ($id: ID!) { resetTwoFactor(accountId: $id) { id } }', { id }),
  ],
  [
    'Your account was signed out everywhere',
    (admin, id) => admin.data('mutation ($id: ID!) { revokeAccountTokens(accountId: $id) }', { id }),
  ],
  [
    'Your account was disabled',
    (admin, id) =>
      admin.data('mutation ($ids: [ID!]!) { applyToAccounts(ids: $ids, action: DISABLE) { done } }', {
        ids: [id],
      }),
  ],
])('“%s” lists the app passwords that ended with it, as words and not as links', async (subject, act) => {
  const admin = await administrator(server);
  const login = `ends-${subject.replaceAll(' ', '-').toLowerCase()}@example.org`;
  await createAccount(admin, login);
  const client = server.client();
  await signedIn(client, login);
  const { me } = await client.data<{ me: { id: string } }>(GET_ID);
  const create =
    'mutation ($name: String!, $expiresAt: DateTimeISO) { createAppPassword(input: { name: $name, scopes: ["imap"], expiresAt: $expiresAt }) { password } }';
  await client.data(create, { name: 'Phone' });
  await client.data(create, { name: 'https://evil.example/laptop' });
  const soon = new Date(server.clock.now() + 1000).toISOString();
  await client.data(create, { name: 'Expired', expiresAt: soon });
  server.clock.advance(2000);
  await act(admin, me.id, client);
  await send();
  const { mail } = relay.received.find(
    (received) => received.to.includes(login) && received.mail.subject!.endsWith(subject),
  )!;
  for (const body of [mail.text!, mail.html!]) {
    expect(body).toContain('2 app passwords stopped working with it');
    expect(body).toContain('Phone, https evil example laptop');
    expect(body).not.toContain('Expired');
  }
  expect(mail.text).toContain('App passwords that stopped working: Phone');
});

test('a used backup code is told with how many are left, once an hour, and so are wrong codes after the right password', async () => {
  const admin = await administrator(server);
  const login = 'codes@example.org';
  const { client } = await protectedAccount(server, admin, login);
  const codes = await backupCodes(client);
  await send();
  relay.received.length = 0;
  for (const code of codes.slice(0, 7)) {
    const { challenge } = await challengeFor(server.client(), login);
    await server.client().data(VERIFY_BACKUP_CODE, { challenge, code });
  }
  const { challenge } = await challengeFor(server.client(), login);
  for (let attempt = 1; attempt <= 5; attempt++) {
    await server.client().code(VERIFY_CODE, { challenge, code: '00000' });
  }
  // What follows the first of a kind waits for an hour.
  await send();
  server.clock.advance(60 * MINUTE);
  const told = (await subjects(login)).filter((subject) => !subject.startsWith('Sign-in'));
  expect(told).toEqual([
    'A backup code was used',
    'Only 3 backup codes left',
    'Someone entered your password',
  ]);
  for (const { raw } of relay.received) for (const code of codes) expect(raw).not.toContain(code);
});

test('the account’s own address and language come before its login; the earlier address is told of the change', async () => {
  const admin = await administrator(server);
  await createAccount(admin, 'first@example.org');
  const client = server.client();
  await signedIn(client, 'first@example.org');
  await client.data(UPDATE_MY_CONTACT, { input: { email: 'second@example.net', locale: 'DE' } });
  await send();
  const [, token] = linkSentTo(relay, 'second@example.net').split('#');
  await client.data('mutation ($token: String!) { confirmContactAddress(token: $token) }', { token });
  expect(await client.data('{ me { email locale } }')).toEqual({
    me: { email: 'second@example.net', locale: 'DE' },
  });
  await send();
  const changed = relay.received.filter(({ mail }) => mail.subject!.includes('geändert'));
  expect(changed.flatMap(({ to }) => to).toSorted()).toEqual(['first@example.org', 'second@example.net']);
  await signedIn(server.client(), 'first@example.org');
  expect((await lastMail()).to).toEqual(['second@example.net']);
  expect((await lastMail()).mail.subject).toBe('Example Mail: Anmeldung auf einem neuen Gerät');
});

test('only its owner, recently proved, and administrators change where an account is notified', async () => {
  const admin = await administrator(server);
  const id = await createAccount(admin, 'contact');
  const client = server.client();
  await signedIn(client, 'contact');
  const updateContact =
    'mutation ($id: ID!, $input: ContactInput!) { updateContact(accountId: $id, input: $input) }';
  const input = { email: 'contact@example.org' };
  expect(await client.code(updateContact, { id, input })).toBe('FORBIDDEN');
  await admin.data(updateContact, { id, input });
  for (const email of [
    'nowhere',
    'a@b@example.org',
    'x@example.org\r\nBcc: y@example.org',
    'a@b.c,d@e.f',
    '',
  ]) {
    expect(await client.code(UPDATE_MY_CONTACT, { input: { email } })).toBe('BAD_USER_INPUT');
  }
  server.clock.advance(11 * MINUTE);
  expect(await client.code(UPDATE_MY_CONTACT, { input })).toBe('REAUTHENTICATION_REQUIRED');
});

test('no header and no link can be smuggled in through a name', async () => {
  const login = 'evil@example.org';
  const admin = await administrator(server);
  const id = await createAccount(admin, login);
  const evil = [
    'X\r\nBcc: victim@example.org',
    'https://evil.example/reset',
    '<a href="https://evil.example">click</a>',
    'evil.example',
  ];
  for (const name of evil) {
    await server.app.database.transaction((tx) =>
      server.app.services.audit.record(tx, {
        action: 'security_key.added',
        actor: { id, login, ipAddress: null },
        details: { name },
      }),
    );
    const { mail, to, raw } = await lastMail();
    expect(to).toEqual([login]);
    expect(raw).not.toMatch(/^Bcc:/im);
    expect(mail.text).not.toMatch(/evil\.example|:\/\/evil/);
    expect(mail.html).not.toMatch(/<a href="https:\/\/evil|evil\.example/);
  }
  await signIn(server.client({ userAgent: 'evil.example/1.0 (https://evil.example)' }), login, PASSWORD);
  expect((await lastMail()).raw).not.toMatch(/evil\.example/);
});

test('an account without an address, and an event without an account, are told to nobody', async () => {
  const admin = await administrator(server);
  await createAccount(admin, 'no address');
  await signedIn(server.client(), 'no address');
  await server.app.database.transaction((tx) =>
    server.app.services.audit.record(tx, { action: 'two_factor.reset', actor: ACTOR }),
  );
  await send();
  expect(relay.received).toEqual([]);
});

test('what is rolled back is told to nobody', async () => {
  const admin = await administrator(server);
  const id = await createAccount(admin, 'undone@example.org');
  const failing = server.app.database.transaction(async (tx) => {
    await server.app.services.audit.record(tx, {
      action: 'password.changed',
      actor: { id, login: 'undone@example.org', ipAddress: null },
    });
    throw new Error('roll back');
  });
  await expect(failing).rejects.toThrow('roll back');
  await send();
  expect(relay.received).toEqual([]);
});

test('while the relay is down messages wait, and are tried again later and later', async () => {
  const admin = await administrator(server);
  await createAccount(admin, 'later@example.org');
  await relay.stop();
  await signedIn(server.client(), 'later@example.org');
  expect(await send()).toEqual({ sent: 0, failed: 1 });
  expect(await send()).toEqual({ sent: 0, failed: 0 });
  const waiting = async () => (await admin.data<{ notificationsStatus: object }>(STATUS)).notificationsStatus;
  expect(await waiting()).toEqual({ mailConfigured: true, webhooks: 0, waiting: 1, failed: 0 });
  server.clock.advance(MINUTE);
  expect(await send()).toEqual({ sent: 0, failed: 1 });
  server.clock.advance(4 * MINUTE);
  expect(await send()).toEqual({ sent: 0, failed: 0 });
  await relay.start();
  server.clock.advance(MINUTE);
  expect(await send()).toEqual({ sent: 1, failed: 0 });
  expect(relay.received.map(({ to }) => to)).toEqual([['later@example.org']]);
  expect(await waiting()).toMatchObject({ waiting: 0, failed: 0 });
});

test('an address that the relay refuses for good is given up, and forgotten a month later', async () => {
  const admin = await administrator(server);
  await createAccount(admin, 'refused@example.org');
  relay.refuseRecipients = 550;
  await signedIn(server.client(), 'refused@example.org');
  await send();
  relay.refuseRecipients = undefined;
  expect(await admin.data(STATUS)).toMatchObject({ notificationsStatus: { waiting: 0, failed: 1 } });
  server.clock.advance(31 * 24 * 60 * MINUTE);
  expect(await server.app.services.outbox.forgetFailed()).toBe(1);
});

test('servers that send at once send each message once', async () => {
  const admin = await administrator(server);
  for (let index = 0; index < 12; index++) await createAccount(admin, `many${index}@example.org`);
  await Promise.all(
    Array.from({ length: 12 }, (_, index) => signedIn(server.client(), `many${index}@example.org`)),
  );
  await Promise.all([send(), send(), send()]);
  expect(relay.received).toHaveLength(12);
  expect(new Set(relay.received.map(({ to }) => to[0])).size).toBe(12);
});

test('a running server sends by itself, soon', async () => {
  const admin = await administrator(server);
  await createAccount(admin, 'soon@example.org');
  server.app.services.outbox.start();
  const received = new Promise<void>((resolve) => {
    const { push } = relay.received;
    relay.received.push = (...mails) => {
      resolve();
      return push.apply(relay.received, mails);
    };
  });
  await signedIn(server.client(), 'soon@example.org');
  await received;
  await server.app.services.outbox.stop();
  expect(relay.received.map(({ to }) => to)).toEqual([['soon@example.org']]);
});

test('without a mail relay nothing is queued, and administrators can see so', async () => {
  const silent = await startTestServer();
  const admin = await administrator(silent);
  await createAccount(admin, 'silent@example.org');
  await signedIn(silent.client(), 'silent@example.org');
  expect(await admin.data(STATUS)).toEqual({
    notificationsStatus: { mailConfigured: false, webhooks: 0, waiting: 0, failed: 0 },
  });
  await silent.stop();
});
