import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Account } from '../../server/accounts/account.entity.js';
import { startApp } from '../../server/app/app.js';
import { readConfig } from '../../server/config/config.js';
import { Client } from '../support/client.js';
import {
  administrator,
  BEGIN_SETUP,
  challengeFor,
  createAccount,
  ME,
  PASSWORD,
  protectedAccount,
  setUpApp,
  signedIn,
  signIn,
  UPDATE_SETTINGS,
  updateSettings,
} from '../support/flows.js';
import { ADMIN, startTestServer, type TestServer } from '../support/server.js';

const DEFAULTS = {
  disabled: false,
  showRecommendationToConfigure: true,
  allowAuthenticatorApp: true,
  allowSecurityKeys: true,
  offerPasskeys: 'ASK',
  keepSignedIn: 'ALWAYS',
  allowBackupCodes: true,
  allowUsedDevices: true,
  allowAppPasswords: true,
  allowPasswordResetByMail: false,
  allowPasswordForBackends: true,
  clockTolerance: 2,
  trustDevicesForDays: 30,
  authTokenExpirationLifetimeDays: 14,
  idleTimeoutMinutes: 0,
  storeAuthTokenInDB: true,
  requireTwoFactor: 'NOBODY',
  enrolmentGraceDays: 0,
  remindToEnrol: false,
  digestToAdministrators: 'OFF',
  serviceName: '',
  accentColour: '',
  helpUrl: '',
  helpText: '',
};
const ALL = Object.keys(DEFAULTS).join(' ');

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  admin = await administrator(server);
  await updateSettings(admin, DEFAULTS);
});
afterAll(() => server.stop());

test('every field is kept', async () => {
  const other = {
    ...DEFAULTS,
    showRecommendationToConfigure: false,
    allowSecurityKeys: false,
    offerPasskeys: 'NEVER',
    keepSignedIn: 'ASK',
    allowBackupCodes: false,
    allowUsedDevices: false,
    clockTolerance: 7,
    trustDevicesForDays: 90,
    authTokenExpirationLifetimeDays: 60,
    storeAuthTokenInDB: false,
    serviceName: 'Example Suite',
    accentColour: '#0b5cad',
    helpUrl: 'https://help.example.org/',
    helpText: 'Extension 42',
  };
  await updateSettings(admin, other);
  expect(await admin.data(`{ settings { ${ALL} } }`)).toEqual({ settings: other });
});

test('`disabled` and `requireTwoFactor` are kept', async () => {
  const input = { disabled: true, requireTwoFactor: 'EVERYONE' };
  await updateSettings(admin, input);
  expect(await admin.data('{ settings { disabled requireTwoFactor } }')).toEqual({ settings: input });
});

test.each([
  [{ trustDevicesForDays: 14 }, 'trustDevicesForDays'],
  [{ authTokenExpirationLifetimeDays: 30 }, 'authTokenExpirationLifetimeDays'],
  [{ authTokenExpirationLifetimeDays: 0 }, 'authTokenExpirationLifetimeDays'],
  [{ clockTolerance: 11 }, 'clockTolerance'],
  [{ clockTolerance: -1 }, 'clockTolerance'],
  [{ trustDevicesForDays: 3651 }, 'trustDevicesForDays'],
  [
    { requireTwoFactor: 'EVERYONE', allowAuthenticatorApp: false, allowSecurityKeys: false },
    'requireTwoFactor',
  ],
])('%o is refused with a message that says what to change, and changes nothing', async (input, field) => {
  const { errors } = await admin.request(UPDATE_SETTINGS, { input });
  expect(errors![0]!.extensions).toEqual({ code: 'BAD_USER_INPUT', field });
  expect(errors![0]!.message).toContain(field);
  expect(await admin.data(`{ settings { ${ALL} } }`)).toEqual({ settings: DEFAULTS });
});

test('changes of different fields at once are all kept', async () => {
  await Promise.all([
    updateSettings(admin, { clockTolerance: 1 }),
    updateSettings(admin, { trustDevicesForDays: 60 }),
    updateSettings(admin, { allowBackupCodes: false }),
  ]);
  expect(await admin.data(`{ settings { ${ALL} } }`)).toEqual({
    settings: { ...DEFAULTS, clockTolerance: 1, trustDevicesForDays: 60, allowBackupCodes: false },
  });
});

test('another server knows within two seconds', async () => {
  const other = await startApp({
    config: readConfig({ PORT: '0', DATABASE_URL: server.databaseUrl, SECRET_KEY: server.secretKey }),
    clock: server.clock,
    log: pino({ level: 'silent' }),
  });
  const there = new Client(other.url);
  await signedIn(there, ADMIN.login, ADMIN.password);
  await updateSettings(admin, { clockTolerance: 9 });
  server.clock.advance(2000);
  expect(await there.data('{ settings { clockTolerance } }')).toEqual({ settings: { clockTolerance: 9 } });
  await other.stop();
});

