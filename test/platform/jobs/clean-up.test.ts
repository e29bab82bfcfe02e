import { afterEach, beforeEach, expect, test } from 'vitest';
import { PendingBackupCodes } from '../../../server/factors/backup-codes/pending-backup-codes.entity.js';
import { AuthenticatorAppSetup } from '../../../server/factors/authenticator-app/authenticator-app-setup.entity.js';
import type { Sweep } from '../../../server/platform/database/sweep.js';
import { DeviceCleanUp } from '../../../server/sessions/devices/device-clean-up.js';
import { Device } from '../../../server/sessions/devices/device.entity.js';
import { JobRow } from '../../../server/platform/jobs/agenda-backend/job-row.entity.js';
import { CleanUp } from '../../../server/platform/jobs/clean-up.js';
import { DailyFigures } from '../../../server/administration/overview/daily-figures.entity.js';
import { Proof } from '../../../server/sessions/proofs/proof.entity.js';
import { Ceremony } from '../../../server/factors/security-keys/ceremony.entity.js';
import { ReportLink } from '../../../server/accounts/reports/report-link.entity.js';
import { PasswordReset } from '../../../server/sign-in/password-reset/password-reset.entity.js';
import { Challenge } from '../../../server/sign-in/challenge.entity.js';
import { ThrottleCounter } from '../../../server/accounts/throttle/throttle-counter.entity.js';
import { AuthToken } from '../../../server/sessions/tokens/auth-token.entity.js';
import type { Client } from '../../support/client.js';
import {
  administrator,
  BEGIN_SETUP,
  challengeFor,
  createAccount,
  ME,
  PASSWORD,
  protectedAccount,
  signedIn,
  signInWithCode,
  updateSettings,
  waitingBackupCodes,
} from '../../support/flows.js';
import { withMeanwhile } from '../../support/meanwhile.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const WRONG_PASSWORD = 'mutation { signIn(input: { login: "nobody", password: "wrong" }) { __typename } }';

let server: TestServer;
let admin: Client;
beforeEach(async () => {
  server = await startTestServer({ DEVICE_RETENTION_DAYS: '60' });
  admin = await administrator(server);
});
afterEach(() => server.stop());

const cleanUp = async () => (await server.app.services.cleanUp.run()).rows;
const count = (entity: Parameters<typeof server.app.database.manager.count>[0]) =>
  server.app.database.manager.count(entity);

test('what has expired goes, and nothing else; a second run finds nothing', async () => {
  await createAccount(admin, 'setting-up');
  const settingUp = server.client();
  await signedIn(settingUp, 'setting-up');
  await settingUp.data(BEGIN_SETUP);
  await settingUp.data('mutation ($password: String) { reauthenticate(password: $password) }', {
    password: PASSWORD,
  });
  const { client: halfway } = await protectedAccount(server, admin, 'halfway');
  await waitingBackupCodes(halfway);
  await challengeFor(server.client(), 'halfway');
  await settingUp.data('mutation { beginSecurityKeyRegistration }');
  await server.client().code(WRONG_PASSWORD);
  const { id: accountId } = (await settingUp.data<{ me: { id: string } }>(ME)).me;
  const link = { id: accountId, accountId, expiresAt: server.clock.now() + 20 * MINUTE };
  const { manager } = server.app.database;
  await manager.insert(ReportLink, { ...link, hash: 'of a report', deviceId: null });
  await manager.insert(PasswordReset, {
    ...link,
    hash: 'of a reset',
    sentTo: 'setting-up@example.org',
    credentialVersion: 0,
    attemptsLeft: 5,
  });

  const none = {
    // How many days have ended since is the calendar's affair.
    signInFigures: expect.any(Number) as number,
    tokens: 0,
    serviceTokens: 0,
    proofs: 0,
    challenges: 0,
    passwordLinks: 0,
    passwordResets: 0,
    reportLinks: 0,
    securityKeyCeremonies: 0,
    authenticatorAppSetups: 0,
    pendingBackupCodes: 0,
    bypassCodes: 0,
    exemptions: 0,
    // Some are forgotten at once, after a success.
    mailPaces: 0,
    oidcRecords: 0,
    oidcKeys: 0,
    throttleCounters: expect.any(Number) as number,
    endedTrust: 0,
    devices: 0,
    auditEvents: 0,
    jobs: 0,
  };
  expect(await cleanUp()).toEqual(none);
  expect(await Promise.all([count(Challenge), count(Ceremony), count(AuthenticatorAppSetup)])).toEqual([
    1, 1, 1,
  ]);

  server.clock.advance(20 * MINUTE);
  expect(await cleanUp()).toEqual({
    ...none,
    // Confirming an app proves its owner, too.
    proofs: 2,
    challenges: 1,
    passwordResets: 1,
    reportLinks: 1,
    securityKeyCeremonies: 1,
    authenticatorAppSetups: 1,
  });
  expect(await count(Proof)).toBe(0);
  expect(await settingUp.data(ME)).toMatchObject({ me: { login: 'setting-up' } });

  server.clock.advance(40 * MINUTE);
  expect(await count(PendingBackupCodes)).toBe(1);
  expect(await cleanUp()).toMatchObject({ pendingBackupCodes: 1 });
  expect(await count(PendingBackupCodes)).toBe(0);

  await server.client().code(WRONG_PASSWORD);
  await cleanUp();
  expect(await count(ThrottleCounter)).toBeGreaterThan(0);
  // Failures at a password count for 30 days.
  server.clock.advance(31 * DAY);
  const tokens = await count(AuthToken);
  expect(await cleanUp()).toEqual({ ...none, tokens });
  expect(await count(ThrottleCounter)).toBe(0);
  expect(await count(AuthToken)).toBe(0);
  expect(await cleanUp()).toEqual(none);
});

