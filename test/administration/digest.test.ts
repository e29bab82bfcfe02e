import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Account } from '../../server/accounts/account.entity.js';
import { DigestNote } from '../../server/administration/digest/digest-note.entity.js';
import { periodOf } from '../../server/administration/digest/period.js';
import { OutboxMessage } from '../../server/events/notifications/outbox-message.entity.js';
import { DAY } from '../../server/platform/clock.js';
import { holdAnswer } from '../support/barrier.js';
import type { Client } from '../support/client.js';
import { administrator, createAccount, protectedAccount, SIGN_IN, updateSettings } from '../support/flows.js';
import { MailRelay } from '../support/mail-relay.js';
import { startNotifyingServer, type TestServer } from '../support/server.js';

const UPDATE =
  'mutation ($id: ID!, $input: UpdateAccountInput!) { updateAccount(id: $id, input: $input) { id } }';
const FOUND =
  'query ($filter: AccountFilter!) { accounts(filter: $filter, page: { page: 1, perPage: 100 }) { items { login } } }';
// A Tuesday.
const BEGINNING = Date.UTC(2027, 5, 1, 6);

let relay: MailRelay;
let server: TestServer;
let admin: Client;
beforeAll(async () => {
  relay = new MailRelay();
  await relay.start();
});
afterAll(() => relay.stop());
beforeEach(async () => {
  server = await startNotifyingServer(relay.url, { THROTTLE_ACCOUNT_ATTEMPTS: '2' });
  server.clock.advance(BEGINNING - server.clock.now());
  admin = await administrator(server);
  relay.received.length = 0;
  return () => server.stop();
});

const digest = () => server.app.services.administratorsDigest;

/** What two servers queue at the same time, and to whom it comes. */
async function morning(): Promise<{ queued: number; to: string[] }> {
  relay.received.length = 0;
  const both = await Promise.all([digest().sendDue(), digest().sendDue()]);
  await server.app.services.outbox.sendDue();
  return {
    queued: both[0] + both[1],
    to: reports()
      .flatMap(({ to }) => to)
      .toSorted(),
  };
}
const reports = () =>
  relay.received.filter(({ mail }) => /report|Bericht|Отчёт|rapport/i.test(mail.subject ?? ''));

const makeAdministrator = async (login: string): Promise<string> => {
  const id = await createAccount(admin, login);
  await admin.data(UPDATE, { id, input: { role: 'ADMIN' } });
  return id;
};

/** An account that has to have a second factor since now. */
async function lacking(login: string): Promise<string> {
  const id = await createAccount(admin, login);
  await admin.data(UPDATE, { id, input: { requireTwoFactor: true } });
  return id;
}

const found = async (filter: object): Promise<string[]> => {
  const { accounts } = await admin.data<{ accounts: { items: { login: string }[] } }>(FOUND, { filter });
  return accounts.items.map(({ login }) => login);
};

test('each administrator with an address is told once a week, in one language each, and nobody else', async () => {
  await makeAdministrator('one@example.org');
  const german = await makeAdministrator('zwei@example.org');
  await admin.data('mutation ($id: ID!) { updateContact(accountId: $id, input: { locale: DE }) }', {
    id: german,
  });
  await makeAdministrator('no address');
  const gone = await makeAdministrator('gone@example.org');
  await admin.data(UPDATE, { id: gone, input: { disabled: true } });
  await lacking('late@example.org');
  // Unless it is switched on.
  expect(await morning()).toEqual({ queued: 0, to: [] });
  await updateSettings(admin, { digestToAdministrators: 'WEEKLY' });
  expect(await morning()).toEqual({ queued: 2, to: ['one@example.org', 'zwei@example.org'] });
  expect(reports().map(({ mail }) => mail.subject)).toEqual(
    expect.arrayContaining(['Latchkey: This week’s report', 'Latchkey: Der Bericht dieser Woche']),
  );
  expect(await morning()).toEqual({ queued: 0, to: [] });
  server.clock.advance(5 * DAY);
  expect(await morning()).toEqual({ queued: 0, to: [] });
  server.clock.advance(DAY);
  expect((await morning()).queued).toBe(2);
  admin = await administrator(server);
  // A month that has been told of by weeks is not told of again.
  await updateSettings(admin, { digestToAdministrators: 'MONTHLY' });
  expect((await morning()).queued).toBe(0);
  server.clock.advance(24 * DAY);
  expect(new Date(server.clock.now()).toISOString()).toMatch(/^2027-07-01/);
  expect((await morning()).queued).toBe(2);
});

