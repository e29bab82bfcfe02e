import { afterAll, beforeAll, expect, test } from 'vitest';
import { Account } from '../../../server/accounts/account.entity.js';
import { DAY, MINUTE } from '../../../server/platform/clock.js';
import { Refusal } from '../../../server/platform/refusal.js';
import { addressBuckets, type Bucket } from '../../../server/accounts/throttle/buckets.js';
import { basicStatus } from '../../support/backends.js';
import type { Client } from '../../support/client.js';
import { beforeCall } from '../../support/barrier.js';
import {
  administrator,
  createAccount,
  PASSWORD,
  SIGN_IN,
  signedIn,
  updateSettings,
} from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const HOUR = 60 * MINUTE;
const LIMIT = 3;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    THROTTLE_ACCOUNT_ATTEMPTS: '10',
    THROTTLE_ADDRESS_ATTEMPTS: String(LIMIT),
    TRUSTED_PROXIES: 'loopback',
  });
});
afterAll(() => server.stop());

/** A guess that is wrong, at whatever these buckets count. */
const wrongGuess = (buckets: readonly Bucket[]) =>
  server.app.services.throttle.attempt(buckets, () => Promise.resolve(null));

let made = 0;
const from = (address: string): Client => server.client({ headers: { 'x-forwarded-for': address } });
const guess = (address: string, login = `nobody${made++}`, password = `wrong password ${made++}`) =>
  from(address).code(SIGN_IN, { login, password });

test('one typo every six hours for a month, and nobody at that address has to wait', async () => {
  const office = () => addressBuckets('192.0.2.1', 100);
  for (let typos = 0; typos < 30 * 4; typos++) {
    await wrongGuess(office());
    server.clock.advance(6 * HOUR);
  }
  await wrongGuess(office());
  await wrongGuess(office());
});

test('one phone with an old password at /auth/basic for a week: nobody waits, neither at its address nor its owner', async () => {
  let admin = await administrator(server);
  await createAccount(admin, 'owner');
  await createAccount(admin, 'colleague');
  const office = '192.0.2.2';
  const at = { 'x-forwarded-for': office };
  for (let polls = 0; polls < (7 * DAY) / (30 * MINUTE); polls++) {
    expect(await basicStatus(server, 'owner', 'the old password', 'imap', at)).toBe(401);
    server.clock.advance(30 * MINUTE);
  }
  expect(await basicStatus(server, 'owner', PASSWORD, 'imap', at)).toBe(200);
  await signedIn(from(office), 'colleague');
  admin = await administrator(server);
  const { auditEvents } = await admin.data<{ auditEvents: { total: number } }>(
    '{ auditEvents(filter: { action: "backend_sign_in.failed" }) { total } }',
  );
  // Once a day, and once for the first.
  expect(auditEvents.total).toBeLessThanOrEqual(8);
});

test('an old password is refused unchecked only until it is the right one', async () => {
  const admin = await administrator(server);
  const id = await createAccount(admin, 'changes');
  expect(await basicStatus(server, 'changes', 'a brand new password')).toBe(401);
  expect(await basicStatus(server, 'changes', 'a brand new password')).toBe(401);
  await admin.data(
    'mutation ($id: ID!) { updateAccount(id: $id, input: { password: "a brand new password", passwordMustChange: false }) { id } }',
    { id },
  );
  expect(await basicStatus(server, 'changes', 'a brand new password')).toBe(200);
});

test('a right password that the account may not use yet is not remembered as a wrong one', async () => {
  const admin = await administrator(server);
  const phone = { 'x-forwarded-for': '192.0.2.20' };
  await createAccount(admin, 'waits');
  const allow = (allowPasswordForBackends: boolean) => updateSettings(admin, { allowPasswordForBackends });
  await allow(false);
  // The administrator allows it while the phone's request is being refused.
  const meanwhile = beforeCall(server.app.services.hasher, 'verify', () => allow(true));
  expect(await basicStatus(server, 'waits', PASSWORD, 'dav', phone)).toBe(401);
  expect(meanwhile.happened()).toBe(true);
  expect(await basicStatus(server, 'waits', PASSWORD, 'dav', phone)).toBe(200);
});

