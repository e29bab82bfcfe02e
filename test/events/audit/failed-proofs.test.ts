import { afterAll, beforeAll, expect, test } from 'vitest';
import { SoftAuthenticator } from '../../support/authenticator.js';
import type { Client } from '../../support/client.js';
import { administrator, createAccount, signedIn } from '../../support/flows.js';
import { call, registerKey } from '../../support/security-keys.js';
import { startTestServer, type TestServer } from '../../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const EVENTS = `{ mySecurityEvents(page: { page: 1, perPage: 100 }) { items { action } } }`;

const count = async (client: Client, action: string): Promise<number> => {
  const { mySecurityEvents } = await client.data<{ mySecurityEvents: { items: { action: string }[] } }>(
    EVENTS,
  );
  return mySecurityEvents.items.filter((event) => event.action === action).length;
};

async function person(login: string): Promise<Client> {
  await createAccount(await administrator(server), login);
  const client = server.client();
  await signedIn(client, login);
  return client;
}

test('a wrong current password is an event', async () => {
  const client = await person('guesser');
  const change =
    'mutation { changePassword(currentPassword: "not it at all", newPassword: "a brand new password") }';
  expect(await client.code(change)).toBe('INVALID_CREDENTIALS');
  expect(await count(client, 'password.change_failed')).toBe(1);
});

test('a re-authentication whose security key does not verify is an event', async () => {
  const client = await person('key owner');
  await registerKey(client, new SoftAuthenticator(server.url));
  const options = await call(client, 'mutation { beginReauthenticationWithSecurityKey }');
  const another = new SoftAuthenticator(server.url);
  await another.create(await call(client, 'mutation { beginSecurityKeyRegistration }'));
  const response = another.get(options);
  const prove = 'mutation ($response: JSON!) { reauthenticateWithSecurityKey(response: $response) }';
  expect(await client.code(prove, { response })).toBe('INVALID_CODE');
  expect(await count(client, 'reauthentication.failed')).toBe(1);
});