test('`disabled` makes everyone sign in by password, says whom it concerns, and is audited', async () => {
  await protectedAccount(server, admin, 'exposed');
  const answer = await admin.data<{ updateSettings: { protectedAccounts: number } }>(UPDATE_SETTINGS, {
    input: { disabled: true },
  });
  expect(answer.updateSettings.protectedAccounts).toBe(1);
  const exposed = server.client();
  await signedIn(exposed, 'exposed');
  expect(await exposed.code(BEGIN_SETUP)).toBe('METHOD_DISABLED');
  expect(await server.client().data('{ publicSettings { twoFactorAvailable methods } }')).toEqual({
    publicSettings: { twoFactorAvailable: false, methods: [] },
  });
  const { auditEvents } = await admin.data<{ auditEvents: { items: { details: object }[] } }>(
    '{ auditEvents(filter: { action: "settings.updated" }) { items { details } } }',
  );
  expect(auditEvents.items[0]!.details).toEqual({ disabled: { from: false, to: true } });
  await updateSettings(admin, { disabled: false });
  await challengeFor(server.client(), 'exposed');
});

test('a method switched off is not offered beside another, and stays good for who has nothing else', async () => {
  const { id } = await protectedAccount(server, admin, 'both');
  await protectedAccount(server, admin, 'app-only');
  await server.app.database.manager.update(Account, { id }, { primaryFactors: 3 });
  await updateSettings(admin, { allowAuthenticatorApp: false });
  expect((await challengeFor(server.client(), 'both')).methods).toEqual(['SECURITY_KEY']);
  expect((await challengeFor(server.client(), 'app-only')).methods).toEqual(['AUTHENTICATOR_APP']);
  const { accounts } = await admin.data<{ accounts: { items: { login: string }[] } }>(
    '{ accounts(filter: { onlyMethod: AUTHENTICATOR_APP, search: "app-only" }) { items { login } } }',
  );
  expect(accounts.items).toEqual([{ login: 'app-only' }]);
});

test.each(['allowAuthenticatorApp', 'allowSecurityKeys', 'allowBackupCodes', 'allowUsedDevices'])(
  'nothing but `disabled` makes a protected account a password-only one: not %s',
  async (setting) => {
    const login = `protected ${setting}`;
    await protectedAccount(server, admin, login);
    await updateSettings(admin, { allowAuthenticatorApp: false, allowSecurityKeys: false, [setting]: false });
    expect((await signIn(server.client(), login, PASSWORD)).__typename).toBe('SecondFactorRequired');
  },
);

test('a required second factor must be set up before anything else', async () => {
  await createAccount(admin, 'required');
  await updateSettings(admin, { requireTwoFactor: 'ADMINS' });
  expect(await admin.code('{ accounts { total } }')).toBe('ENROLMENT_REQUIRED');
  const client = server.client();
  await signedIn(client, 'required');
  expect(await client.code('{ myDevices { id } }')).toBeUndefined();

  const secondAdmin = await administrator(server);
  await setUpApp(server, secondAdmin);
  await updateSettings(secondAdmin, { requireTwoFactor: 'EVERYONE' });
  expect(await client.code('{ myDevices { id } }')).toBe('ENROLMENT_REQUIRED');
  for (const query of [
    '{ myTokens { id } }',
    'mutation { generateBackupCodes }',
    'mutation { trustCurrentDevice { id } }',
    'mutation { untrustAllDevices { id } }',
    'mutation { revokeOtherTokens }',
  ]) {
    expect(await client.code(query)).toBe('ENROLMENT_REQUIRED');
  }
  expect(await client.data(ME)).toMatchObject({ me: { login: 'required' } });
  for (const mutation of [
    `reauthenticate(password: "${PASSWORD}")`,
    `changePassword(currentPassword: "${PASSWORD}", newPassword: "a brand new password")`,
  ]) {
    expect(await client.code(`mutation { ${mutation} }`)).toBeUndefined();
  }
  const leaving = server.client();
  await signedIn(leaving, 'required', 'a brand new password');
  expect(await leaving.data('mutation { signOut }')).toEqual({ signOut: true });
  await setUpApp(server, client);
  expect(await client.code('{ myDevices { id } }')).toBeUndefined();
  await updateSettings(secondAdmin, { requireTwoFactor: 'NOBODY' });
  await secondAdmin.data('mutation { disableTwoFactor { enabled } }');
});
