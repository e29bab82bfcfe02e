import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { runCli } from '../../support/cli.js';
import { startTestServer, type TestServer } from '../../support/server.js';

let server: TestServer;
let folder: string;
beforeAll(async () => {
  server = await startTestServer();
  folder = mkdtempSync(join(tmpdir(), 'latchkey-suite-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await server.stop();
});

const BEFORE = {
  trustDevicesForDays: 30,
  authTokenExpirationLifetimeDays: 14,
  allowUsedDevices: true,
  requireTwoFactor: 'ADMINS',
  idleTimeoutMinutes: 0,
  storeAuthTokenInDB: true,
  clockTolerance: 2,
  allowBackupCodes: true,
  disabled: false,
} as const;
beforeEach(async () => {
  await server.app.services.settingsChanges.update({ id: null, login: 'test', ipAddress: null }, BEFORE);
});

function fileOf(name: string, content: unknown): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(content));
  return path;
}

async function imported(...paths: string[]): Promise<{ lines: string[]; settings: unknown }> {
  const { status, stdout, stderr } = await runCli(server, ['import', ...paths]);
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const { stdout: now } = await runCli(server, ['settings:get', '--json']);
  return { lines: stdout.trimEnd().split('\n'), settings: JSON.parse(now) };
}

const MODULE = 'TwoFactorAuth.config.json';

test('values are cast as the suite casts them, and its descriptions are none', async () => {
  const { lines, settings } = await imported(
    fileOf(MODULE, {
      ClockTolerance: ['3', 'int'],
      ClockTolerance_Description: ['Steps', 'string'],
      AllowBackupCodes: ['0', 'bool', null, 'Whether there are any'],
      ShowRecommendationToConfigure: [1, 'bool'],
      AllowUsedDevices: true,
      AllowAuthenticatorApp: [true],
      MandatoryToConfigure: null,
    }),
  );
  expect(settings).toMatchObject({
    clockTolerance: 3,
    allowBackupCodes: false,
    showRecommendationToConfigure: true,
    allowUsedDevices: true,
    allowAuthenticatorApp: true,
    requireTwoFactor: 'ADMINS',
  });
  expect(lines.filter((line) => line.includes('Description'))).toEqual([]);
});

test('where devices are not listed there, none is trusted, and here neither', async () => {
  const { lines, settings } = await imported(
    fileOf(MODULE, {
      AllowUsedDevices: [false, 'bool'],
      TrustDevicesForDays: [30, 'int'],
      ClockTolerance: [1, 'int'],
    }),
  );
  expect(settings).toMatchObject({ allowUsedDevices: false, trustDevicesForDays: 0, clockTolerance: 1 });
  expect(lines).toContain(
    'TrustDevicesForDays\ttrustDevicesForDays = 0 (AllowUsedDevices is off there, and no device is trusted then)',
  );
});

test('trust beside tokens that never expire keeps ours that do, and the rest is taken', async () => {
  const { lines, settings } = await imported(
    fileOf(MODULE, {
      AllowUsedDevices: [true, 'bool'],
      TrustDevicesForDays: [60, 'int'],
      ClockTolerance: [1, 'int'],
    }),
    fileOf('config.json', { AuthTokenExpirationLifetimeDays: [0, 'int'] }),
  );
  expect(settings).toMatchObject({
    trustDevicesForDays: 60,
    authTokenExpirationLifetimeDays: 14,
    clockTolerance: 1,
  });
  expect(lines).toContain(
    'AuthTokenExpirationLifetimeDays\tleft out: Tokens must expire while devices can be trusted: those here last 14 days.',
  );
});

test('trust that tokens would outlast is off, and the rest is taken', async () => {
  const { lines, settings } = await imported(
    fileOf(MODULE, {
      AllowUsedDevices: [true, 'bool'],
      TrustDevicesForDays: [5, 'int'],
      ClockTolerance: [1, 'int'],
    }),
  );
  expect(settings).toMatchObject({
    trustDevicesForDays: 0,
    authTokenExpirationLifetimeDays: 14,
    clockTolerance: 1,
  });
  expect(lines).toContain(
    'TrustDevicesForDays\ttrustDevicesForDays = 0 (trust of 5 days would not outlast tokens of 14)',
  );
});

