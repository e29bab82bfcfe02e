import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY, MINUTE } from '../../server/platform/clock.js';
import { PasswordLink } from '../../server/accounts/password-links/password-link.entity.js';
import { stopCall } from '../support/barrier.js';
import type { Client } from '../support/client.js';
import {
  administrator,
  createAccount,
  ME,
  PASSWORD,
  protectedAccount,
  SIGN_IN,
  signedIn,
  signIn,
} from '../support/flows.js';
import { MailRelay } from '../support/mail-relay.js';
import { startNotifyingServer, startTestServer, type TestServer } from '../support/server.js';
import { countingStatements } from '../support/statements.js';

const INVITE = `mutation ($login: String!) {
  createAccount(input: { login: $login }) { id login passwordLink { url token sentTo expiresAt } }
}`;
const ISSUE = `mutation ($id: ID!, $byMail: Boolean) {
  issuePasswordLink(accountId: $id, byMail: $byMail) { url token sentTo expiresAt }
}`;
const USE =
  'mutation ($token: String!, $newPassword: String!) { setPasswordByLink(token: $token, newPassword: $newPassword) }';
const UPDATE =
  'mutation ($id: ID!, $input: UpdateAccountInput!) { updateAccount(id: $id, input: $input) { id } }';
const CHANGE = `mutation ($old: String!, $new: String!) { changePassword(currentPassword: $old, newPassword: $new) }`;
const CHOSEN = 'seven green giraffes sing';

interface Link {
  url: string | null;
  token: string | null;
  sentTo: string | null;
  expiresAt: string;
}

const relay = new MailRelay();
let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
  admin = await administrator(server);
});
afterAll(() => server.stop());

async function invite(login: string, by = admin): Promise<{ id: string; link: Link }> {
  const { createAccount: created } = await by.data<{ createAccount: { id: string; passwordLink: Link } }>(
    INVITE,
    { login },
  );
  return { id: created.id, link: created.passwordLink };
}

const issue = async (id: string, byMail?: boolean, by = admin): Promise<Link> =>
  (await by.data<{ issuePasswordLink: Link }>(ISSUE, { id, byMail })).issuePasswordLink;

/** The refusal of using a link; undefined when it was good. */
const use = (token: string | null, newPassword = CHOSEN): Promise<string | undefined> =>
  server.client().code(USE, { token, newPassword });

test('an account is made without a password, and its owner chooses it by a link that is shown once', async () => {
  const { link } = await invite('maria');
  expect(link).toMatchObject({ sentTo: null, url: `${server.url}/activate#${link.token!}` });
  expect(Buffer.from(link.token!, 'base64url').length * 8).toBeGreaterThanOrEqual(112);
  expect(Date.parse(link.expiresAt) - server.clock.now()).toBe(3 * DAY);
  expect(await server.client().data(USE, { token: link.token, newPassword: CHOSEN })).toEqual({
    setPasswordByLink: 'maria',
  });
  const maria = server.client();
  await signedIn(maria, 'maria', CHOSEN);
  expect(await maria.code('{ myDevices { id } }')).toBeUndefined();
});

test('only its hash is kept, and nothing of it is in the audit log', async () => {
  const { id, link } = await invite('hashed');
  const { manager } = server.app.database;
  const row = await manager.findOneByOrFail(PasswordLink, { accountId: id });
  expect(JSON.stringify(row)).not.toContain(link.token);
  const trail = await admin.data(
    'query ($id: ID!) { auditEvents(filter: { accountId: $id }) { items { action details } } }',
    { id },
  );
  expect(JSON.stringify(trail)).toContain('password_link.issued');
  expect(JSON.stringify(trail)).not.toContain(link.token);
});

test('who has not chosen a password signs in with none, and is refused like everybody else', async () => {
  await invite('not yet');
  for (const password of ['', CHOSEN, PASSWORD]) {
    expect(await server.client().code(SIGN_IN, { login: 'not yet', password })).toBe('INVALID_CREDENTIALS');
  }
});

