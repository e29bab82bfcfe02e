import { afterAll, beforeAll, expect, test } from 'vitest';
import { administrator, createAccount, signedIn } from '../../support/flows.js';
import { MailRelay } from '../../support/mail-relay.js';
import { startNotifyingServer, type TestServer } from '../../support/server.js';

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

test('mails and the well-known addresses lead to the same page', async () => {
  await createAccount(await administrator(server), 'maria@example.org');
  await signedIn(server.client(), 'maria@example.org');
  await server.app.services.outbox.sendDue();
  const { manage } = (await (await fetch(`${server.url}/.well-known/passkey-endpoints`)).json()) as {
    manage: string;
  };
  const { headers } = await fetch(`${server.url}/.well-known/change-password`, { redirect: 'manual' });
  expect(manage).toBe(`${server.url}/security`);
  expect(headers.get('location')).toBe(`${manage}/password`);
  expect(relay.received.at(-1)!.mail.text!.split('\n')).toContain(manage);
});
