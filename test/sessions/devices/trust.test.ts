import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { SettingsChangesService } from '../../../server/administration/settings/settings-changes.service.js';
import { SettingsService } from '../../../server/settings/settings.service.js';
import type { Client } from '../../support/client.js';
import {
  administrator,
  challengeFor,
  createAccount,
  ME,
  PASSWORD,
  protectedAccount,
  setUpApp,
  signedIn,
  signIn,
  signInWithCode,
  STEP,
  updateSettings,
  VERIFY_CODE,
} from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { appCode } from '../../support/totp.js';

const DAY = 24 * 60 * 60 * 1000;

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  admin = await administrator(server);
  await updateSettings(admin, { trustDevicesForDays: 30, authTokenExpirationLifetimeDays: 14 });
});
afterAll(() => server.stop());

/** An account, and a browser that it trusts. */
async function trusting(login: string) {
  const account = await protectedAccount(server, admin, login);
  const browser = server.client();
  await signInWithCode(server, browser, login, account.secret, true);
  return { ...account, browser };
}

const isAsked = async (client: Client, login: string, password = PASSWORD): Promise<boolean> =>
  (await signIn(client, login, password)).__typename === 'SecondFactorRequired';

test('a trusted browser is not asked, another is', async () => {
  const { browser } = await trusting('trusts');
  expect(await isAsked(browser, 'trusts')).toBe(false);
  expect(await isAsked(server.client(), 'trusts')).toBe(true);
});

test('a wrong code gives no trust', async () => {
  await protectedAccount(server, admin, 'no-trust');
  const client = server.client();
  const { challenge } = await challengeFor(client, 'no-trust');
  expect(await client.code(VERIFY_CODE, { challenge, code: '000000', trustDevice: true })).toBe(
    'INVALID_CODE',
  );
  expect(await isAsked(client, 'no-trust')).toBe(true);
});

test('trust ends after trustDevicesForDays from when it was given, however much it is used', async () => {
  const { browser } = await trusting('ends');
  // The clock has moved on since by the step of the code that gave it.
  server.clock.advance(30 * DAY - STEP - 1);
  expect(await isAsked(browser, 'ends')).toBe(false);
  server.clock.advance(1);
  expect(await isAsked(browser, 'ends')).toBe(true);
});

/** Of the one account that has signed in in a browser. */
const deviceSecretOf = (browser: Client): string => browser.cookies.get('latchkey_devices')!.split('.')[1]!;

test('the trust cookie of A is worth nothing for B', async () => {
  const { browser } = await trusting('cookie-a');
  const { id: b } = await protectedAccount(server, admin, 'cookie-b');
  const secret = deviceSecretOf(browser);
  const thief = server.client();
  thief.cookies.set('latchkey_devices', `${b.slice(-12)}.${secret}`);
  expect(await isAsked(thief, 'cookie-b')).toBe(true);
  expect((await signIn(server.client(), 'cookie-b', PASSWORD, { deviceToken: secret })).__typename).toBe(
    'SecondFactorRequired',
  );
});

test('forged, truncated and client-chosen device secrets are not trusted and not adopted', async () => {
  const { browser, secret: app } = await trusting('forged');
  const genuine = deviceSecretOf(browser);
  for (const deviceToken of ['', 'x', genuine.slice(0, -1), `${genuine}A`, 'chosen-by-me'.repeat(4)]) {
    expect((await signIn(server.client(), 'forged', PASSWORD, { deviceToken })).__typename).toBe(
      'SecondFactorRequired',
    );
  }
  const client = server.client();
  const answer = await signIn(client, 'forged', PASSWORD, { deviceToken: 'chosen-by-me'.repeat(4) });
  if (answer.__typename !== 'SecondFactorRequired') throw new Error('not asked');
  const done = await client.data<{ verifyAuthenticatorCode: { deviceToken: string } }>(VERIFY_CODE, {
    challenge: answer.challenge,
    code: appCode(app, server.clock.now()),
  });
  expect(done.verifyAuthenticatorCode.deviceToken).not.toContain('chosen');
  server.clock.advance(STEP);
});