test('a link is good once, also for a request that found it good before another had used it', async () => {
  const { link } = await invite('twice');
  const hashed = stopCall(server.app.services.hasher, 'hash');
  const slower = use(link.token, 'eight blue whales hum');
  await hashed.reached;
  expect(await use(link.token)).toBeUndefined();
  hashed.release();
  expect(await slower).toBe('CHALLENGE_EXPIRED');
  await signedIn(server.client(), 'twice', CHOSEN);
  expect(await use(link.token)).toBe('CHALLENGE_EXPIRED');
});

test.each<[string, (id: string, client: Client) => Promise<unknown>]>([
  ['a newer one', (id) => issue(id)],
  ['a password that the owner sets', (_id, client) => client.data(CHANGE, { old: PASSWORD, new: CHOSEN })],
  ['a password that an administrator sets', (id) => admin.data(UPDATE, { id, input: { password: CHOSEN } })],
  [
    'disabling, also when it is undone',
    async (id) => {
      await admin.data(UPDATE, { id, input: { disabled: true } });
      await admin.data(UPDATE, { id, input: { disabled: false } });
    },
  ],
  ['its time', () => Promise.resolve(server.clock.advance(DAY))],
  ['the account’s end', (id) => admin.data('mutation ($id: ID!) { deleteAccount(id: $id) }', { id })],
])('a link ends with %s', async (name, end) => {
  admin = await administrator(server);
  const login = `ended by ${name.slice(0, 20)}`;
  const id = await createAccount(admin, login);
  const client = server.client();
  await signedIn(client, login);
  const { token } = await issue(id);
  await end(id, client);
  expect(await use(token, 'eight blue whales hum')).toBe('CHALLENGE_EXPIRED');
  admin = await administrator(server);
});

test('a weak password is refused and leaves the link good', async () => {
  const { link } = await invite('weak');
  expect(await use(link.token, 'short')).toBe('BAD_USER_INPUT');
  expect(await use(link.token)).toBeUndefined();
});

test('a new password by link ends all sessions and trust, but spares nobody the second factor', async () => {
  const { id, client } = await protectedAccount(server, admin, 'protected');
  const { token } = await issue(id);
  expect(await use(token)).toBeUndefined();
  expect(await client.data(ME)).toEqual({ me: null });
  expect((await signIn(server.client(), 'protected', CHOSEN)).__typename).toBe('SecondFactorRequired');
});

test('links are not guessed: an address that tries many waits, and learns of no account', async () => {
  const strict = await startTestServer({ THROTTLE_ADDRESS_ATTEMPTS: '5' });
  const boss = await administrator(strict);
  const { link } = await invite('guessed', boss);
  const guess = (token: string): Promise<string | undefined> =>
    strict.client().code(USE, { token, newPassword: CHOSEN });
  const codes = [];
  for (let tries = 0; tries < 6; tries++) codes.push(await guess(`${link.token!}${tries}`));
  expect(codes.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => 'CHALLENGE_EXPIRED'));
  expect(codes.at(-1)).toBe('TOO_MANY_ATTEMPTS');
  strict.clock.advance(20 * MINUTE);
  expect(await guess(link.token!)).toBeUndefined();
  await strict.stop();
});

test('expired links are deleted by the nightly clean-up', async () => {
  const { id } = await invite('swept');
  server.clock.advance(3 * DAY);
  await server.app.services.cleanUp.run();
  expect(await server.app.database.manager.existsBy(PasswordLink, { accountId: id })).toBe(false);
  admin = await administrator(server);
});

