import { afterAll, beforeAll, expect, test } from 'vitest';
import { administrator } from '../../support/flows.js';
import { MailRelay } from '../../support/mail-relay.js';
import { startNotifyingServer } from '../../support/server.js';

const relay = new MailRelay();
beforeAll(() => relay.start());
afterAll(() => relay.stop());

test.each([
  ['on', 0],
  ['off', 1],
])('a relay without STARTTLS is sent nothing unless SMTP_STARTTLS says so: %s', async (startTls, sent) => {
  relay.received.length = 0;
  const server = await startNotifyingServer(relay.url, { SMTP_STARTTLS: startTls });
  const admin = await administrator(server);
  await admin.data('mutation ($input: ContactInput!) { updateMyContact(input: $input) }', {
    input: { email: 'admin@example.org' },
  });
  expect(await server.app.services.outbox.sendDue()).toEqual({ sent, failed: 1 - sent });
  expect(relay.received).toHaveLength(sent);
  if (sent === 0) {
    const line = server.logLines.find((text) => text.includes('a notification was not sent'));
    expect(line).toContain('SMTP_STARTTLS');
  }
  await server.stop();
});
