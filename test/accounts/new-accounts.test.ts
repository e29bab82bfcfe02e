import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { administrator, signedIn } from '../support/flows.js';
import { linkSentTo } from '../support/mail-links.js';
import { MailRelay } from '../support/mail-relay.js';
import { startNotifyingServer, startTestServer, type TestServer } from '../support/server.js';

const CREATE = `mutation ($input: CreateAccountInput!) {
  createAccount(input: $input) { id generatedPassword passwordLink { url sentTo } email pendingEmail locale }
}`;
const CHANGE =
  'mutation ($from: String!, $to: String!) { changePassword(currentPassword: $from, newPassword: $to) }';
const CHOSEN = 'seven green giraffes sing';

interface Created {
  id: string;
  generatedPassword: string | null;
  passwordLink: { url: string | null; sentTo: string | null } | null;
  email: string | null;
  pendingEmail: string | null;
  locale: string | null;
}

const relay = new MailRelay();
let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
  admin = await administrator(server);
});
afterAll(() => server.stop());

const create = async (input: Record<string, unknown>, by = admin): Promise<Created> =>
  (await by.data<{ createAccount: Created }>(CREATE, { input })).createAccount;

test('a generated password is another each time, is told once, and opens nothing but its own change', async () => {
  const [one, other] = [
    await create({ login: 'one', generatePassword: true }),
    await create({ login: 'other', generatePassword: true }),
  ];
  const password = one.generatedPassword ?? '';
  expect(password).toMatch(/^([a-z2-9]{4}-){4}[a-z2-9]{4}$/);
  expect(other.generatedPassword).not.toBe(password);
  expect(one.passwordLink).toBeNull();
  const client = server.client();
  await signedIn(client, 'one', password);
  expect(await client.code('{ myDevices { id } }')).toBe('PASSWORD_CHANGE_REQUIRED');
  await client.data(CHANGE, { from: password, to: CHOSEN });
  expect(await client.code('{ myDevices { id } }')).toBeUndefined();
  const again = await admin.data<{ account: { generatedPassword: string | null } }>(
    'query ($id: ID!) { account(id: $id) { generatedPassword } }',
    { id: one.id },
  );
  expect(again.account.generatedPassword).toBeNull();
});

test('a generated password is not the person’s own, whatever is said, and no other may stand beside it', async () => {
  const { generatedPassword } = await create({
    login: 'said',
    generatePassword: true,
    passwordMustChange: false,
  });
  const client = server.client();
  await signedIn(client, 'said', generatedPassword ?? '');
  expect(await client.data('{ mustChangePassword }')).toEqual({ mustChangePassword: true });
  const both = { login: 'both', generatePassword: true, password: CHOSEN };
  expect(await admin.code(CREATE, { input: both })).toBe('BAD_USER_INPUT');
});

test('an address given at creation waits for its confirmation, and one that is none creates nothing', async () => {
  const input = { login: 'maria', password: CHOSEN, email: 'maria@example.org', locale: 'DE' };
  expect(await create(input)).toMatchObject({ email: null, pendingEmail: 'maria@example.org', locale: 'DE' });
  const { errors } = await admin.request(CREATE, { input: { login: 'nowhere', email: 'no address' } });
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'email' });
  expect((await create({ login: 'nowhere' })).id).toBeDefined();
});

test('who is invited gets the link at the address and in the language that were given, and confirms it by using it', async () => {
  await relay.start();
  const mailing = await startNotifyingServer(relay.url);
  const by = await administrator(mailing);
  const deliver = () => mailing.app.services.outbox.sendDue();
  const invited = await create({ login: 'petra', email: 'petra@example.org', locale: 'DE' }, by);
  expect(invited.passwordLink).toEqual({ url: null, sentTo: 'petra@example.org' });
  await deliver();
  const [token = ''] = linkSentTo(relay, 'petra@example.org').split('#').slice(-1);
  expect(relay.received.map(({ mail }) => mail.subject)).toEqual([expect.stringContaining('Passwort')]);
  const use =
    'mutation ($token: String!, $newPassword: String!) { setPasswordByLink(token: $token, newPassword: $newPassword) }';
  await mailing.client().data(use, { token, newPassword: CHOSEN });
  const client = mailing.client();
  await signedIn(client, 'petra', CHOSEN);
  expect(await client.data('{ me { email pendingEmail } }')).toEqual({
    me: { email: 'petra@example.org', pendingEmail: null },
  });

  // With a password nobody has to open a link there: it is asked first.
  const given = await create({ login: 'paul', password: CHOSEN, email: 'paul@example.org' }, by);
  expect(given).toMatchObject({ email: null, pendingEmail: 'paul@example.org' });
  await deliver();
  expect(linkSentTo(relay, 'paul@example.org')).toContain('/confirm-address#');
  await mailing.stop();
  await relay.stop();
});
