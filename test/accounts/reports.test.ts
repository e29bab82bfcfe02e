import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ReportLink } from '../../server/accounts/reports/report-link.entity.js';
import { DAY, MINUTE } from '../../server/platform/clock.js';
import { askBasic, createAppPassword } from '../support/backends.js';
import { holdAnswer, stopCall } from '../support/barrier.js';
import type { Client } from '../support/client.js';
import { administrator, createAccount, ME, PASSWORD, SIGN_IN, signedIn } from '../support/flows.js';
import { MailRelay } from '../support/mail-relay.js';
import { ADMIN, startNotifyingServer, type TestServer } from '../support/server.js';
import { runCli } from '../support/cli.js';

const REPORT = 'mutation ($token: String!) { reportCompromise(token: $token) }';
const UNLOCK = 'mutation ($id: ID!) { unlockAccount(id: $id) { reportedAt } }';
const ISSUE = 'mutation ($id: ID!) { issuePasswordLink(accountId: $id, byMail: false) { token } }';
const USE =
  'mutation ($token: String!, $newPassword: String!) { setPasswordByLink(token: $token, newPassword: $newPassword) }';
const CHANGE =
  'mutation ($old: String!, $new: String!) { changePassword(currentPassword: $old, newPassword: $new) }';
const CHOSEN = 'seven green giraffes sing';

const relay = new MailRelay();
let server: TestServer;
let admin: Client;
beforeAll(async () => {
  await relay.start();
  server = await startNotifyingServer(relay.url);
});
beforeEach(async () => {
  admin = await administrator(server);
});
afterAll(async () => {
  await server.stop();
  await relay.stop();
});

async function mailsTo(address: string) {
  await server.app.services.outbox.sendDue();
  return relay.received.filter(({ to }) => to.includes(address)).map(({ mail }) => mail);
}
const linkIn = (text = ''): string | undefined => /\S+\/not-me#\S+/.exec(text)?.[0];
/** The token in the latest mail to an address that has one. */
async function tokenSentTo(address: string): Promise<string> {
  const links = (await mailsTo(address)).map(({ text }) => linkIn(text)).filter((link) => link !== undefined);
  const [before, token] = links.at(-1)!.split('#');
  expect(before).toBe(`${server.url}/not-me`);
  return token!;
}
const report = (token: string): Promise<string | undefined> => server.client().code(REPORT, { token });
const isOpen = async (login: string, password = PASSWORD): Promise<boolean> =>
  (await server.client().code(SIGN_IN, { login, password })) === undefined;
const reportedAt = async (id: string) =>
  (
    await admin.data<{ account: { reportedAt: string | null } }>(
      'query ($id: ID!) { account(id: $id) { reportedAt } }',
      { id },
    )
  ).account.reportedAt;
const reports = async (id: string): Promise<Record<string, unknown>[]> =>
  (
    await admin.data<{ auditEvents: { items: Record<string, unknown>[] } }>(
      `query ($id: ID!) { auditEvents(filter: { accountId: $id, action: "account.reported_compromised" }) {
        items { actorLogin accountLogin } } }`,
      { id },
    )
  ).auditEvents.items;

/** Somebody who is signed in where they were told of it by mail. */
async function told(login: string): Promise<{ id: string; client: Client; token: string }> {
  const id = await createAccount(admin, login);
  const client = server.client();
  await signedIn(client, login);
  return { id, client, token: await tokenSentTo(login) };
}

test('who says that it was not them ends all there is, and locks the account until its password is another', async () => {
  const login = 'maria@example.org';
  const { id, client, token } = await told(login);
  const elsewhere = server.client();
  const { deviceToken } = await signedIn(elsewhere, login);
  const { password: appPassword } = await createAppPassword(elsewhere, ['imap']);
  const { issuePasswordLink: earlier } = await admin.data<{ issuePasswordLink: { token: string } }>(ISSUE, {
    id,
  });
  const { manager } = server.app.database;
  expect(JSON.stringify(await manager.findBy(ReportLink, { accountId: id }))).not.toContain(token);

  // Programs that look through mails open links, and change nothing by it.
  await fetch(`${server.url}/not-me`);
  expect(await reportedAt(id)).toBeNull();
  expect(await report(token)).toBeUndefined();
  for (const session of [client, elsewhere]) expect(await session.data(ME)).toEqual({ me: null });
  expect(await isOpen(login)).toBe(false);
  expect(await server.client().code(SIGN_IN, { login, password: PASSWORD, deviceToken })).toBe(
    'INVALID_CREDENTIALS',
  );
  for (const secret of [appPassword, PASSWORD]) {
    expect((await askBasic(server, login, secret, 'imap')).status).toBe(401);
  }
  expect(await server.client().code(USE, { token: earlier.token, newPassword: CHOSEN })).toBe(
    'CHALLENGE_EXPIRED',
  );
  expect(Date.parse((await reportedAt(id))!)).toBe(server.clock.now());
  // Of somebody who has the mail: more is not known.
  expect(await reports(id)).toEqual([{ actorLogin: null, accountLogin: login }]);

  const { issuePasswordLink: link } = await admin.data<{ issuePasswordLink: { token: string } }>(ISSUE, {
    id,
  });
  expect(await isOpen(login)).toBe(false);
  await server.client().data(USE, { token: link.token, newPassword: CHOSEN });
  expect(await reportedAt(id)).toBeNull();
  expect(await isOpen(login, CHOSEN)).toBe(true);
});

