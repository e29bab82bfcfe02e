import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { readConfig } from '../../../server/config/config.js';
import { MINUTE } from '../../../server/platform/clock.js';
import { administrator, createAccount, signedIn } from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { type ReceivedWebhook, WebhookReceiver } from '../../support/webhook-receiver.js';

const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;
const SECRET = newSecret();
const NEXT_SECRET = newSecret();

const receiver = new WebhookReceiver();
const another = new WebhookReceiver();
let server: TestServer;
beforeAll(async () => {
  await Promise.all([receiver.start(), another.start()]);
  server = await startTestServer({
    WEBHOOK_URLS: `${receiver.url},${another.url}`,
    WEBHOOK_SECRET: `${NEXT_SECRET},${SECRET}`,
    WEBHOOK_EVENTS: 'account.*,sign_in.succeeded',
  });
  await server.app.services.outbox.stop();
  await server.app.services.jobs.stop(MINUTE);
});
afterAll(async () => {
  await server.stop();
  await Promise.all([receiver.stop(), another.stop()]);
});
beforeEach(async () => {
  await send();
  for (const { received } of [receiver, another]) received.length = 0;
});
afterEach(() => {
  vi.useRealTimers();
  receiver.status = 204;
  receiver.onReceived = () => undefined;
});

const send = () => server.app.services.outbox.sendDue();

/** As a receiver does it, whose clock agrees with ours. */
function verified({ headers, body }: ReceivedWebhook, secret = SECRET): unknown {
  vi.useFakeTimers({ now: server.clock.now(), toFake: ['Date'] });
  return new Webhook(secret).verify(body, headers as Record<string, string>);
}

test('an event is posted to every URL, signed with every secret', async () => {
  const admin = await administrator(server);
  const id = await createAccount(admin, 'hooked');
  await send();
  for (const { received } of [receiver, another]) {
    const created = received.find(({ body }) => body.includes('account.created'))!;
    expect(verified(created)).toEqual(verified(created, NEXT_SECRET));
    expect(verified(created)).toMatchObject({
      type: 'account.created',
      timestamp: new Date(server.clock.now()).toISOString(),
      data: { accountId: id, accountLogin: 'hooked', actorLogin: 'admin', details: { role: 'USER' } },
    });
    expect(() => verified(created, newSecret())).toThrow('No matching signature');
    expect(() => verified({ ...created, body: created.body.replace('hooked', 'forged') })).toThrow();
  }
});

test('only the events that were asked for are posted', async () => {
  const admin = await administrator(server);
  await createAccount(admin, 'quiet');
  const client = server.client();
  await signedIn(client, 'quiet');
  await client.data('mutation { signOut }');
  await send();
  const types = receiver.received.map(({ body }) => (JSON.parse(body) as { type: string }).type);
  expect(types.toSorted()).toEqual(['account.created', 'sign_in.succeeded', 'sign_in.succeeded']);
});

test.each([500, 429, 302])('after HTTP %i it is posted again, under the same id', async (status) => {
  const admin = await administrator(server);
  await send();
  receiver.received.length = 0;
  receiver.status = status;
  await createAccount(admin, `again${status}`);
  expect(await send()).toEqual({ sent: 1, failed: 1 });
  receiver.status = 204;
  server.clock.advance(MINUTE);
  expect(await send()).toEqual({ sent: 1, failed: 0 });
  const [first, second, ...more] = receiver.received;
  expect(more).toEqual([]);
  expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
  expect(second!.body).toBe(first!.body);
  expect(verified(second!)).toMatchObject({ type: 'account.created' });
});

test('a receiver that is gone for good (410) is not asked again', async () => {
  const admin = await administrator(server);
  await send();
  receiver.status = 410;
  await createAccount(admin, 'gone');
  await send();
  receiver.received.length = 0;
  server.clock.advance(60 * MINUTE);
  await send();
  expect(receiver.received).toEqual([]);
});

test('a server that dies while sending posts it at most again, under the same id', async () => {
  const admin = await administrator(server);
  await send();
  receiver.received.length = 0;
  await createAccount(admin, 'killed');
  // The attempt never gets to say that it is done.
  const { manager } = server.app.database.dataSource;
  const remove = vi.spyOn(manager, 'delete').mockRejectedValue(new Error('killed'));
  await expect(send()).rejects.toThrow('killed');
  remove.mockRestore();
  const before = receiver.received.length;
  expect(await send()).toEqual({ sent: 0, failed: 0 });
  server.clock.advance(MINUTE);
  await send();
  expect(before).toBe(1);
  const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
  expect(ids).toEqual([ids[0], ids[0]]);
});

test('after the last attempt a message is given up', async () => {
  const admin = await administrator(server);
  await send();
  receiver.status = 503;
  await createAccount(admin, 'hopeless');
  const failed = async () => (await server.app.services.notifications.status()).failed;
  const before = await failed();
  let attempts = 0;
  for (let rounds = 0; rounds < 20; rounds++) {
    const outcome = await send();
    attempts += outcome.failed;
    server.clock.advance(24 * 60 * MINUTE);
  }
  expect(attempts).toBe(10);
  expect(await failed()).toBe(before + 1);
});

test('neither the URL nor a secret is kept or logged', async () => {
  receiver.status = 500;
  const admin = await administrator(server);
  await createAccount(admin, 'discreet');
  await send();
  const rows = await server.app.database.dataSource.query<object[]>('SELECT * FROM outbox_messages');
  expect(rows.length).toBeGreaterThan(0);
  const written = JSON.stringify([rows, server.logLines]);
  for (const kept of ['in-the-url', SECRET, NEXT_SECRET]) expect(written).not.toContain(kept);
});

test('what is configured wrongly is refused at the start', () => {
  const read = (env: Record<string, string>) => () =>
    readConfig({ DATABASE_URL: 'sqlite:/tmp/x', SECRET_KEY: 'x'.repeat(32), ...env });
  expect(read({ WEBHOOK_URLS: 'https://example.org/hook' })).toThrow('WEBHOOK_SECRET: must be given');
  expect(read({ WEBHOOK_URLS: 'file:///etc/passwd', WEBHOOK_SECRET: SECRET })).toThrow('WEBHOOK_URLS');
  expect(read({ WEBHOOK_SECRET: 'whsec_short' })).toThrow('WEBHOOK_SECRET');
  expect(read({ SMTP_URL: 'smtp://relay.example.org' })).toThrow('MAIL_FROM: must be given');
  expect(read({ SMTP_URL: 'http://relay.example.org', MAIL_FROM: 'a@example.org' })).toThrow('SMTP_URL');
  expect(read({ SMTP_URL: 'smtp://relay', MAIL_FROM: 'a@example.org\r\nBcc: b@example.org' })).toThrow(
    'MAIL_FROM',
  );
});