test('nor is one that was right until a second factor came between', async () => {
  const admin = await administrator(server);
  const phone = { 'x-forwarded-for': '192.0.2.21' };
  const id = await createAccount(admin, 'between');
  const primaryFactors = (flags: number) =>
    server.app.database.manager.update(Account, { id }, { primaryFactors: flags });
  const meanwhile = beforeCall(server.app.services.hasher, 'verify', () => primaryFactors(1));
  expect(await basicStatus(server, 'between', PASSWORD, 'dav', phone)).toBe(401);
  expect(meanwhile.happened()).toBe(true);
  await primaryFactors(0);
  expect(await basicStatus(server, 'between', PASSWORD, 'dav', phone)).toBe(200);
});

test('the same wrong password for the same login counts once for the address, another one counts', async () => {
  const office = '192.0.2.3';
  for (let tries = 0; tries < 4; tries++) {
    expect(await guess(office, 'somebody', 'remembered by a browser')).toBe('INVALID_CREDENTIALS');
  }
  for (let tries = 1; tries < LIMIT; tries++) expect(await guess(office)).toBe('INVALID_CREDENTIALS');
  expect(await guess(office)).toBe('TOO_MANY_ATTEMPTS');
});

test('a success takes back its own count and the delay with it: the next from that address need not wait', async () => {
  await createAccount(await administrator(server), 'succeeds');
  const office = '192.0.2.4';
  for (let tries = 0; tries < LIMIT; tries++) await guess(office);
  expect(await guess(office)).toBe('TOO_MANY_ATTEMPTS');
  server.clock.advance(1000);
  await signedIn(from(office), 'succeeds');
  await signedIn(from(office), 'succeeds');
  // The failures stand.
  expect(await guess(office)).toBe('INVALID_CREDENTIALS');
  expect(await guess(office)).toBe('TOO_MANY_ATTEMPTS');
});

test('a success beside a failure that came later leaves the delay of that one', async () => {
  const { throttle } = server.app.services;
  const { database } = server.app;
  const address = throttle.addresses('192.0.2.5');
  for (let tries = 1; tries < LIMIT; tries++) await wrongGuess(address);
  const slow = await throttle.attempt(address, () => Promise.resolve('right'));
  server.clock.advance(1000);
  await wrongGuess(address);
  await database.transaction((tx) => slow.succeeded(tx));
  await expect(wrongGuess(address)).rejects.toThrow(Refusal);
});

test.each([
  ['/56', 4 * LIMIT, (n: number) => `2001:db8:a:${(0x100 + n).toString(16)}::1`],
  ['/48', 16 * LIMIT, (n: number) => `2001:db8:b:${(0x100 * n).toString(16)}::1`],
])(
  'brute force from one IPv6 %s, each guess from another /64, is counted together',
  async (_, most, addressOf) => {
    const { throttle } = server.app.services;
    for (let n = 0; n < most; n++) await wrongGuess(throttle.addresses(addressOf(n)));
    expect(await guess(addressOf(most))).toBe('TOO_MANY_ATTEMPTS');
    expect(await guess('2001:db8:c::1')).toBe('INVALID_CREDENTIALS');
  },
);

/** How many attempts are let through in so many days, each made as soon as it may. */
async function letThrough(bucket: Bucket, days: number): Promise<number> {
  const end = server.clock.now() + days * DAY;
  for (let count = 0; ;) {
    try {
      await wrongGuess([bucket]);
      count++;
    } catch (error) {
      const { retryAfter } = (error as Refusal).details;
      server.clock.advance(retryAfter! * 1000);
      if (server.clock.now() > end) return count;
    }
  }
}

test.each([
  ['a backend', () => server.app.services.throttle.backend('guessed', null)],
  ['sign-in', () => server.app.services.throttle.password('guessed', null, null)],
])('in the long run a login is guessed at %s 50 times a month, and no more', async (_, bucketOf) => {
  const first = await letThrough(bucketOf(), 30);
  expect(first).toBeGreaterThanOrEqual(50);
  expect(first).toBeLessThan(60);
  const later = await letThrough(bucketOf(), 90);
  expect(later / 90).toBeLessThan(60 / 30);
});

test('in the long run an address is let try as often a day as it may before delays begin', async () => {
  const [bucket] = server.app.services.throttle.addresses('192.0.2.6');
  await letThrough(bucket!, 1);
  const days = 3;
  // The longest delay is 15 minutes, so a day has room for 96; what leaks is less than that.
  const count = await letThrough(bucket!, days);
  expect(count / days).toBeLessThanOrEqual(97);
});
