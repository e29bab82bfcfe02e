import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UNATTENDED } from '../support/acting.js';
import { type App, startApp } from '../../server/app/app.js';
import { readConfig } from '../../server/config/config.js';
import { DAY } from '../../server/platform/clock.js';
import { Client } from '../support/client.js';
import { challengeFor, signedIn, VERIFY_CODE } from '../support/flows.js';
import { appCode, secretFromUri } from '../support/totp.js';
import { isWeekend } from './calendar.js';
import { INTENDED, LOCKED_PERSON } from './cast.js';
import { StoryClock } from './clock.js';
import { fillDemo, type Logins } from './fill.js';
import { PEOPLE } from './people.js';

const folder = mkdtempSync(join(tmpdir(), 'latchkey-demo-'));
const config = readConfig({ DATA_DIR: folder, PORT: '0' });
// In the middle of a working day, whenever the tests run: fewer things happen at night.
const NOW = Date.UTC(2026, 10, 25, 13, 30);

let logins: Logins;
let app: App;
let administrator: Client;
beforeAll(async () => {
  logins = await fillDemo(config, 'http://localhost:4000', NOW);
  app = await startApp({ config, clock: new StoryClock(NOW), log: pino({ level: 'silent' }) });
  administrator = new Client(app.url);
  await signedIn(administrator, logins.administrator, logins.password);
  // Of thousands of sign-ins: seconds, but many on a machine that does something else as well.
}, 300_000);
afterAll(async () => {
  await app.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Overview {
  protection: Record<string, number>;
  days: { day: string; signIns: number; failures: number }[];
  warnings: { code: string }[];
}
const overview = async (): Promise<Overview> =>
  (
    await administrator.data<{ overview: Overview }>(`{ overview {
      protection { accounts disabled protected unprotected authenticatorAppOnly securityKeyOnly both administrators
        administratorsUnprotected required requiredUnprotected }
      days { day signIns failures }
      warnings { code } } }`)
  ).overview;

test('the figures of the overview are the intended ones', async () => {
  const { left, keyOnly, both, unprotected, required } = INTENDED;
  const accounts = PEOPLE.length + 1 - left;
  const protectedAccounts = PEOPLE.length - left - unprotected;
  const { protection, warnings } = await overview();
  expect(protection).toEqual({
    accounts,
    disabled: left,
    protected: protectedAccounts,
    unprotected: unprotected + 1,
    authenticatorAppOnly: protectedAccounts - keyOnly - both,
    securityKeyOnly: keyOnly,
    both,
    administrators: 5,
    administratorsUnprotected: 1,
    required: 5 + required.protected + required.overdue + required.inGrace,
    requiredUnprotected: 1 + required.overdue + required.inGrace,
  });
  expect(warnings.map(({ code }) => code)).toEqual(['ADMINISTRATORS_UNPROTECTED']);
});

test('working days are busy, weekends are not, and every day has its failures but for an attack or two', async () => {
  const { days } = await overview();
  const on = (weekend: boolean) => days.filter(({ day }) => isWeekend(Date.parse(day)) === weekend);
  expect(days).toHaveLength(30);
  for (const { signIns } of on(false)) expect(signIns).toBeGreaterThan(20);
  for (const { signIns } of on(true)) expect(signIns).toBeLessThan(20);
  const attacks = days.filter(({ failures }) => failures > 15).length;
  expect(attacks).toBeGreaterThan(0);
  expect(attacks).toBeLessThan(5);
});

test('every event is as it was written, and none is of the future', async () => {
  const { findings, events, unsealed } = await app.services.auditVerification.verify();
  expect(findings).toEqual([]);
  expect(events).toBeGreaterThan(2000);
  // The administrator's sign-in of this test.
  expect(unsealed).toBe(1);
  const { items } = await app.services.audit.page(UNATTENDED, { from: NOW + 1 }, { page: 1, perPage: 1 });
  expect(items).toEqual([]);
});

test('what happens in a month has happened, and one account is locked at this moment', async () => {
  const counts = await app.services.audit.countByPeriod(
    ['account.locked', 'two_factor.reset', 'recovery_code.used', 'backup_code.used', 'second_factor.failed'],
    NOW - 30 * DAY,
    365 * DAY,
  );
  expect(new Set(counts.map(({ action }) => action)).size).toBe(5);
  const { accounts } = await administrator.data<{ accounts: { items: { login: string }[] } }>(
    '{ accounts(filter: { locked: true }) { items { login } } }',
  );
  expect(accounts.items).toEqual([{ login: LOCKED_PERSON }]);
});

test('the person signs in with the password and the app that are printed', async () => {
  const client = new Client(app.url);
  const { challenge, methods } = await challengeFor(client, logins.person, logins.password);
  expect(methods.toSorted()).toEqual(['AUTHENTICATOR_APP', 'BACKUP_CODE', 'SECURITY_KEY']);
  const code = appCode(secretFromUri(logins.otpauthUri), NOW);
  await client.data(VERIFY_CODE, { challenge, code });
});

test('a database that has accounts is left alone', async () => {
  const before = (await overview()).protection;
  await expect(fillDemo(config, app.url, NOW + DAY)).rejects.toThrow('There are accounts in this database.');
  expect((await overview()).protection).toEqual(before);
});
