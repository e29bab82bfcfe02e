import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AuthenticatorPage, leaveChromium, startChromium } from '../../support/browser.js';
import type { Client } from '../../support/client.js';
import {
  accountFor,
  administratorOf,
  BEGIN_REGISTRATION,
  call,
  clientOf,
  type Json,
  keyChallenge,
  KEYS,
  VERIFY_KEY,
} from '../../support/security-keys.js';
import { runCli } from '../../support/cli.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const ORIGIN = 'https://login.example.org';
// Of the same site as the origin: for others Chromium would ask the older server's facets.
const APP_ID = 'https://www.example.org/u2f/facets.json';
const U2F = { protocol: 'u2f', transport: 'usb' } as const;

/** A key as it was registered long ago: what is on it, and what the U2F server kept. */
interface OldKey {
  keyHandle: Buffer;
  privateKey: KeyObject;
  publicKey: Buffer;
}

let browser: Browser;
let server: TestServer;
let admin: Client;
beforeAll(async () => {
  [browser, server] = await Promise.all([
    startChromium(),
    startTestServer({ PUBLIC_URL: ORIGIN, U2F_APP_ID: APP_ID, U2F_FACETS: ORIGIN }),
  ]);
  admin = await administratorOf(server);
});
afterAll(async () => {
  await leaveChromium(browser);
  await server.stop();
});

function oldKey(): OldKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const point = [Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')];
  return { keyHandle: randomBytes(64), privateKey, publicKey: Buffer.concat(point) };
}

const asKept = (login: string, { keyHandle, publicKey }: OldKey): Json => ({
  login,
  name: 'Old key',
  keyHandle: keyHandle.toString('base64url'),
  publicKey: publicKey.toString('base64url'),
  counter: 4,
});

async function importKeys(lines: (Json | string)[], appId = APP_ID) {
  const input = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const { status, stdout } = await runCli(server, ['u2f:import', '--json'], input, { U2F_APP_ID: appId });
  return { status, answer: JSON.parse(stdout) as { imported: number; refused: Json[] } };
}

/** The old key, plugged in at our page. */
async function plugIn({ keyHandle, privateKey }: OldKey, rpId: string): Promise<AuthenticatorPage> {
  const page = await AuthenticatorPage.pretend(browser, ORIGIN, U2F);
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
  await page.store({ credentialId: keyHandle, rpId, privateKey: pkcs8, signCount: 4 });
  return page;
}

test('a key of an older U2F deployment is taken over and signs in by the app id it knows', async () => {
  const client = await accountFor(server, admin, 'old');
  const key = oldKey();
  expect(await importKeys([asKept('old', key)])).toEqual({ status: 0, answer: { imported: 1, refused: [] } });
  // Whoever knew only the password has proved too little from now on.
  expect(await client.data(KEYS)).toEqual({ me: null });
  const page = await plugIn(key, APP_ID);
  const signingIn = clientOf(server);
  const { challenge, options } = await keyChallenge(signingIn, 'old');
  expect(options).toMatchObject({ extensions: { appid: APP_ID } });
  const response = await page.get(options);
  expect(response['clientExtensionResults']).toEqual({ appid: true });
  expect(await call(signingIn, VERIFY_KEY, { challenge, response })).toMatchObject({
    account: { login: 'old' },
  });
  expect(await signingIn.data(KEYS)).toMatchObject({
    me: { twoFactor: { enabled: true, securityKeys: [{ name: 'Old key' }] } },
  });
  await page.close();
});

test('the browser refuses to register such a key a second time', async () => {
  await accountFor(server, admin, 'twice');
  const key = oldKey();
  await importKeys([asKept('twice', key)]);
  const signingIn = clientOf(server);
  const page = await plugIn(key, APP_ID);
  const { challenge, options } = await keyChallenge(signingIn, 'twice');
  await signingIn.data(VERIFY_KEY, { challenge, response: await page.get(options) });
  const creation = await call(signingIn, BEGIN_REGISTRATION);
  expect(creation).toMatchObject({ extensions: { appidExclude: APP_ID } });
  await expect(page.create(creation)).rejects.toThrow('InvalidStateError');
  await page.close();
});

test('an answer to another app id is refused', async () => {
  await accountFor(server, admin, 'elsewhere');
  const key = oldKey();
  await importKeys([asKept('elsewhere', key)]);
  const foreign = 'https://other.example.org/app-id.json';
  const page = await plugIn(key, foreign);
  const signingIn = clientOf(server);
  const { challenge, options } = await keyChallenge(signingIn, 'elsewhere');
  const response = await page.get({ ...options, extensions: { appid: foreign } });
  expect(await signingIn.code(VERIFY_KEY, { challenge, response })).toBe('INVALID_CODE');
  await page.close();
});

test('what cannot be taken over is refused line by line, and the rest is imported', async () => {
  await accountFor(server, admin, 'lines');
  const [good, other] = [oldKey(), oldKey()];
  const offCurve = Buffer.concat([Buffer.of(4), Buffer.alloc(64, 7)]).toString('base64url');
  const { status, answer } = await importKeys([
    'not JSON',
    asKept('lines', good),
    '',
    asKept('nobody', other),
    { ...asKept('lines', other), publicKey: offCurve },
    { ...asKept('lines', other), publicKey: 'AAAA' },
    { ...asKept('lines', other), counter: -1 },
    asKept('lines', good),
  ]);
  expect(status).toBe(1);
  expect(answer.imported).toBe(1);
  expect(answer.refused.map(({ line, reason }) => `${String(line)} ${String(reason)}`)).toEqual([
    '1 is not JSON.',
    '4 No such account.',
    '5 publicKey: is no public key, or not on its curve.',
    '6 publicKey: must be a point of 65 bytes.',
    expect.stringMatching(/^7 counter: /) as string,
    '8 This security key is already registered.',
  ]);
  expect(await importKeys([asKept('lines', other)], '')).toMatchObject({
    status: 1,
    answer: { imported: 0 },
  });
});
