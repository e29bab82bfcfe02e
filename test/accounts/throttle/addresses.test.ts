import { afterAll, beforeAll, expect, test } from 'vitest';
import { administrator, createAccount, SIGN_IN, signedIn } from '../../support/flows.js';
import { ADMIN, startTestServer, type TestServer } from '../../support/server.js';

const LIMIT = 5;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ THROTTLE_ADDRESS_ATTEMPTS: String(LIMIT), TRUSTED_PROXIES: 'loopback' });
});
afterAll(() => server.stop());

let guesses = 0;

/** One guess at a login of its own, so that only the address is counted, through a proxy that names this address. */
const guessFrom = (forwardedFor: string) =>
  server
    .client({ headers: { 'x-forwarded-for': forwardedFor } })
    .code(SIGN_IN, { login: `nobody${guesses++}`, password: 'wrong password entirely' });

test.each([
  ['one IPv6 /64, however the rest is chosen', (n: number) => `2001:db8:1:2:${n}::${n + 1}`],
  ['one IPv4 address, mapped into IPv6 or not', (n: number) => (n % 2 ? '192.0.2.1' : '::ffff:192.0.2.1')],
  [
    'one IPv6 network, however it is written',
    (n: number) => (n % 2 ? '2001:DB8:9:0::1' : '2001:0db8:0009::1'),
  ],
  ['addresses a client makes up before the real one', (n: number) => `198.51.100.${n}, 192.0.2.9`],
  ['what is no address at all', (n: number) => `unknown-${n}`],
])('brute force of many logins is counted together from %s', async (_name, addressOf) => {
  for (let n = 0; n < LIMIT; n++) expect(await guessFrom(addressOf(n))).toBe('INVALID_CREDENTIALS');
  expect(await guessFrom(addressOf(LIMIT))).toBe('TOO_MANY_ATTEMPTS');
});

test('another IPv6 /64 is another address', async () => {
  for (let n = 0; n <= LIMIT; n++) await guessFrom('2001:db8:77:1::1');
  expect(await guessFrom('2001:db8:77:1::2')).toBe('TOO_MANY_ATTEMPTS');
  expect(await guessFrom('2001:db8:77:2::1')).toBe('INVALID_CREDENTIALS');
});

test('a success takes its own attempt back, and pardons nobody else’s failures', async () => {
  const address = '203.0.113.77';
  for (let n = 0; n < LIMIT - 2; n++) expect(await guessFrom(address)).toBe('INVALID_CREDENTIALS');
  const administrator = server.client({ headers: { 'x-forwarded-for': address } });
  await signedIn(administrator, ADMIN.login, ADMIN.password);
  for (let n = 0; n < 2; n++) expect(await guessFrom(address)).toBe('INVALID_CREDENTIALS');
  expect(await guessFrom(address)).toBe('TOO_MANY_ATTEMPTS');
});

test.each([
  ['a port', (n: number) => `198.51.100.${n}:50007`],
  ['a port, mapped into IPv6', (n: number) => `[::ffff:198.51.100.${20 + n}]:443`],
  ['a port and brackets', (n: number) => `[2001:db8:aa:${n}::1]:443`],
  ['brackets alone', (n: number) => `[2001:db8:bb:${n}::1]`],
  ['quotes', (n: number) => `"[2001:db8:cc:${n}::1]:443"`],
  ['a zone', (n: number) => `2001:db8:dd:${n}::1%eth0`],
  ['a trusted proxy with a port behind it', (n: number) => `198.51.100.${50 + n}:1, 127.0.0.1:${1024 + n}`],
])('whoever is named with %s has a count of their own', async (_name, addressOf) => {
  for (let n = 0; n <= LIMIT; n++) expect(await guessFrom(addressOf(n))).toBe('INVALID_CREDENTIALS');
  for (let n = 1; n < LIMIT; n++) await guessFrom(addressOf(0));
  expect(await guessFrom(addressOf(0))).toBe('TOO_MANY_ATTEMPTS');
});

test('a port says nothing of who it is: all of an address are counted together', async () => {
  for (let n = 0; n < LIMIT; n++)
    expect(await guessFrom(`192.0.2.77:${5000 + n}`)).toBe('INVALID_CREDENTIALS');
  expect(await guessFrom('192.0.2.77')).toBe('TOO_MANY_ATTEMPTS');
  expect(await guessFrom('192.0.2.78:5000')).toBe('INVALID_CREDENTIALS');
});

test('brute force of one login from many addresses is counted together', async () => {
  const strict = await startTestServer({ THROTTLE_ACCOUNT_ATTEMPTS: '3', TRUSTED_PROXIES: 'loopback' });
  await createAccount(await administrator(strict), 'distributed');
  const codes = [];
  for (let n = 0; n < 4; n++) {
    const bot = strict.client({ headers: { 'x-forwarded-for': `192.0.2.${n}` } });
    codes.push(await bot.code(SIGN_IN, { login: 'distributed', password: 'wrong password entirely' }));
  }
  expect(codes).toEqual([...Array<string>(3).fill('INVALID_CREDENTIALS'), 'TOO_MANY_ATTEMPTS']);
  await strict.stop();
});

test('addresses are noted in one spelling', async () => {
  const admin = await administrator(server);
  server.clock.advance(1);
  await guessFrom('[::ffff:203.0.113.5]:4711');
  const { auditEvents } = await admin.data<{ auditEvents: { items: { ipAddress: string }[] } }>(
    '{ auditEvents(filter: { action: "sign_in.failed" }, page: { page: 1, perPage: 1 }) { items { ipAddress } } }',
  );
  expect(auditEvents.items).toEqual([{ ipAddress: '203.0.113.5' }]);
  const lines = server.logLines.filter((line) => line.includes('"ipAddress":"203.0.113.5"'));
  expect(lines.join()).toContain('"msg":"request"');
});
