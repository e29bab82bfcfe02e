import { afterAll, beforeAll, expect, test } from 'vitest';
import { administrator, createAccount, SIGN_IN, signedIn } from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const EVENTS = `query ($page: PageInput) {
  mySecurityEvents(page: $page) { total items { action byAnother ipAddress details } }
}`;

interface Events {
  mySecurityEvents: {
    total: number;
    items: { action: string; byAnother: boolean; ipAddress: string | null; details: unknown }[];
  };
}

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

test('a failed sign-in is shown with its address, and not as done by an administrator', async () => {
  const admin = await administrator(server);
  await createAccount(admin, 'guessed@example.org');
  const client = server.client();
  await signedIn(client, 'guessed@example.org');
  await server.client().code(SIGN_IN, { login: 'guessed@example.org', password: 'a wrong password' });
  const { mySecurityEvents: all } = await client.data<Events>(EVENTS);
  expect(all.items[0]).toMatchObject({
    action: 'sign_in.failed',
    byAnother: false,
    ipAddress: expect.stringContaining('127.0.0.1') as string,
  });
});

test('everyone sees what happened to their own account, and not where administrators are', async () => {
  const admin = await administrator(server);
  await createAccount(admin, 'other@example.org');
  await signedIn(server.client(), 'other@example.org');
  await createAccount(admin, 'own@example.org');
  const client = server.client();
  await signedIn(client, 'own@example.org');

  const { mySecurityEvents: all } = await client.data<Events>(EVENTS);
  expect(all.items.map(({ action, byAnother }) => [action, byAnother])).toEqual([
    ['sign_in.succeeded', false],
    ['account.created', true],
  ]);
  expect(all.items[0]).toMatchObject({ ipAddress: expect.stringContaining('127.0.0.1') as string });
  expect(all.items[1]).toMatchObject({ ipAddress: null, details: null });

  const { mySecurityEvents: second } = await client.data<Events>(EVENTS, { page: { page: 2, perPage: 1 } });
  expect(second).toMatchObject({ total: 2, items: [{ action: 'account.created' }] });
  expect(await server.client().code(EVENTS)).toBe('UNAUTHENTICATED');
});
