import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { coseKey } from '../../../server/factors/security-keys/cose-key.js';
import { Ceremony } from '../../../server/factors/security-keys/ceremony.entity.js';
import {
  type AuthenticatorOptions,
  AuthenticatorPage,
  leaveChromium,
  startChromium,
} from '../../support/browser.js';
import { bringAlong, recordOf } from '../../support/bring-along.js';
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

test('a passkey from elsewhere signs in by its old handle, and is not forgotten when the browser is told which are left', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const [credentialId, userHandle] = [randomBytes(32), Buffer.from('old-user-handle')];
  const securityKeys = [
    {
      credentialId: credentialId.toString('base64url'),
      publicKey: await coseKey(publicKey.export({ format: 'jwk' })),
      name: 'Old passkey',
      aaguid: null,
      transports: ['internal'],
      signCount: 1,
      backupEligible: false,
      backedUp: false,
      userHandle: userHandle.toString('base64url'),
      createdAt: null,
    },
  ];
  await bringAlong(server, [await recordOf('old-passkey', { securityKeys })]);
  const page = await AuthenticatorPage.open(browser, server.url, PASSKEY);
  const { hostname: rpId } = new URL(server.url);
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
  await page.store({ credentialId, rpId, privateKey: pkcs8, signCount: 1, userHandle });
  const client = clientOf(server);
  const response = await page.get(await call(client, BEGIN_PASSKEY));
  expect(await call(client, SIGN_IN_WITH_PASSKEY, { response })).toMatchObject({
    account: { login: 'old-passkey' },
  });
  const { passkeySignal } = await client.data<{ passkeySignal: Json }>(
    '{ passkeySignal { rpId userId allAcceptedCredentialIds } }',
  );
  expect(passkeySignal['userId']).not.toBe(userHandle.toString('base64url'));
  await page.signalAllAccepted(passkeySignal);
  expect(await page.credentials()).toBe(1);
  // The signal is heard: of the old handle it would be forgotten, were it not among them.
  await page.signalAllAccepted({
    ...passkeySignal,
    userId: userHandle.toString('base64url'),
    allAcceptedCredentialIds: [],
  });
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