test('where mail is configured the link goes to the owner, and the administrator never sees it', async () => {
  await relay.start();
  const mailing = await startNotifyingServer(relay.url);
  const boss = await administrator(mailing);
  await mailing.app.services.outbox.sendDue();
  relay.received.length = 0;
  const { id, link } = await invite('maria@example.org', boss);
  expect(link).toMatchObject({ url: null, token: null, sentTo: 'maria@example.org' });
  const queued = await mailing.app.database.rows('SELECT payload FROM outbox_messages', []);
  expect(JSON.stringify(queued)).not.toContain('activate#');
  await mailing.app.services.outbox.sendDue();
  const [mail, ...more] = relay.received.filter(({ to }) => to.includes('maria@example.org'));
  expect(more).toEqual([]);
  const [, token] = /\/activate#([\w-]+)/.exec(mail!.mail.text!)!;
  expect(mail!.mail.html).toContain(`/activate#${token!}`);
  expect(await mailing.client().code(USE, { token, newPassword: CHOSEN })).toBeUndefined();

  // Handed over all the same: then it is shown, and the owner is told.
  const byHand = await issue(id, false, boss);
  expect(byHand).toMatchObject({ sentTo: null, token: expect.any(String) as string });
  relay.received.length = 0;
  await mailing.app.services.outbox.sendDue();
  const subjects = relay.received.map(({ mail: { subject } }) => subject);
  expect(subjects).toContain('Latchkey: A link to choose your password was issued');
  expect(JSON.stringify(relay.received)).not.toContain(byHand.token);

  // One that was replaced before it was sent is not sent.
  relay.received.length = 0;
  await issue(id, true, boss);
  await issue(id, true, boss);
  await mailing.app.services.outbox.sendDue();
  expect(relay.received.filter(({ mail: { text } }) => text?.includes('/activate#'))).toHaveLength(1);
  await mailing.stop();
  await relay.stop();
});

test('a link for an account that is disabled, or whose password is kept elsewhere, is refused', async () => {
  const id = await createAccount(admin, 'closed');
  await admin.data(UPDATE, { id, input: { disabled: true } });
  expect(await admin.code(ISSUE, { id })).toBe('CONFLICT');
  const elsewhere = await server.app.services.newAccounts.create(
    { id: null, login: 'test', ipAddress: null },
    { login: 'elsewhere', password: null },
  );
  expect(await admin.code(ISSUE, { id: elsewhere.id })).toBe('PASSWORD_ELSEWHERE');
});

test('an account, and an address, is mailed 5 links a day, whoever asks; more can be shown', async () => {
  await relay.start();
  const mailing = await startNotifyingServer(relay.url);
  const boss = await administrator(mailing);
  const { id } = await invite('flooded@example.org', boss);
  const codes = [];
  for (let n = 0; n < 6; n++) codes.push(await boss.code(ISSUE, { id }));
  expect(codes).toEqual([...Array<undefined>(4).fill(undefined), 'TOO_MANY_ATTEMPTS', 'TOO_MANY_ATTEMPTS']);
  await boss.data('mutation ($id: ID!) { deleteAccount(id: $id) }', { id });
  expect(await boss.code(INVITE, { login: 'flooded@example.org' })).toBe('TOO_MANY_ATTEMPTS');
  expect(await mailing.app.services.accounts.findByLogin('flooded@example.org')).toBeNull();
  const other = await invite('other@example.org', boss);
  expect(await issue(other.id, false, boss)).toMatchObject({ sentTo: null });
  mailing.clock.advance(DAY);
  expect(await (await administrator(mailing)).code(INVITE, { login: 'flooded@example.org' })).toBeUndefined();
  await mailing.stop();
  await relay.stop();
});

interface Invitation {
  state: 'OPEN' | 'LAPSED';
  expiresAt: string | null;
}
const LISTED = `query ($filter: AccountFilter) { accounts(filter: $filter, page: { page: 1, perPage: 100 }) {
  items { id login invitation { state expiresAt } } } }`;
const listed = async (by: Client, filter: object = {}): Promise<Record<string, Invitation | null>> => {
  const { accounts } = await by.data<{
    accounts: { items: { login: string; invitation: Invitation | null }[] };
  }>(LISTED, { filter });
  return Object.fromEntries(accounts.items.map(({ login, invitation }) => [login, invitation]));
};

