import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AuthenticatorApp } from '../../../server/factors/authenticator-app/authenticator-app.entity.js';
import { readConfig } from '../../../server/config/config.js';
import { openDatabase } from '../../../server/app/data-source.js';
import type { Database } from '../../../server/platform/database/database.js';
import { KeyRing } from '../../../server/platform/encryption/key-ring.js';
import { createServices, type Services } from '../../../server/app/services.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { PASSWORD } from '../../support/flows.js';

// The secret of both RFCs, "12345678901234567890", in base32.
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

let testDatabase: TestDatabase;
let database: Database;
let services: Services;
let accountId: string;
const clock = { time: 0, now: () => clock.time };

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  const SECRET_KEY = randomBytes(32).toString('hex');
  const config = readConfig({ DATABASE_URL: testDatabase.url, SECRET_KEY });
  database = await openDatabase({ url: testDatabase.url, poolSize: 2 });
  services = await createServices({
    config,
    database,
    clock,
    log: pino({ level: 'silent' }),
    publicUrl: 'http://localhost',
  });
  const actor = { id: null, login: 'test', ipAddress: null };
  await services.settingsChanges.update(actor, { clockTolerance: 0 });
  ({ id: accountId } = await services.newAccounts.create(actor, { login: 'rfc', password: PASSWORD }));
  await database.manager.insert(AuthenticatorApp, {
    accountId,
    sealedSecret: new KeyRing([SECRET_KEY]).seal(SECRET, `authenticator-app:${accountId}`),
    lastTimeStep: -1,
    createdAt: 0,
    lastUsedAt: null,
  });
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

const accepts = async (seconds: number, code: string): Promise<boolean> => {
  clock.time = seconds * 1000;
  return (await services.authenticatorApp.check(accountId, code)) !== null;
};
const wrong = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

// RFC 6238 appendix B, SHA-1: eight digits, of which six are the last six.
test.each([
  [59, '94287082'],
  [1111111109, '07081804'],
  [1111111111, '14050471'],
  [1234567890, '89005924'],
  [2000000000, '69279037'],
  [20000000000, '65353130'],
])('RFC 6238: at %i s the code is %s', async (seconds, eightDigits) => {
  const code = eightDigits.slice(2);
  expect(await accepts(seconds, code)).toBe(true);
  expect(await accepts(seconds, wrong(code))).toBe(false);
  expect(await accepts(seconds + 30, code)).toBe(false);
});

// RFC 4226 appendix D.
test.each(
  '755224 287082 359152 969429 338314 254676 287922 162583 399871 520489'
    .split(' ')
    .map((code, counter) => [counter, code] as const),
)('RFC 4226: counter %i gives %s', async (counter, code) => {
  expect(await accepts(counter * 30, code)).toBe(true);
  expect(await accepts(counter * 30 + 29, code)).toBe(true);
  expect(await accepts(counter * 30, wrong(code))).toBe(false);
});
