import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Ceremony } from '../../../server/factors/security-keys/ceremony.entity.js';
import {
  type AuthenticatorOptions,
  AuthenticatorPage,
  leaveChromium,
  startChromium,
} from '../../support/browser.js';
import type { Client } from '../../support/client.js';
import {
  accountFor,
  administratorOf,
  BEGIN_PASSKEY,
  BEGIN_REGISTRATION,
  call,
  clientOf,
  FINISH_REGISTRATION,
  type Json,
  KEYS,
  SIGN_IN_WITH_PASSKEY,
} from '../../support/security-keys.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const PASSKEY: AuthenticatorOptions = {
  protocol: 'ctap2',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
};

let browser: Browser;
let server: TestServer;
let admin: Client;
beforeAll(async () => {
  [browser, server] = await Promise.all([startChromium(), startTestServer()]);
  admin = await administratorOf(server);
});
afterAll(async () => {
  await leaveChromium(browser);
  await server.stop();
});

async function accountWithPasskey(login: string) {
  const client = await accountFor(server, admin, login);
  const page = await AuthenticatorPage.open(browser, server.url, PASSKEY);
  const response = await page.create(await call(client, BEGIN_REGISTRATION));
  const key = await call(client, FINISH_REGISTRATION, { name: 'Passkey', response });
  return { client, page, key };
}

test('autofill offers a passkey before anything is typed', async () => {
  const { page } = await accountWithPasskey('autofill');
  const client = clientOf(server);
  const response = await page.get(await call(client, BEGIN_PASSKEY), 'conditional');
  expect(await call(client, SIGN_IN_WITH_PASSKEY, { response })).toMatchObject({
    account: { login: 'autofill' },
  });
  await page.close();
});

test('told which passkeys are left, the browser forgets the one that was removed', async () => {
  const { client, page, key } = await accountWithPasskey('signal');
  const SIGNAL = '{ passkeySignal { rpId userId allAcceptedCredentialIds } }';
  const tell = async () =>
    page.signalAllAccepted((await client.data<{ passkeySignal: Json }>(SIGNAL)).passkeySignal);
  await tell();
  expect(await page.credentials()).toBe(1);
  await client.data('mutation ($id: ID!) { removeSecurityKey(id: $id) { enabled } }', { id: key['id'] });
  await tell();
  expect(await page.credentials()).toBe(0);
  await page.close();
});

test('a registration that the person cancels leaves nothing, and the same one can be tried again', async () => {
  const client = await accountFor(server, admin, 'cancels');
  const page = await AuthenticatorPage.open(browser, server.url, PASSKEY);
  const options = await call(client, BEGIN_REGISTRATION);
  await page.touches(false);
  await expect(page.create({ ...options, timeout: 1000 })).rejects.toThrow('NotAllowedError');
  expect(await client.data(KEYS)).toMatchObject({ me: { twoFactor: { enabled: false, securityKeys: [] } } });
  await page.touches(true);
  const response = await page.create(options);
  expect(await client.code(FINISH_REGISTRATION, { name: 'Passkey', response })).toBeUndefined();
  await page.close();
});

test('a sign-in that the person cancels spends nothing, and the same one can be tried again', async () => {
  const { page } = await accountWithPasskey('cancels sign-in');
  const client = clientOf(server);
  const options = await call(client, BEGIN_PASSKEY);
  await page.touches(false);
  await expect(page.get({ ...options, timeout: 1000 })).rejects.toThrow('NotAllowedError');
  const answered = await server.app.database.manager.countBy(Ceremony, { purpose: 'passkey' });
  await page.touches(true);
  const response = await page.get(options);
  expect(await client.code(SIGN_IN_WITH_PASSKEY, { response })).toBeUndefined();
  expect(await server.app.database.manager.countBy(Ceremony, { purpose: 'passkey' })).toBe(answered + 1);
  await page.close();
});
