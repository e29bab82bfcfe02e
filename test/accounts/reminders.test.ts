import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY } from '../../server/platform/clock.js';
import { holdAnswer } from '../support/barrier.js';
import type { Client } from '../support/client.js';
import {
  administrator,
  createAccount,
  protectedAccount,
  setUpApp,
  signedIn,
  updateSettings,
} from '../support/flows.js';
import { MailRelay } from '../support/mail-relay.js';
import { startNotifyingServer, type TestServer } from '../support/server.js';

const APPLY = `mutation ($ids: [ID!]!, $action: AccountAction!) {
  applyToAccounts(ids: $ids, action: $action) { id done code }
}`;
const SUBJECT = 'Set up your second factor';

const relay = new MailRelay();
let server: TestServer;
let admin: Client;
beforeAll(async () => {
  await relay.start();
  server = await startNotifyingServer(relay.url);
  admin = await administrator(server);
});
afterAll(async () => {
  await server.stop();
  await relay.stop();
});

/** Whom the nightly job has reminded, and what it says of itself. */
async function night(): Promise<{ sent: number; to: string[] }> {
  relay.received.length = 0;
  const { enrolmentReminders, outbox } = server.app.services;
  // Two servers at the same time.
  const both = await Promise.all([enrolmentReminders.remindDue(), enrolmentReminders.remindDue()]);
  await outbox.sendDue();
  const reminders = relay.received.filter(({ mail }) => mail.subject?.includes(SUBJECT));
  return { sent: both[0] + both[1], to: reminders.flatMap(({ to }) => to).toSorted() };
}

test('who must set up a second factor is reminded at the start, a week and a day before the end, and once each', async () => {
  const [late, quick] = ['late@example.org', 'quick@example.org'];
  const ids = [await createAccount(admin, late), await createAccount(admin, quick)];
  const off = await createAccount(admin, 'off@example.org');
  await createAccount(admin, 'unasked@example.org');
  await createAccount(admin, 'no address');
  const { id: done } = await protectedAccount(server, admin, 'done@example.org');
  await updateSettings(admin, { enrolmentGraceDays: 20 });
  await admin.data(APPLY, { ids: [...ids, off, done], action: 'REQUIRE_TWO_FACTOR' });
  await admin.data(APPLY, { ids: [off], action: 'DISABLE' });
  // Unless the setting is on.
  expect(await night()).toEqual({ sent: 0, to: [] });
  await updateSettings(admin, { remindToEnrol: true });

  const deadline = server.clock.now() + 20 * DAY;
  expect(await night()).toEqual({ sent: 2, to: [late, quick] });
  const text = relay.received[0]!.mail.text!;
  const time = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  // The server's clock may have moved on a little since.
  expect(text).toContain(`To be set up by: ${time.format(deadline).split(' at ')[0]!}`);
  expect(await night()).toEqual({ sent: 0, to: [] });
  server.clock.advance(12 * DAY);
  expect(await night()).toEqual({ sent: 0, to: [] });
  const client = server.client();
  await signedIn(client, quick);
  await setUpApp(server, client);
  server.clock.advance(DAY);
  expect(await night()).toEqual({ sent: 1, to: [late] });
  expect(await night()).toEqual({ sent: 0, to: [] });
  server.clock.advance(6 * DAY);
  expect(await night()).toEqual({ sent: 1, to: [late] });
  // Nobody is written to once they can do nothing else anyway.
  server.clock.advance(DAY);
  expect(await night()).toEqual({ sent: 0, to: [] });
  // For another deadline it begins anew.
  admin = await administrator(server);
  await updateSettings(admin, { enrolmentGraceDays: 60 });
  expect(await night()).toEqual({ sent: 1, to: [late] });
});

test('who sets one up, or is disabled, while the job runs is not reminded any more', async () => {
  admin = await administrator(server);
  await updateSettings(admin, { enrolmentGraceDays: 20 });
  const quick = 'quicker@example.org';
  const [id, gone] = [await createAccount(admin, quick), await createAccount(admin, 'leaver@example.org')];
  await admin.data(APPLY, { ids: [id, gone], action: 'REQUIRE_TWO_FACTOR' });
  const client = server.client();
  await signedIn(client, quick);
  // Once the job has read whom it might remind.
  const reading = holdAnswer(server.app.database.manager, 'find');
  const job = server.app.services.enrolmentReminders.remindDue();
  await reading.reached;
  await setUpApp(server, client);
  await admin.data(APPLY, { ids: [gone], action: 'DISABLE' });
  reading.release();
  expect(await job).toBe(0);
});

test('an administrator reminds some at once, and is told whom not', async () => {
  admin = await administrator(server);
  const ids = [
    await createAccount(admin, 'now@example.org'),
    await createAccount(admin, 'unreachable'),
    await createAccount(admin, 'free@example.org'),
    (await protectedAccount(server, admin, 'enrolled@example.org')).id,
    await createAccount(admin, 'disabled@example.org'),
  ];
  await admin.data(APPLY, {
    ids: ids.filter((_, at) => at !== 2),
    action: 'REQUIRE_TWO_FACTOR',
  });
  await admin.data(APPLY, { ids: ids.slice(4), action: 'DISABLE' });
  const { applyToAccounts: outcomes } = await admin.data<{ applyToAccounts: { code: string | null }[] }>(
    APPLY,
    { ids, action: 'REMIND_TO_ENROL' },
  );
  expect(outcomes.map(({ code }) => code)).toEqual([null, 'CONFLICT', 'CONFLICT', 'CONFLICT', 'CONFLICT']);
  relay.received.length = 0;
  await server.app.services.outbox.sendDue();
  expect(relay.received.filter(({ mail }) => mail.subject?.includes(SUBJECT)).map(({ to }) => to)).toEqual([
    ['now@example.org'],
  ]);
});