test('it says how many are protected, and who is to be looked at; its links lead to just these', async () => {
  await makeAdministrator('reader@example.org');
  await protectedAccount(server, admin, 'safe@example.org');
  await updateSettings(admin, { enrolmentGraceDays: 12, digestToAdministrators: 'WEEKLY' });
  const names = Array.from({ length: 22 }, (_, at) => `late-${String(at).padStart(2, '0')}@example.org`);
  for (const name of names) await lacking(name);
  server.clock.advance(4 * DAY);
  admin = await administrator(server);
  await lacking('soon@example.org');
  server.clock.advance(4 * DAY);
  admin = await administrator(server);
  await lacking('not-yet@example.org');
  server.clock.advance(4 * DAY);
  admin = await administrator(server);
  const away = await lacking('away@example.org');
  await admin.data(UPDATE, { id: away, input: { disabled: true } });
  const reported = await createAccount(admin, 'reported@example.org');
  await server.app.database.manager.update(Account, { id: reported }, { reportedAt: server.clock.now() });
  await admin.data('mutation { createAccount(input: { login: "invited@example.org" }) { id } }');
  await createAccount(admin, 'locked@example.org');
  // Each as soon as it may, until it is a lockout: twelve hours in all.
  for (let n = 0; n < 12; n++) {
    server.clock.advance(DAY / 24);
    await server.client().request(SIGN_IN, { login: 'locked@example.org', password: 'wrong' });
  }
  expect(await found({ locked: true })).toEqual(['locked@example.org']);
  expect(await morning()).toMatchObject({ queued: 1 });
  const { text, html } = reports()[0]!.mail;
  expect(text).toContain('Accounts: 30, of which protected by a second factor: 1 (3%).');
  const part = (title: string): string =>
    text!.split('\n\n').find((one) => one.startsWith(title)) ?? `no ${title}`;
  expect(part('Overdue (22)')).toContain(`${names.slice(0, 20).join(', ')} … and 2 more`);
  expect(part('Overdue within 7 days (1)')).toContain('\nsoon@example.org\n');
  expect(part('Locked (1)')).toContain('\nlocked@example.org\n');
  expect(part('Reported by their owners (1)')).toContain('\nreported@example.org\n');
  expect(text).not.toMatch(/away@|not-yet@|safe@|Invited in vain/);
  const listed = async (title: string): Promise<string[]> => {
    const [, filter = ''] = /\?filter=(\S+)/.exec(part(title)) ?? [];
    return found(JSON.parse(decodeURIComponent(filter)) as object);
  };
  expect(await listed('Overdue (22)')).toEqual(names);
  expect(await listed('Overdue within')).toEqual(['not-yet@example.org', 'soon@example.org']);
  expect(await listed('Locked')).toEqual(['locked@example.org']);
  expect(await listed('Reported')).toEqual(['reported@example.org']);
  expect(html).toContain('Overdue (22)');

  expect(await found({ invitation: 'OPEN' })).toEqual(['invited@example.org']);
  server.clock.advance(7 * DAY);
  admin = await administrator(server);
  expect(await found({ invitation: 'LAPSED' })).toEqual(['invited@example.org']);
  await server.app.services.cleanUp.run();
  expect(await morning()).toMatchObject({ queued: 1 });
  const next = reports()[0]!.mail.text!;
  expect(next).toContain('Invited in vain (1)');
  expect(next).toContain('\ninvited@example.org\n');
});

test('nothing is sent where there is nothing to look at, and that week is over with', async () => {
  await makeAdministrator('calm@example.org');
  await updateSettings(admin, { digestToAdministrators: 'WEEKLY' });
  expect(await morning()).toEqual({ queued: 0, to: [] });
  await lacking('later@example.org');
  expect(await morning()).toEqual({ queued: 0, to: [] });
  server.clock.advance(7 * DAY);
  expect((await morning()).queued).toBe(1);
});

test('switched off while it is counted, nothing is sent; and what fails half way is sent by the next try', async () => {
  await makeAdministrator('patient@example.org');
  await lacking('late@example.org');
  await updateSettings(admin, { digestToAdministrators: 'WEEKLY' });
  const { manager } = server.app.database;
  const looking = holdAnswer(manager, 'findOneByOrFail');
  const sending = digest().sendDue();
  await looking.reached;
  await updateSettings(admin, { digestToAdministrators: 'OFF' });
  looking.release();
  expect(await sending).toBe(0);
  expect(await manager.findOneBy(DigestNote, {})).toMatchObject({ period: '' });
  await updateSettings(admin, { digestToAdministrators: 'WEEKLY' });

  const { outbox } = server.app.services;
  const before = await manager.countBy(OutboxMessage, {});
  const original = outbox.queue.bind(outbox);
  outbox.queue = async (...given) => {
    await original(...given);
    throw new Error('the server dies here');
  };
  await expect(digest().sendDue()).rejects.toThrow('dies here');
  outbox.queue = original;
  expect(await manager.countBy(OutboxMessage, {})).toBe(before);
  expect((await morning()).queued).toBe(1);
});

test.each([
  ['WEEKLY', '2026-11-30T00:00:00Z', 'UTC', '2026-11-30'],
  ['WEEKLY', '2026-11-29T23:59:59Z', 'UTC', '2026-11-23'],
  ['WEEKLY', '2026-11-29T21:00:00Z', 'Asia/Tokyo', '2026-11-30'],
  ['WEEKLY', '2026-11-30T04:00:00Z', 'America/New_York', '2026-11-23'],
  ['WEEKLY', '2027-01-01T12:00:00Z', 'UTC', '2026-12-28'],
  ['MONTHLY', '2026-12-31T23:30:00Z', 'Europe/Paris', '2027-01-01'],
  ['MONTHLY', '2026-12-31T23:30:00Z', 'UTC', '2026-12-01'],
] as const)('a period (%s) at %s in %s began on %s', (every, at, timeZone, expected) => {
  expect(periodOf(every, Date.parse(at), timeZone)).toBe(expected);
});