test('who has not chosen a password is shown as invited, for as long as there is a link; and costs no statement a row', async () => {
  admin = await administrator(server);
  const filtered = async (invitation: string) =>
    Object.keys(await listed(admin, { invitation, search: 'waiting-' }));
  const { link } = await invite('waiting-maria');
  await invite('waiting-paul');
  await createAccount(admin, 'waiting-not');
  await server.app.services.newAccounts.create(
    { id: null, login: 'test', ipAddress: null },
    { login: 'waiting-elsewhere', password: null },
  );
  const before = await listed(admin, { search: 'waiting-' });
  expect(before).toMatchObject({
    'waiting-maria': { state: 'OPEN', expiresAt: link.expiresAt },
    'waiting-not': null,
    'waiting-elsewhere': null,
  });
  expect(await filtered('OPEN')).toEqual(['waiting-maria', 'waiting-paul']);
  expect(await filtered('LAPSED')).toEqual([]);
  expect(await use(link.token)).toBeUndefined();
  expect(await listed(admin, { search: 'waiting-maria' })).toEqual({ 'waiting-maria': null });
  server.clock.advance(3 * DAY);
  admin = await administrator(server);
  expect(await listed(admin, { search: 'waiting-paul' })).toEqual({
    'waiting-paul': { state: 'LAPSED', expiresAt: null },
  });
  expect(await filtered('OPEN')).toEqual([]);
  expect(await filtered('LAPSED')).toEqual(['waiting-paul']);

  for (let n = 0; n < 20; n++) await invite(`many-${n}`);
  const asking = (filter: object) => countingStatements(server, () => listed(admin, filter));
  const [one, many] = [await asking({ search: 'many-1' }), await asking({ search: 'many-' })];
  expect(many).toBe(one);
});

test('many are invited again by mail at once, and of those who are not it is told why', async () => {
  await relay.start();
  const mailing = await startNotifyingServer(relay.url);
  const boss = await administrator(mailing);
  const unattended = { id: null, login: 'test', ipAddress: null };
  const { id: waiting } = await invite('waiting@example.org', boss);
  const { id: unreachable } = await invite('no address', boss);
  const { id: disabled } = await invite('disabled@example.org', boss);
  await boss.data(UPDATE, { id: disabled, input: { disabled: true } });
  const chosen = await createAccount(boss, 'chosen@example.org');
  const elsewhere = await mailing.app.services.newAccounts.create(unattended, {
    login: 'elsewhere@example.org',
    password: null,
  });
  await mailing.app.services.outbox.sendDue();
  const linkIn = () =>
    relay.received
      .filter(({ to }) => to.includes('waiting@example.org'))
      .map(({ mail }) => /\/activate#([\w-]+)/.exec(mail.text!)?.[1]);
  const [first] = linkIn();
  relay.received.length = 0;
  const ids = [waiting, unreachable, disabled, chosen, elsewhere.id];
  const again = async () => {
    const { applyToAccounts } = await boss.data<{ applyToAccounts: { code: string | null }[] }>(
      'mutation ($ids: [ID!]!) { applyToAccounts(ids: $ids, action: INVITE) { code } }',
      { ids },
    );
    return applyToAccounts.map(({ code }) => code);
  };
  expect(await again()).toEqual([null, 'BAD_USER_INPUT', 'CONFLICT', 'CONFLICT', 'PASSWORD_ELSEWHERE']);
  await mailing.app.services.outbox.sendDue();
  expect(relay.received.map(({ to }) => to)).toEqual([['waiting@example.org']]);
  const [second] = linkIn();
  expect(await mailing.client().code(USE, { token: first, newPassword: CHOSEN })).toBe('CHALLENGE_EXPIRED');

  // Chosen while it is asked for again: nobody is sent a link for a password that they have.
  const counted = stopCall(mailing.app.services.throttle, 'countMail');
  const late = again();
  await counted.reached;
  expect(await mailing.client().code(USE, { token: second, newPassword: CHOSEN })).toBeUndefined();
  counted.release();
  expect((await late)[0]).toBe('CONFLICT');
  expect(await listed(boss, { search: 'waiting@' })).toEqual({ 'waiting@example.org': null });
  await mailing.stop();
  await relay.stop();
});