test('the figures of a day are settled before the events that they are counted from go', async () => {
  const forgetful = await startTestServer({ AUDIT_RETENTION_DAYS: '1' });
  const { clock, app } = forgetful;
  await app.services.jobs.stop(10_000);
  // Noon, so that a day is a day.
  clock.advance(DAY + 12 * 60 * MINUTE - (clock.now() % DAY));
  const day = new Date(clock.now()).toISOString().slice(0, 10);
  await administrator(forgetful);
  await forgetful.client().code(WRONG_PASSWORD);
  await app.services.auditChain.seal();
  clock.advance(2 * DAY);
  const { rows } = await app.services.cleanUp.run();
  expect(rows['auditEvents']).toBeGreaterThan(0);
  expect(rows['signInFigures']).toBe(29);
  expect(await app.database.manager.findOneBy(DailyFigures, { day })).toEqual({
    day,
    signIns: 1,
    failures: 1,
  });
  expect((await app.services.cleanUp.run()).rows['signInFigures']).toBe(0);
  await forgetful.stop();
});

test('ended trust is taken off the device, live trust stays and keeps the device', async () => {
  const { secret } = await protectedAccount(server, admin, 'maria');
  await updateSettings(admin, { trustDevicesForDays: 300 });
  await signInWithCode(server, server.client(), 'maria', secret, true);
  await updateSettings(admin, { trustDevicesForDays: 30 });
  await signInWithCode(server, server.client(), 'maria', secret, true);
  server.clock.advance(100 * DAY);
  expect(await cleanUp()).toMatchObject({ endedTrust: 1 });
  const left = await server.app.database.manager.find(Device);
  expect(left).toHaveLength(1);
  expect(left[0]!.trustedUntil).toBeGreaterThan(server.clock.now());
});

test('a device is forgotten when unseen for long, unless it holds a token that lives', async () => {
  await createAccount(admin, 'maria');
  await signedIn(server.client(), 'maria');
  await updateSettings(admin, { trustDevicesForDays: 0, authTokenExpirationLifetimeDays: 0 });
  const forEver = server.client();
  await signedIn(forEver, 'maria');
  server.clock.advance(59 * DAY);
  expect(await cleanUp()).toMatchObject({ devices: 0 });
  server.clock.advance(2 * DAY);
  // The administrator's and Maria's first one.
  expect(await cleanUp()).toMatchObject({ devices: 2 });
  expect(await forEver.data(ME)).toMatchObject({ me: { login: 'maria' } });
});

function deviceCleanUpWith(signedIn: (ids: readonly string[]) => Promise<Set<string>>): DeviceCleanUp {
  const { services } = server.app;
  return new DeviceCleanUp({ ...services, retentionDays: 60, signedIn });
}

test('a device that is signed in on after it was found to be unseen is kept', async () => {
  await createAccount(admin, 'maria');
  const maria = server.client();
  await signedIn(maria, 'maria');
  server.clock.advance(100 * DAY);
  const deviceCleanUp = deviceCleanUpWith(async () => {
    await signedIn(maria, 'maria');
    return new Set();
  });
  // The administrator's goes.
  expect(await deviceCleanUp.sweepUnseen()(100)).toEqual({ rows: 1, done: true });
  expect(await maria.data(ME)).toMatchObject({ me: { login: 'maria' } });
});

test('trust that was given anew after its end was found is kept', async () => {
  const { id, secret } = await protectedAccount(server, admin, 'maria');
  const maria = server.client();
  await signInWithCode(server, maria, 'maria', secret, true);
  server.clock.advance(31 * DAY);
  const { services } = server.app;
  const deviceCleanUp = deviceCleanUpWith(() => Promise.resolve(new Set()));
  const sweep = withMeanwhile(deviceCleanUp, 'database', () =>
    signInWithCode(server, maria, 'maria', secret, true),
  ).sweepEndedTrust();
  expect(await sweep(100)).toEqual({ rows: 0, done: true });
  expect(await services.devices.trustedCounts([id])).toEqual(new Map([[id, 1]]));
});