test('apps carry their device secret themselves', async () => {
  const { secret } = await protectedAccount(server, admin, 'app');
  const { deviceToken } = await signInWithCode(server, server.client(), 'app', secret, true);
  const again = await signIn(server.client({ origin: null }), 'app', PASSWORD, { deviceToken });
  expect(again).toMatchObject({ __typename: 'SignedIn', deviceToken });
});

test.each([
  ['untrustDevice', 'mutation ($id: ID!) { untrustDevice(id: $id) { trustedUntil } }'],
  ['untrustAllDevices', 'mutation { untrustAllDevices { trustedUntil } }'],
  ['removeDevice', 'mutation ($id: ID!) { removeDevice(id: $id) }'],
  [
    'changePassword',
    `mutation { changePassword(currentPassword: "${PASSWORD}", newPassword: "ten purple elephants dance") }`,
  ],
  ['disableAuthenticatorApp', 'mutation { disableAuthenticatorApp { enabled } }'],
  ['disableTwoFactor', 'mutation { disableTwoFactor { enabled } }'],
])('trust after %s: ended', async (name, mutation) => {
  const login = `ends-by-${name}`;
  const { secret, client, browser } = await trusting(login);
  const { myDevices } = await client.data<{ myDevices: { id: string; trustedUntil: string | null }[] }>(
    '{ myDevices { id trustedUntil } }',
  );
  const trusted = myDevices.find(({ trustedUntil }) => trustedUntil !== null)!;
  await client.data(mutation, mutation.includes('$id') ? { id: trusted.id } : {});
  if (name.startsWith('disable')) {
    const list = await client.data('{ myDevices { trustedUntil } }');
    expect(list).toEqual({ myDevices: [{ trustedUntil: null }, { trustedUntil: null }] });
  } else {
    const password = name === 'changePassword' ? 'ten purple elephants dance' : PASSWORD;
    expect(await isAsked(browser, login, password)).toBe(true);
  }
  expect(secret).not.toBe('');
});

test.each([
  ['a new password', 'password: "ten purple elephants dance"'],
  ['disabling the account', 'disabled: true'],
])('trust after an administrator sets %s: ended', async (name, change) => {
  const login = `admin-ends ${name}`;
  const { id, browser } = await trusting(login);
  const update = (input: string) =>
    admin.data(`mutation ($id: ID!) { updateAccount(id: $id, input: { ${input} }) { id } }`, { id });
  await update(change);
  await update('disabled: false');
  const password = change.includes('password') ? 'ten purple elephants dance' : PASSWORD;
  expect(await isAsked(browser, login, password)).toBe(true);
});

test('ending the trust of one account leaves everybody else’s', async () => {
  const { browser } = await trusting('unconcerned');
  const { client } = await trusting('ends-own');
  await client.data('mutation { untrustAllDevices { id } }');
  expect(await isAsked(browser, 'unconcerned')).toBe(false);
});

test('trust after reset: ended, also once a second factor is set up again', async () => {
  const { id, browser } = await trusting('reset');
  await admin.data('mutation ($id: ID!) { resetTwoFactor(accountId: $id) { id } }', { id });
  expect(await isAsked(browser, 'reset')).toBe(false);
  await setUpApp(server, browser);
  expect(await isAsked(browser, 'reset')).toBe(true);
});

test('trust after trustDevicesForDays is shortened: what was given ends, and lengthening revives none', async () => {
  const { browser } = await trusting('shortened');
  server.clock.advance(10 * DAY);
  admin = await administrator(server);
  await updateSettings(admin, { trustDevicesForDays: 9, authTokenExpirationLifetimeDays: 2 });
  expect(await isAsked(browser, 'shortened')).toBe(true);
  await updateSettings(admin, { trustDevicesForDays: 30 });
  expect(await isAsked(browser, 'shortened')).toBe(true);
});

