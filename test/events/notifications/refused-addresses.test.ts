import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { mailboxKey } from '../../../server/platform/email-address.js';
import type { Client } from '../../support/client.js';
import { administrator, createAccount, signedIn } from '../../support/flows.js';
import { linkSentTo } from '../../support/mail-links.js';
import { MailRelay } from '../../support/mail-relay.js';
import { startNotifyingServer, type TestServer } from '../../support/server.js';

const UPDATE_MY_CONTACT = 'mutation ($input: ContactInput!) { updateMyContact(input: $input) }';
const MINE = '{ me { refusedAddress { address reason } notificationAddress } }';
const UNNOTIFIED = '{ accounts(filter: { notifiable: false }) { total items { login } } }';
const NOTIFIED = '{ accounts(filter: { notifiable: true }) { total items { login } } }';

const relay = new MailRelay();
let server: TestServer;
let admin: Client;
beforeAll(async () => {
  await relay.start();
  server = await startNotifyingServer(relay.url, {
    MAIL_FROM: '"Müller, Sons & Co." <security@example.org>',
    ISSUER: 'Müller, "Sons" & Co.',
  });
});
beforeEach(async () => {
  relay.refuseRecipients = undefined;
  admin = await administrator(server);
  await send();
  relay.received.length = 0;
});
afterAll(async () => {
  await server.stop();
  await relay.stop();
});

const send = () => server.app.services.outbox.sendDue();
async function accountOf(login: string) {
  const id = await createAccount(admin, login);
  const client = server.client();
  await signedIn(client, login);
  return { id, client };
}
const refusedOf = async (client: Client) =>
  (await client.data<{ me: { refusedAddress: object | null } }>(MINE)).me.refusedAddress;
const logins = async (query: string) =>
  (await admin.data<{ accounts: { items: { login: string }[] } }>(query)).accounts.items.map(
    ({ login }) => login,
  );

test('the sender has the name that MAIL_FROM gives it, whatever is in it', async () => {
  await accountOf('maria@example.org');
  await send();
  const [received] = relay.received;
  expect(received!.from).toBe('security@example.org');
  expect(received!.mail.from).toEqual({ name: 'Müller, Sons & Co.', address: 'security@example.org' });
  expect(received!.mail.subject).toMatch(/^Müller, "Sons" & Co\.: /);
});

// A quoted space is left out: the smtp-server of the tests ends an address there.
test.each([
  '"john,doe"@example.org',
  "o'brien+tag@example.org",
  'maria@münchen.example',
  'jürgen@example.org',
  'root@localhost',
  'a@[192.0.2.1]',
])('%s is confirmed by a mail that a real server is given for it', async (address) => {
  const { client } = await accountOf(`owner of ${mask(address)}`);
  await client.data(UPDATE_MY_CONTACT, { input: { email: address } });
  await send();
  const recipients = relay.received.flatMap(({ to }) => to);
  expect(recipients.map(mailboxKey)).toEqual([mailboxKey(address)]);
  const [, token] = linkSentTo(relay, recipients[0]!).split('#');
  await client.data('mutation ($token: String!) { confirmContactAddress(token: $token) }', { token });
  expect(await client.data(MINE)).toMatchObject({ me: { notificationAddress: address } });
});

/** A login that is no address. */
const mask = (address: string): string => Buffer.from(address).toString('hex');

test('an address that the relay refuses for good is shown to its owner and to administrators, until it takes a mail', async () => {
  relay.refuseRecipients = 550;
  const { id, client } = await accountOf('refused@example.org');
  await send();
  expect(await refusedOf(client)).toEqual({ address: 'refused@example.org', reason: 'SMTP 550' });
  expect(await logins(UNNOTIFIED)).toContain('refused@example.org');
  expect(await logins(NOTIFIED)).not.toContain('refused@example.org');
  const trail = await admin.data(
    'query ($id: ID!) { auditEvents(filter: { accountId: $id, action: "account.contact_refused" }) { items { details } } }',
    { id },
  );
  expect(trail).toEqual({
    auditEvents: { items: [{ details: { email: 'refused@example.org', reason: 'SMTP 550' } }] },
  });
  relay.refuseRecipients = undefined;
  await client.data(
    'mutation { changePassword(currentPassword: "nine purple elephants dance", newPassword: "another long password") }',
  );
  await send();
  expect(await refusedOf(client)).toBeNull();
  expect(await logins(UNNOTIFIED)).not.toContain('refused@example.org');
});

test('what may pass is not shown as refused', async () => {
  relay.refuseRecipients = 450;
  const { client } = await accountOf('greylisted@example.org');
  await send();
  expect(await refusedOf(client)).toBeNull();
});

test('an address that is refused before it is confirmed is shown as well', async () => {
  const { client } = await accountOf('elsewhere@example.org');
  await send();
  relay.refuseRecipients = 550;
  await client.data(UPDATE_MY_CONTACT, { input: { email: 'mistyped@example.net' } });
  await send();
  expect(await refusedOf(client)).toMatchObject({ address: 'mistyped@example.net' });
});

test('accounts without an address, or with one that nobody has confirmed, are counted and listed as told of nothing', async () => {
  const unnotified = async () => {
    const { warnings } = await server.app.services.overview.current();
    return warnings.find(({ code }) => code === 'NOT_NOTIFIABLE')?.accounts ?? 0;
  };
  const before = await unnotified();
  await createAccount(admin, 'nowhere');
  const { client } = await accountOf('waiting');
  await client.data(UPDATE_MY_CONTACT, { input: { email: 'waiting@example.net' } });
  await createAccount(admin, 'reached@example.org');
  expect(await unnotified()).toBe(before + 2);
  expect(await logins(UNNOTIFIED)).toEqual(expect.arrayContaining(['nowhere', 'waiting']));
  expect(await logins(UNNOTIFIED)).not.toContain('reached@example.org');
});

test('a relay without SMTPUTF8 is named when it refuses an address that needs it', async () => {
  await relay.stop();
  relay.offersUtf8 = false;
  await relay.start();
  const { client } = await accountOf('jörg@example.org');
  await send();
  expect(await refusedOf(client)).toEqual({
    address: 'jörg@example.org',
    reason: 'SMTP 553: the address needs a relay with SMTPUTF8',
  });
});