test('while tokens are signed, a device stays as long as one may live', async () => {
  await updateSettings(admin, {
    storeAuthTokenInDB: false,
    trustDevicesForDays: 0,
    authTokenExpirationLifetimeDays: 90,
  });
  await createAccount(admin, 'maria');
  const maria = server.client();
  await signedIn(maria, 'maria');
  server.clock.advance(80 * DAY);
  await cleanUp();
  expect(await maria.data(ME)).toMatchObject({ me: { login: 'maria' } });
  server.clock.advance(11 * DAY);
  await cleanUp();
  expect(await count(Device)).toBe(0);
  await updateSettings(await administrator(server), { authTokenExpirationLifetimeDays: 0 });
  await signedIn(maria, 'maria');
  server.clock.advance(1000 * DAY);
  await cleanUp();
  expect(await maria.data(ME)).toMatchObject({ me: { login: 'maria' } });
});

test('batches adapt to the time they take and add up; one kind that fails does not keep the others', async () => {
  const rows = 12_345;
  const limits: number[] = [];
  const sweepOf = (): Sweep => {
    let left = rows;
    return (limit) => {
      limits.push(limit);
      const taken = Math.min(limit, left);
      left -= taken;
      return Promise.resolve({ rows: taken, done: left === 0 });
    };
  };
  const broken = (): Sweep => () => Promise.reject(new Error('disk full'));
  const result = await new CleanUp({ many: sweepOf }).run();
  expect(result).toMatchObject({ rows: { many: rows }, batches: limits.length });
  expect(limits.slice(0, 3)).toEqual([200, 400, 800]);
  await expect(new CleanUp({ broken, many: sweepOf }).run()).rejects.toThrow('broken: disk full');
  expect(limits.filter((limit) => limit === 200)).toHaveLength(2);
});

test('a run that is told to stop stops between batches, and the next one goes on', async () => {
  const stop = new AbortController();
  let left = 1000;
  const sweepOf = (): Sweep => (limit) => {
    const taken = Math.min(limit, left);
    left -= taken;
    stop.abort(new Error('stopping'));
    return Promise.resolve({ rows: taken, done: left === 0 });
  };
  const interrupted = new CleanUp({ many: sweepOf });
  await expect(interrupted.run(stop.signal)).rejects.toThrow('stopping');
  expect(left).toBe(800);
  expect(await interrupted.run()).toMatchObject({ rows: { many: 800 } });
});

test('the nightly job is shown with its result and time zone, and is run by an administrator', async () => {
  server.clock.advance(20 * MINUTE);
  admin = await administrator(server);
  await admin.data('mutation { runJob(name: "clean-up") { name } }');
  const job = async () => {
    const { jobs } = await admin.data<{ jobs: { name: string; lastResult: { rows: object } | null }[] }>(
      '{ jobs { name schedule timeZone nextRunAt lastResult } }',
    );
    return jobs.find(({ name }) => name === 'clean-up')!;
  };
  await expect.poll(async () => (await job()).lastResult, { timeout: 30_000 }).not.toBeNull();
  expect(await job()).toMatchObject({
    schedule: '0 1 * * *',
    timeZone: 'UTC',
    lastResult: { rows: { tokens: 0 } },
  });
});

test('failed runs with data are kept for 30 days', async () => {
  const { manager } = server.app.database;
  const job = (await manager.find(JobRow))[0]!;
  const failed = (id: string, age: number) => ({
    ...job,
    id,
    name: 'deliver',
    singleName: null,
    nextRunAt: null,
    // The copied job may be running at this moment.
    lockedAt: null,
    lastFinishedAt: Date.now() - age,
  });
  await manager.insert(JobRow, [failed('old', 31 * DAY), failed('young', 29 * DAY)]);
  expect(await cleanUp()).toMatchObject({ jobs: 1 });
  expect(await manager.findOneBy(JobRow, { id: 'young' })).not.toBeNull();
});

test('a sign-in that begins while its device is being forgotten keeps it, or gets a new one', async () => {
  await createAccount(admin, 'maria');
  const clients = Array.from({ length: 10 }, () => server.client());
  for (const client of clients) await signedIn(client, 'maria');
  server.clock.advance(100 * DAY);
  await Promise.all([cleanUp(), ...clients.map((client) => signedIn(client, 'maria'))]);
  for (const client of clients) expect(await client.data(ME)).toMatchObject({ me: { login: 'maria' } });
});