test('trust after trustDevicesForDays 0: neither given nor honoured, and setting it again revives none', async () => {
  const { client, browser, secret } = await trusting('zero');
  await updateSettings(admin, { trustDevicesForDays: 0 });
  expect(await isAsked(browser, 'zero')).toBe(true);
  expect(await client.code('mutation { trustCurrentDevice { id } }')).toBe('METHOD_DISABLED');
  const { trustDeviceForDays } = await challengeFor(server.client(), 'zero');
  expect(trustDeviceForDays).toBe(0);
  const { device } = await signInWithCode(server, server.client(), 'zero', secret, true);
  expect(device.trustedUntil).toBeNull();
  await updateSettings(admin, { trustDevicesForDays: 30 });
  expect(await isAsked(browser, 'zero')).toBe(true);
});

test('trust given by a server that has not heard of trustDevicesForDays 0 yet is not revived either', async () => {
  const { app, clock } = server;
  const { secret } = await protectedAccount(server, admin, 'late to hear');
  const settings = new SettingsService(app.database, clock, null);
  const elsewhere = new SettingsChangesService({ ...app.services, settings });
  await app.services.settings.current();
  await elsewhere.update({ id: null, login: 'test', ipAddress: null }, { trustDevicesForDays: 0 });
  clock.advance(1);
  const browser = server.client();
  const { device } = await signInWithCode(server, browser, 'late to hear', secret, true);
  expect(device.trustedUntil, 'it has heard of it').not.toBeNull();
  await updateSettings(admin, { trustDevicesForDays: 30 });
  expect(await isAsked(browser, 'late to hear')).toBe(true);
});

test('a trusted sign-in is no proof of the second factor', async () => {
  const { browser } = await trusting('weak');
  await signIn(browser, 'weak', PASSWORD);
  expect(await browser.code('mutation { disableTwoFactor { enabled } }')).toBe('REAUTHENTICATION_REQUIRED');
  expect(await browser.code(`mutation { reauthenticate(password: "${PASSWORD}") }`)).toBe('BAD_USER_INPUT');
});

test('nothing to skip, nothing to trust', async () => {
  await createAccount(admin, 'no-factor');
  const client = server.client();
  await signIn(client, 'no-factor', PASSWORD);
  expect(await client.code('mutation { trustCurrentDevice { id } }')).toBe('CONFLICT');
});

test('allowUsedDevices off hides and stops the list but weakens no check', async () => {
  const { secret, browser, client } = await trusting('unlisted');
  await updateSettings(admin, { allowUsedDevices: false });
  expect(await client.data('{ myDevices { id } me { devices { id } } }')).toEqual({
    myDevices: [],
    me: { devices: [] },
  });
  expect(await client.code('mutation { renameDevice(id: "x", name: "y") { id } }')).toBe('METHOD_DISABLED');
  expect(await isAsked(browser, 'unlisted')).toBe(false);
  expect(await isAsked(server.client(), 'unlisted')).toBe(true);
  const fresh = server.client({ userAgent: 'Telltale/1.0' });
  const { device } = await signInWithCode(server, fresh, 'unlisted', secret);
  server.clock.advance(60_000);
  await fresh.data(ME);
  await server.app.services.laterWrites.settle();
  await updateSettings(admin, { allowUsedDevices: true });
  const { myDevices } = await client.data<{ myDevices: { id: string; userAgent: string | null }[] }>(
    '{ myDevices { id userAgent ipAddress } }',
  );
  expect(myDevices.find(({ id }) => id === device.id)).toEqual({
    id: device.id,
    userAgent: null,
    ipAddress: null,
  });
});

