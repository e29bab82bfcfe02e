import { afterAll, beforeAll, expect, test } from 'vitest';
import { MINUTE } from '../../../server/platform/clock.js';
import type { Client } from '../../support/client.js';
import { administrator, createAccount, ME, PASSWORD, signedIn, updateSettings } from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const RENEW = 'mutation { renewToken { token expiresAt } }';
const PROVE_AND_RENEW = `mutation { reauthenticate(password: "${PASSWORD}") renewToken { token expiresAt } }`;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const app = async (login: string): Promise<Client> => {
  const { token } = await signedIn(server.client({ origin: null }), login);
  return server.client({ origin: null, bearer: token });
};

test('an app that asks for it has a new bearer token with its re-authentication, and the old one ends', async () => {
  await createAccount(await administrator(server), 'renewed app');
  const client = await app('renewed app');
  server.clock.advance(11 * MINUTE);
  expect(await client.code(RENEW)).toBe('REAUTHENTICATION_REQUIRED');
  const { renewToken: renewed } = await client.data<{ renewToken: { token: string; expiresAt: string } }>(
    PROVE_AND_RENEW,
  );
  expect(client.cookies.size).toBe(0);
  const next = server.client({ origin: null, bearer: renewed.token });
  expect(await next.data(ME)).toMatchObject({ me: { login: 'renewed app' } });
  // Later than any request that was on its way.
  server.clock.advance(MINUTE);
  expect(await client.data(ME)).toEqual({ me: null });
  const { myTokens } = await next.data<{ myTokens: { current: boolean }[] }>('{ myTokens { current } }');
  expect(myTokens).toEqual([{ current: true }]);
});

test('of two renewals at once one has the new token', async () => {
  await createAccount(await administrator(server), 'twice renewed');
  const client = await app('twice renewed');
  const codes = await Promise.all([client.code(RENEW), client.code(RENEW)]);
  expect(codes.filter((code) => code === undefined)).toHaveLength(1);
});

test('a browser’s token is never shown to its scripts, and a signed one cannot be renewed', async () => {
  await createAccount(await administrator(server), 'browser');
  const browser = server.client();
  await signedIn(browser, 'browser');
  expect(await browser.code(RENEW)).toBe('CONFLICT');
  await updateSettings(await administrator(server), { storeAuthTokenInDB: false });
  const client = await app('browser');
  expect(await client.code(RENEW)).toBe('CONFLICT');
  expect(await client.data(ME)).toMatchObject({ me: { login: 'browser' } });
  await updateSettings(await administrator(server), { storeAuthTokenInDB: true });
});

test.each([
  ['revokeOtherTokens', 'mutation { revokeOtherTokens }'],
  ['revokeToken', 'mutation ($token: ID!) { revokeToken(id: $token) }'],
  ['signOutDevice', 'mutation ($device: ID!) { signOutDevice(id: $device) { id } }'],
  ['removeDevice', 'mutation ($device: ID!) { removeDevice(id: $device) }'],
])('ending other sessions needs a recent proof: %s', async (name, mutation) => {
  await createAccount(await administrator(server), `ends by ${name}`);
  const [here, there] = [server.client(), server.client()];
  await signedIn(here, `ends by ${name}`);
  const { device } = await signedIn(there, `ends by ${name}`);
  const { myTokens } = await there.data<{ myTokens: { id: string; current: boolean }[] }>(
    '{ myTokens { id current } }',
  );
  const ids = { token: myTokens.find(({ current }) => current)!.id, device: device.id };
  const declared = Object.entries(ids).filter(([variable]) => mutation.includes(`$${variable}:`));
  const end = () => here.code(mutation, Object.fromEntries(declared));
  server.clock.advance(11 * MINUTE);
  expect(await end()).toBe('REAUTHENTICATION_REQUIRED');
  expect(await there.data(ME)).toMatchObject({ me: {} });
  await here.data(`mutation { reauthenticate(password: "${PASSWORD}") }`);
  expect(await end()).toBeUndefined();
  expect(await there.data(ME)).toEqual({ me: null });
});