test('the device that the mail told of is forgotten: it proves nothing, and is told of again', async () => {
  const login = 'device@example.org';
  const id = await createAccount(admin, login);
  const intruder = server.client();
  await signedIn(intruder, login);
  const token = await tokenSentTo(login);
  const owner = server.client();
  await signedIn(owner, login);
  const devices = async () =>
    (
      await admin.data<{ account: { devices: { id: string }[] } }>(
        'query ($id: ID!) { account(id: $id) { devices { id } } }',
        { id },
      )
    ).account.devices.length;
  expect(await devices()).toBe(2);
  expect(await report(token)).toBeUndefined();
  expect(await devices()).toBe(1);
});

test('owner and administrators are told, in their languages; administrators unlock it by one action', async () => {
  const login = 'told@example.org';
  const { id, token } = await told(login);
  const watching = 'watching@example.org';
  await createAccount(admin, watching, 'ADMIN');
  await createAccount(admin, 'no-administrator@example.org');
  expect(await report(token)).toBeUndefined();
  const owners = (await mailsTo(login)).map(({ subject }) => subject);
  expect(owners).toContain('Latchkey: Your account was locked');
  const mail = (await mailsTo(watching)).find(
    ({ subject }) => subject === 'Latchkey: An account was reported',
  );
  expect(mail?.text).toContain(`Account: ${login}`);
  expect(mail?.text).toContain(`${server.url}/accounts/${id}`);
  expect((await mailsTo('no-administrator@example.org')).map(({ subject }) => subject)).not.toContain(
    'Latchkey: An account was reported',
  );

  expect(await admin.data(UNLOCK, { id })).toEqual({ unlockAccount: { reportedAt: null } });
  expect(await isOpen(login)).toBe(true);
});

test('a link works once, and none of the mails before it does afterwards; forged and old ones never', async () => {
  const login = 'once@example.org';
  const { id, client, token } = await told(login);
  // The password may have been changed by the intruder: the links stay good.
  await client.data(CHANGE, { old: PASSWORD, new: CHOSEN });
  const second = await tokenSentTo(login);
  expect(second).not.toBe(token);
  expect(await report(`${token}x`)).toBe('CHALLENGE_EXPIRED');
  expect(await report('')).toBe('CHALLENGE_EXPIRED');
  expect(await reportedAt(id)).toBeNull();
  expect(await report(token)).toBeUndefined();
  expect(await report(token)).toBe('CHALLENGE_EXPIRED');
  expect(await reports(id)).toHaveLength(1);
  await admin.data(UNLOCK, { id });
  for (const replayed of [token, second]) expect(await report(replayed)).toBe('CHALLENGE_EXPIRED');
  expect(await isOpen(login, CHOSEN)).toBe(true);

  const late = await told('late@example.org');
  server.clock.advance(7 * DAY);
  expect(await report(late.token)).toBe('CHALLENGE_EXPIRED');
  admin = await administrator(server);
  expect(await reportedAt(late.id)).toBeNull();
  await server.app.services.cleanUp.run();
  expect(await server.app.database.manager.countBy(ReportLink, { accountId: late.id })).toBe(0);
});

test('a mail that is written after the report has no link, and is sent all the same', async () => {
  const login = 'queued@example.org';
  const { client, token } = await told(login);
  await client.data(CHANGE, { old: PASSWORD, new: CHOSEN });
  expect(await report(token)).toBeUndefined();
  const changed = (await mailsTo(login)).find(
    ({ subject }) => subject === 'Latchkey: Your password was changed',
  );
  expect(linkIn(changed?.text)).toBeUndefined();
  expect(changed?.text).toContain('If not, change your password');
});

test('two who press it at once are one report, and a sign-in that was under way comes to nothing', async () => {
  const login = 'race@example.org';
  const { id, token } = await told(login);
  const { throttle, passwords, hasher } = server.app.services;
  const found = holdAnswer(throttle, 'attempt');
  const slower = report(token);
  await found.reached;
  // The password was right, and a session is about to be given for it.
  const verified = holdAnswer(passwords, 'authenticate');
  const intruder = server.client();
  const signingIn = intruder.code(SIGN_IN, { login, password: PASSWORD });
  await verified.reached;
  expect(await report(token)).toBeUndefined();
  found.release();
  verified.release();
  expect(await slower).toBe('CHALLENGE_EXPIRED');
  expect(await signingIn).toBe('INVALID_CREDENTIALS');
  expect(await intruder.data(ME)).toEqual({ me: null });
  expect(await reports(id)).toHaveLength(1);

  // Nor does a session change the password that it had begun to.
  await admin.data(UNLOCK, { id });
  // The next mail of this kind is sent in an hour at the earliest.
  server.clock.advance(60 * MINUTE);
  const session = server.client();
  await signedIn(session, login);
  const hashed = stopCall(hasher, 'hash');
  const changing = session.code(CHANGE, { old: PASSWORD, new: CHOSEN });
  await hashed.reached;
  expect(await report(await tokenSentTo(login))).toBeUndefined();
  hashed.release();
  expect(await changing).toBe('UNAUTHENTICATED');
  expect(await reportedAt(id)).not.toBeNull();
});

test('the last administrator whose mail was stolen is let in again from the command line', async () => {
  const login = 'root@example.org';
  const { me } = await admin.data<{ me: { id: string } }>(ME);
  await admin.data(
    'mutation ($id: ID!) { updateAccount(id: $id, input: { login: "root@example.org" }) { id } }',
    {
      id: me.id,
    },
  );
  await signedIn(server.client(), login, ADMIN.password);
  expect(await report(await tokenSentTo(login))).toBeUndefined();
  expect(await isOpen(login, ADMIN.password)).toBe(false);
  expect(await runCli(server, ['account:unlock', login])).toMatchObject({ status: 0 });
  expect(await isOpen(login, ADMIN.password)).toBe(true);
});
