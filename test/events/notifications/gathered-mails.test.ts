import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { MINUTE } from '../../../server/platform/clock.js';
import { composeMail } from '../../../server/events/notifications/mail.js';
import { MailPace } from '../../../server/events/notifications/mail-pace.entity.js';
import { administrator, createAccount, signedIn } from '../../support/flows.js';
import { MailRelay } from '../../support/mail-relay.js';
import { startNotifyingServer, type TestServer } from '../../support/server.js';
import { LOCALES } from '../../../server/platform/locale.js';

const HOUR = 60 * MINUTE;

const relay = new MailRelay();
let server: TestServer;
beforeAll(async () => {
  await relay.start();
  server = await startNotifyingServer(relay.url);
});
afterAll(async () => {
  await server.stop();
  await relay.stop();
});
beforeEach(async () => {
  await send();
  relay.received.length = 0;
});

const send = () => server.app.services.outbox.sendDue();
const texts = async (address: string) => {
  await send();
  return relay.received.filter(({ to }) => to.includes(address)).map(({ mail }) => mail.text!);
};

test('sign-ins in private windows send one mail at once and then one an hour, which says how many there were', async () => {
  await createAccount(await administrator(server), 'private@example.org');
  for (let n = 0; n < 5; n++) {
    await signedIn(server.client({ userAgent: `Firefox/${n}` }), 'private@example.org');
    await send();
    server.clock.advance(5 * MINUTE);
  }
  expect(await texts('private@example.org')).toHaveLength(1);
  expect((await texts('private@example.org'))[0]).not.toContain('Number of times');
  server.clock.advance(HOUR);
  const [, gathered, ...more] = await texts('private@example.org');
  expect(gathered).toContain('Number of times: 4');
  expect(more).toEqual([]);
});

test('however often something happens, a mail of its kind goes once an hour', async () => {
  await createAccount(await administrator(server), 'busy@example.org');
  const record = async () => {
    await server.app.database.transaction((tx) =>
      server.app.services.audit.record(tx, {
        action: 'password.changed',
        actor: { id: accountId, login: 'busy@example.org', ipAddress: null },
      }),
    );
  };
  const accountId = (await server.app.services.accounts.findByLogin('busy@example.org'))!.id;
  let before = -Infinity;
  for (let n = 0; n < 48; n++) {
    await record();
    server.clock.advance(10 * MINUTE);
    const { length } = relay.received;
    await send();
    if (relay.received.length > length) {
      // What waits until then is sent when the next is looked for, up to ten minutes later.
      expect(server.clock.now() - before).toBeGreaterThanOrEqual(50 * MINUTE);
      before = server.clock.now();
    }
  }
  expect(relay.received.length).toBeLessThanOrEqual(9);
  const told = relay.received.map(({ mail }) => Number(/Number of times: (\d+)/.exec(mail.text!)?.[1] ?? 1));
  server.clock.advance(2 * HOUR);
  await send();
  const last = relay.received
    .slice(told.length)
    .map(({ mail }) => Number(/times: (\d+)/.exec(mail.text!)?.[1] ?? 1));
  expect([...told, ...last].reduce((sum, times) => sum + times, 0)).toBe(48);
});

test('mails of another kind, or about another account, do not wait', async () => {
  const admin = await administrator(server);
  const id = await createAccount(admin, 'one@example.org');
  await createAccount(admin, 'two@example.org');
  await signedIn(server.client(), 'one@example.org');
  await signedIn(server.client(), 'two@example.org');
  await admin.data('mutation ($id: ID!) { resetTwoFactor(accountId: $id) { id } }', { id });
  expect(await texts('one@example.org')).toHaveLength(2);
  expect(await texts('two@example.org')).toHaveLength(1);
});

test('what is kept of the pace is forgotten with the night', async () => {
  await createAccount(await administrator(server), 'paced@example.org');
  await signedIn(server.client(), 'paced@example.org');
  const { manager } = server.app.database;
  expect(await manager.count(MailPace)).toBeGreaterThan(0);
  server.clock.advance(3 * HOUR);
  await server.app.services.cleanUp.run();
  expect(await manager.count(MailPace)).toBe(0);
});

test.each(LOCALES)('in %s a gathered mail says how many there were', (locale) => {
  const facts = { login: 'maria', at: 0, ipAddress: null, by: null };
  const brand = { name: 'Latchkey', accentColour: null, helpUrl: null, helpText: null };
  const service = { brand, accountPage: 'https://example.org/' };
  const text = (times?: number) =>
    composeMail({ occasion: 'newDevice', facts: { ...facts, ...(times && { times }) } }, locale, service)
      .text;
  expect(text()).not.toContain('17');
  expect(text(17)).toContain('17');
});
