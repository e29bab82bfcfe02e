import type { EntityManager } from 'typeorm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Bucket } from '../../../server/accounts/throttle/buckets.js';
import { ThrottleCounter } from '../../../server/accounts/throttle/throttle-counter.entity.js';
import type { ThrottleService } from '../../../server/accounts/throttle/throttle.service.js';
import { sha256 } from '../../../server/platform/encryption/secrets.js';
import { Refusal } from '../../../server/platform/refusal.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const LIMIT = 3;

let server: TestServer;
let throttle: ThrottleService;
beforeAll(async () => {
  server = await startTestServer({
    THROTTLE_ACCOUNT_ATTEMPTS: String(LIMIT),
    THROTTLE_ADDRESS_ATTEMPTS: String(LIMIT),
  });
  ({ throttle } = server.app.services);
});
afterAll(() => server.stop());

const attemptsOf = async ({ name }: Bucket): Promise<number> => {
  const counter = await server.app.database.manager.findOneBy(ThrottleCounter, { bucket: sha256(name) });
  return counter?.attempts ?? 0;
};
const right = () => Promise.resolve('right');
const wrong = () => Promise.resolve(null);
const inTransaction = <Result>(work: (tx: EntityManager) => Promise<Result>) =>
  server.app.database.transaction(work);

test('a guess is counted, and that is committed, before it is checked', async () => {
  const password = throttle.password('counted first', null, null);
  const { outcome } = await throttle.attempt([password], () => attemptsOf(password));
  expect(outcome).toBe(1);
});

test('a guess that is refused is not checked, and counts nowhere', async () => {
  const password = throttle.password('refused', null, null);
  const [address] = throttle.addresses('192.0.2.1');
  for (let tries = 0; tries < LIMIT; tries++) await throttle.attempt([address!], wrong);
  const check = vi.fn(right);
  await expect(throttle.attempt([password, address!], check)).rejects.toMatchObject({
    code: 'TOO_MANY_ATTEMPTS',
  });
  expect(check).not.toHaveBeenCalled();
  expect(await attemptsOf(password)).toBe(0);
});

test('one whose end is never told stays counted, even where it was right', async () => {
  const password = throttle.password('no end', null, null);
  await throttle.attempt([password], right);
  expect(await attemptsOf(password)).toBe(1);
});

test('what is spent alongside a guess is spent in the transaction that counts it', async () => {
  const password = throttle.password('alongside', null, null);
  const spent = throttle.password('spent alongside', null, null);
  const alongside = async (tx: EntityManager) => {
    await throttle.attemptUnderLock(tx, [spent], () => Promise.resolve(false));
  };
  await throttle.attempt([password], wrong, alongside);
  expect(await attemptsOf(spent)).toBe(1);
  for (let tries = 1; tries < LIMIT; tries++) await throttle.attempt([password], wrong);
  await expect(throttle.attempt([password], wrong, alongside)).rejects.toThrow(Refusal);
  expect(await attemptsOf(spent)).toBe(1);
});

test('a success clears a login’s count, and takes back only its own attempt of an address', async () => {
  const password = throttle.password('succeeds', null, null);
  const [address] = throttle.addresses('192.0.2.2');
  await throttle.attempt([password, address!], wrong);
  const attempt = await throttle.attempt([password, address!], right);
  await inTransaction((tx) => attempt.succeeded(tx));
  expect(await attemptsOf(password)).toBe(0);
  expect(await attemptsOf(address!)).toBe(1);
});

test('a guess that could not be checked is taken back, one that broke off otherwise is not', async () => {
  const password = throttle.password('unchecked', null, null);
  const unavailable = new Refusal('SERVICE_UNAVAILABLE', 'The directory is away.');
  await expect(throttle.attempt([password], () => Promise.reject(unavailable))).rejects.toBe(unavailable);
  expect(await attemptsOf(password)).toBe(0);
  const broken = new Error('broken');
  await expect(throttle.attempt([password], () => Promise.reject(broken))).rejects.toBe(broken);
  expect(await attemptsOf(password)).toBe(1);
});

test('under a lock only a failure is counted, whatever becomes of it afterwards', async () => {
  const codes = throttle.codes('AUTHENTICATOR_APP', 'nobody', null);
  const [pace] = codes;
  await inTransaction((tx) => throttle.attemptUnderLock(tx, codes, () => Promise.resolve(true)));
  expect(await attemptsOf(pace!)).toBe(0);
  const accountless = codes.map((bucket) => ({ ...bucket, accountId: null }));
  await inTransaction((tx) => throttle.attemptUnderLock(tx, accountless, () => Promise.resolve(false)));
  expect(await attemptsOf(pace!)).toBe(1);
});