test('devices are renamed and removed by their owner only', async () => {
  const { client } = await trusting('owner');
  const { myDevices } = await client.data<{ myDevices: { id: string }[] }>('{ myDevices { id } }');
  const { id } = myDevices[0]!;
  const RENAME = 'mutation ($id: ID!, $name: String!) { renameDevice(id: $id, name: $name) { name } }';
  expect(await client.data(RENAME, { id, name: ' Kitchen laptop ' })).toEqual({
    renameDevice: { name: 'Kitchen laptop' },
  });
  expect(await client.code(RENAME, { id, name: 'x'.repeat(101) })).toBe('BAD_USER_INPUT');
  const LIST = '{ myDevices { id name trustedUntil signedIn } }';
  const before = await client.data(LIST);
  for (const mutation of [
    'untrustDevice(id: $id) { id }',
    'signOutDevice(id: $id) { id }',
    'removeDevice(id: $id)',
  ]) {
    expect(await admin.code(`mutation ($id: ID!) { ${mutation} }`, { id })).toBe('NOT_FOUND');
  }
  expect(await admin.code(RENAME, { id, name: 'Mine' })).toBe('NOT_FOUND');
  expect(await client.data(LIST)).toEqual(before);
});

test('a trust given later lasts as one given when signing in', async () => {
  const { secret } = await protectedAccount(server, admin, 'later');
  const browser = server.client();
  await signInWithCode(server, browser, 'later', secret);
  expect(await isAsked(browser, 'later')).toBe(true);
  await browser.data('mutation { trustCurrentDevice { id } }');
  server.clock.advance(30 * DAY - 1);
  expect(await isAsked(browser, 'later')).toBe(false);
  server.clock.advance(1);
  expect(await isAsked(browser, 'later')).toBe(true);
});

test.each([
  ['a reset by the administrator', 'resetTwoFactor(accountId: $id) { id }', true],
  ['removing the app', 'disableAuthenticatorApp { enabled }', false],
  ['disabling two-factor', 'disableTwoFactor { enabled }', false],
])('trust does not come back when a factor is set up again after %s', async (name, mutation, byAdmin) => {
  const login = `again ${name}`;
  const { id, client, browser } = await trusting(login);
  const variables = byAdmin ? '($id: ID!)' : '';
  await (byAdmin ? admin : client).data(`mutation ${variables} { ${mutation} }`, byAdmin ? { id } : {});
  const fresh = server.client();
  await signedIn(fresh, login);
  await setUpApp(server, fresh);
  expect(await isAsked(browser, login)).toBe(true);
});

test('a used challenge gives the device a new secret, and voids the old one', async () => {
  const { secret } = await protectedAccount(server, admin, 'rotates');
  const phone = server.client({ origin: null });
  const first = await signInWithCode(server, phone, 'rotates', secret);
  const answer = await signIn(server.client({ origin: null }), 'rotates', PASSWORD, {
    deviceToken: first.deviceToken,
  });
  if (answer.__typename !== 'SecondFactorRequired') throw new Error('not asked');
  const { verifyAuthenticatorCode: second } = await server
    .client({ origin: null })
    .data<{ verifyAuthenticatorCode: { deviceToken: string; device: { id: string } } }>(VERIFY_CODE, {
      challenge: answer.challenge,
      code: appCode(secret, server.clock.now()),
      trustDevice: true,
    });
  server.clock.advance(STEP);
  expect(second.device.id).toBe(first.device.id);
  const withToken = (deviceToken: string) =>
    signIn(server.client({ origin: null }), 'rotates', PASSWORD, { deviceToken });
  expect((await withToken(first.deviceToken)).__typename).toBe('SecondFactorRequired');
  expect((await withToken(second.deviceToken)).__typename).toBe('SignedIn');
});

test('trust that ended at the very moment of shortening is not revived by lengthening', async () => {
  const { browser } = await trusting('edge');
  server.clock.advance(9 * DAY - STEP);
  admin = await administrator(server);
  await updateSettings(admin, { trustDevicesForDays: 9, authTokenExpirationLifetimeDays: 2 });
  await updateSettings(admin, { trustDevicesForDays: 30 });
  expect(await isAsked(browser, 'edge')).toBe(true);
});