test('what demands nothing there takes nothing from those of whom a factor is demanded here', async () => {
  const { settings } = await imported(fileOf(MODULE, { MandatoryToConfigure: [false, 'bool'] }));
  expect(settings).toMatchObject({ requireTwoFactor: 'ADMINS' });
  const { settings: demanding } = await imported(fileOf(MODULE, { MandatoryToConfigure: [true, 'bool'] }));
  expect(demanding).toMatchObject({ requireTwoFactor: 'EVERYONE' });
});

test('files of other modules and of tenants are read as what they are', async () => {
  const { lines, settings } = await imported(
    fileOf('SessionTimeoutWebclient.config.json', { Disabled: [true, 'bool'], TimeoutMinutes: [20, 'int'] }),
    fileOf(join('tenants', 'acme', MODULE), {
      ClockTolerance: [9, 'int'],
      AllowBackupCodes: [false, 'bool'],
    }),
    fileOf('Core.config.json', {
      EnableFailedLoginBlock: [true, 'bool'],
      LoginBlockAvailableTriesCount: [10, 'int'],
      LoginBlockDurationMinutes: [3, 'int'],
    }),
    fileOf('Dav.config.json', { Skip2FA: [true, 'bool'] }),
    fileOf('IPAllowList.config.json', { Disabled: [false, 'bool'] }),
    fileOf('config.json', {
      PasswordMinLength: [10, 'int'],
      ExpireUserSessionsBeforeTimestamp: [1, 'int'],
      AllowCrossDomainRequestsFromOrigin: ['https://mail.example.org', 'string'],
      DBPassword: ['hunter2hunter2', 'encrypted'],
    }),
  );
  expect(settings).toMatchObject({
    disabled: false,
    idleTimeoutMinutes: 20,
    clockTolerance: 2,
    allowBackupCodes: true,
  });
  expect(lines).toContain(
    'tenants/acme/TwoFactorAuth\tleft out: It is for one tenant; settings here are for all.',
  );
  const told = Object.fromEntries(lines.map((line) => line.split('\t') as [string, string]));
  expect(told).toMatchObject({
    EnableFailedLoginBlock: expect.stringContaining('THROTTLE_ACCOUNT_ATTEMPTS') as string,
    LoginBlockAvailableTriesCount: expect.stringContaining('THROTTLE_ACCOUNT_ATTEMPTS') as string,
    LoginBlockDurationMinutes: expect.stringContaining('THROTTLE_ACCOUNT_ATTEMPTS') as string,
    Skip2FA: expect.stringContaining('allowAppPasswords') as string,
    PasswordMinLength: expect.stringContaining('15 characters') as string,
    ExpireUserSessionsBeforeTimestamp: expect.stringContaining('tokens:revoke --everyone') as string,
    AllowCrossDomainRequestsFromOrigin: expect.stringContaining('ALLOWED_ORIGINS') as string,
    DBPassword: 'left out: It has no counterpart here.',
  });
  expect(lines.join()).not.toContain('hunter2');
});

test('an idle time-out there is left out where tokens are not stored', async () => {
  const { lines, settings } = await imported(
    fileOf('SessionTimeoutWebclient.config.json', { TimeoutMinutes: [20, 'int'] }),
    fileOf('config.json', { StoreAuthTokenInDB: [false, 'bool'] }),
  );
  expect(settings).toMatchObject({ idleTimeoutMinutes: 0, storeAuthTokenInDB: false });
  expect(lines).toContain(
    'TimeoutMinutes\tleft out: Only stored tokens can end by idleness, and they are not stored.',
  );
});

test('a value that is none is refused, and nothing of the file is taken', async () => {
  const path = fileOf(MODULE, { ClockTolerance: [1, 'int'], AllowBackupCodes: ['no', 'string'] });
  const { status, stderr } = await runCli(server, ['import', path]);
  expect(status).toBe(1);
  expect(stderr).toBe('AllowBackupCodes has a value of another type than it should.\n');
  expect((await runCli(server, ['settings:get', 'clockTolerance'])).stdout).toBe('2\n');
});
