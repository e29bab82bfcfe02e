import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Client } from '../../support/client.js';
import {
  administrator,
  ME,
  PASSWORD,
  protectedAccount,
  signIn,
  signInWithCode,
  updateSettings,
} from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';

let server: TestServer;
let admin: Client;
let people = 0;
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  await updateSettings(await administrator(server), { storeAuthTokenInDB: true });
  admin = await administrator(server);
});
afterAll(() => server.stop());

/** A laptop, trusted and signed in on, and the owner elsewhere. */
async function lostLaptop(login: string) {
  const { client: owner, secret } = await protectedAccount(server, admin, login);
  const laptop = server.client();
  const { device } = await signInWithCode(server, laptop, login, secret, true);
  expect((await signIn(laptop, login, PASSWORD)).__typename).toBe('SignedIn');
  return { owner, laptop, id: device.id };
}

test.each([
  ['its owner', 'signOutDevice', true],
  ['its owner, while tokens are signed', 'signOutDevice', false],
  ['an administrator', 'signOutAccountDevice', true],
  ['an administrator, while tokens are signed', 'signOutAccountDevice', false],
])('signing a device out by %s ends its sessions and its trust', async (_, mutation, storeAuthTokenInDB) => {
  await updateSettings(admin, { storeAuthTokenInDB });
  admin = await administrator(server);
  const login = `laptop ${++people}`;
  const { owner, laptop, id } = await lostLaptop(login);
  const by = mutation === 'signOutDevice' ? owner : admin;
  const signedOut = await by.data(`mutation ($id: ID!) { ${mutation}(id: $id) { trustedUntil } }`, { id });
  expect(signedOut).toEqual({ [mutation]: { trustedUntil: null } });
  expect(await laptop.data(ME)).toEqual({ me: null });
  expect((await signIn(laptop, login, PASSWORD)).__typename).toBe('SecondFactorRequired');
  expect(await owner.data(ME)).not.toEqual({ me: null });
  const { auditEvents } = await admin.data<{ auditEvents: { items: object[] } }>(
    '{ auditEvents(filter: { action: "device.signed_out" }, page: { page: 1, perPage: 1 }) { items { details } } }',
  );
  expect(auditEvents.items).toEqual([{ details: { deviceId: id, untrusted: true } }]);
});

test('a token signed before tokens were stored again ends with its device', async () => {
  await updateSettings(admin, { storeAuthTokenInDB: false });
  admin = await administrator(server);
  const { owner, laptop, id } = await lostLaptop(`laptop ${++people}`);
  await updateSettings(admin, { storeAuthTokenInDB: true });
  await owner.data('mutation ($id: ID!) { signOutDevice(id: $id) { id } }', { id });
  expect(await laptop.data(ME)).toEqual({ me: null });
  expect(await owner.data(ME)).not.toEqual({ me: null });
});
