import { afterAll, beforeAll, expect, test } from 'vitest';
import { FLAG } from '../../support/attestation.js';
import { SoftAuthenticator } from '../../support/authenticator.js';
import type { Client } from '../../support/client.js';
import { MailRelay } from '../../support/mail-relay.js';
import {
  accountFor,
  administratorOf,
  BEGIN_PASSKEY,
  call,
  clientOf,
  keyChallenge,
  registerKey,
  SIGN_IN_WITH_PASSKEY,
  VERIFY_KEY,
} from '../../support/security-keys.js';
import { startNotifyingServer, type TestServer } from '../../support/server.js';

const TRAIL = `query ($id: ID!) {
  auditEvents(filter: { accountId: $id, action: "security_key.eligibility_changed" }) { items { actorLogin details } }
}`;

const relay = new MailRelay();
let server: TestServer;
let admin: Client;
beforeAll(async () => {
  await relay.start();
  server = await startNotifyingServer(relay.url, { PUBLIC_URL: 'https://login.example.org' });
  admin = await administratorOf(server);
});
afterAll(async () => {
  await server.stop();
  await relay.stop();
});

const send = () => server.app.services.outbox.sendDue();
async function trailOf(login: string): Promise<unknown[]> {
  const { id } = (await server.app.services.accounts.findByLogin(login))!;
  return (await admin.data<{ auditEvents: { items: unknown[] } }>(TRAIL, { id })).auditEvents.items;
}

test.each([
  ['as a second factor', false],
  ['as a passkey', true],
])(
  'a key that refuses for a changed BE flag tells its owner, and the log, why: %s',
  async (name, isPasskey) => {
    const login = `${name.replaceAll(' ', '-')}@example.org`;
    const authenticator = new SoftAuthenticator(server.url);
    await registerKey(await accountFor(server, admin, login), authenticator, 'Blue key');
    await send();
    relay.received.length = 0;

    const client = clientOf(server);
    const changed = { flags: FLAG.UP | FLAG.UV | FLAG.BE };
    if (isPasskey) {
      const response = authenticator.get(await call(client, BEGIN_PASSKEY), changed);
      expect(await client.code(SIGN_IN_WITH_PASSKEY, { response })).toBe('INVALID_CODE');
    } else {
      const { challenge, options } = await keyChallenge(client, login);
      const response = authenticator.get(options, changed);
      expect(await client.code(VERIFY_KEY, { challenge, response })).toBe('INVALID_CODE');
    }
    expect(await trailOf(login)).toEqual([
      {
        actorLogin: null,
        details: expect.objectContaining({
          name: 'Blue key',
          backupEligible: { stored: false, seen: true },
        }) as unknown,
      },
    ]);
    await send();
    const [mail, ...more] = relay.received.filter(({ to }) => to.includes(login));
    expect(more).toEqual([]);
    expect(mail!.mail.subject).toBe('Latchkey: A passkey no longer looks like itself');
    expect(mail!.mail.text).toContain('Blue key');
  },
);

test('nothing is told of an answer that the key did not sign', async () => {
  const authenticator = new SoftAuthenticator(server.url);
  await registerKey(await accountFor(server, admin, 'forged@example.org'), authenticator);
  const other = new SoftAuthenticator(server.url);
  const client = clientOf(server);
  const { challenge, options } = await keyChallenge(client, 'forged@example.org');
  const response = other.get(options, {
    flags: FLAG.UP | FLAG.UV | FLAG.BE,
    credentialId: authenticator.credentialId,
    userHandle: Buffer.alloc(0),
  });
  expect(await client.code(VERIFY_KEY, { challenge, response })).toBe('INVALID_CODE');
  expect(await trailOf('forged@example.org')).toEqual([]);
});
