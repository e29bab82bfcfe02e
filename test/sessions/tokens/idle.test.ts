import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  administrator,
  createAccount,
  ME,
  signedIn,
  UPDATE_SETTINGS,
  updateSettings,
} from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const MINUTE = 60_000;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

test('an idle session ends; one in use lives on, up to its lifetime', async () => {
  const admin = await administrator(server);
  await createAccount(admin, 'idle');
  await updateSettings(admin, { idleTimeoutMinutes: 30 });
  const [used, left] = [server.client(), server.client()];
  await Promise.all([signedIn(used, 'idle'), signedIn(left, 'idle')]);
  for (let minutes = 0; minutes < 31; minutes += 10) {
    expect(await used.data(ME)).toMatchObject({ me: { login: 'idle' } });
    await server.app.services.laterWrites.settle();
    server.clock.advance(10 * MINUTE);
  }
  expect(await left.data(ME)).toEqual({ me: null });
  const { myTokens } = await used.data<{ myTokens: unknown[] }>('{ myTokens { id } }');
  expect(myTokens).toHaveLength(1);
  const { myDevices } = await used.data<{ myDevices: { current: boolean; signedIn: boolean }[] }>(
    '{ myDevices { current signedIn } }',
  );
  expect(myDevices.filter(({ signedIn }) => signedIn)).toEqual([{ current: true, signedIn: true }]);
  expect(myDevices).toHaveLength(2);
  server.clock.advance(14 * 24 * 60 * MINUTE);
  expect(await used.data(ME)).toEqual({ me: null });
  await updateSettings(await administrator(server), { idleTimeoutMinutes: 0 });
});

test('a session used at the last moment is not ended for the minute in which use is not noted', async () => {
  const admin = await administrator(server);
  await createAccount(admin, 'busy');
  await updateSettings(admin, { idleTimeoutMinutes: 1 });
  const client = server.client();
  await signedIn(client, 'busy');
  await client.data(ME);
  await server.app.services.laterWrites.settle();
  server.clock.advance(MINUTE - 1);
  expect(await client.data(ME)).toMatchObject({ me: { login: 'busy' } });
  server.clock.advance(MINUTE - 1);
  expect(await client.data(ME)).toMatchObject({ me: { login: 'busy' } });
  await server.app.services.laterWrites.settle();
  server.clock.advance(2 * MINUTE);
  expect(await client.data(ME)).toEqual({ me: null });
  await updateSettings(await administrator(server), { idleTimeoutMinutes: 0 });
});

test('signed tokens cannot end by idleness, and the settings say so', async () => {
  const admin = await administrator(server);
  for (const input of [
    { idleTimeoutMinutes: 5, storeAuthTokenInDB: false },
    { idleTimeoutMinutes: -1 },
    { idleTimeoutMinutes: 525_601 },
  ]) {
    expect(await admin.code(UPDATE_SETTINGS, { input })).toBe('BAD_USER_INPUT');
  }
});
