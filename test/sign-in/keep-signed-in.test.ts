import { parseSetCookie } from 'cookie';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { SoftAuthenticator } from '../support/authenticator.js';
import type { Client } from '../support/client.js';
import {
  administrator,
  createAccount,
  PASSWORD,
  protectedAccount,
  signedIn,
  STEP,
  updateSettings,
} from '../support/flows.js';
import { BEGIN_PASSKEY, call, registerKey } from '../support/security-keys.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { appCode } from '../support/totp.js';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const LIFETIME = 14 * DAY;
const SIGN_IN = `mutation ($login: String!, $keep: Boolean) {
  signIn(input: { login: $login, password: "${PASSWORD}", keepSignedIn: $keep }) {
    ... on SignedIn { expiresAt } ... on SecondFactorRequired { challenge }
  }
}`;
const VERIFY =
  'mutation ($challenge: String!, $code: String!) { verifyAuthenticatorCode(challenge: $challenge, code: $code) { expiresAt } }';
const PASSKEY =
  'mutation ($response: JSON!, $keep: Boolean) { signInWithPasskey(response: $response, keepSignedIn: $keep) { expiresAt } }';
const MINE = '{ myDevices { id } }';

let server: TestServer;
let admin: Client;
let secret: string;
let authenticator: SoftAuthenticator;
beforeAll(async () => {
  server = await startTestServer();
  admin = await administrator(server);
  await createAccount(admin, 'plain');
  ({ secret } = await protectedAccount(server, admin, 'app'));
  await createAccount(admin, 'passkey');
  const owner = server.client();
  await signedIn(owner, 'passkey');
  authenticator = new SoftAuthenticator(server.url);
  await registerKey(owner, authenticator);
});
beforeEach(async () => {
  admin = await administrator(server);
});
afterAll(() => server.stop());

/** What the answer says of the session's cookie, and how long the session lasts. */
async function outcome(
  client: Client,
  query: string,
  variables: Record<string, unknown>,
): Promise<{ kept: boolean; lasts: number }> {
  const { headers, data, errors } = await client.request<Record<string, { expiresAt: string }>>(
    query,
    variables,
  );
  expect(errors).toBeUndefined();
  const set = headers.getSetCookie().map((header) => parseSetCookie(header));
  const token = set.find(({ name }) => name === 'latchkey');
  const devices = set.find(({ name }) => name === 'latchkey_devices');
  expect(token).toMatchObject({ httpOnly: true, sameSite: 'lax', path: '/' });
  expect(token).not.toHaveProperty('expires');
  // A browser is known again, however long its sessions last.
  expect(devices?.maxAge).toBe(400 * 24 * 60 * 60);
  const [answer] = Object.values(data!);
  const lasts = Date.parse(answer!.expiresAt) - server.clock.now();
  if (token?.maxAge !== undefined) expect(token.maxAge).toBe(Math.floor(lasts / 1000));
  return { kept: token?.maxAge !== undefined, lasts };
}

const WAYS: Record<string, (client: Client, keep: boolean | null) => ReturnType<typeof outcome>> = {
  password: (client, keep) => outcome(client, SIGN_IN, { login: 'plain', keep }),
  app: async (client, keep) => {
    const { signIn } = await client.data<{ signIn: { challenge: string } }>(SIGN_IN, { login: 'app', keep });
    server.clock.advance(STEP);
    return outcome(client, VERIFY, {
      challenge: signIn.challenge,
      code: appCode(secret, server.clock.now()),
    });
  },
  passkey: async (client, keep) => {
    const response = authenticator.get(await call(client, BEGIN_PASSKEY));
    return outcome(client, PASSKEY, { response, keep });
  },
};
const KEPT = { kept: true, lasts: LIFETIME };
const BRIEF = { kept: false, lasts: DAY };

test.each([
  ['ALWAYS', { true: KEPT, false: KEPT, null: KEPT }],
  ['ASK', { true: KEPT, false: BRIEF, null: KEPT }],
  ['NEVER', { true: BRIEF, false: BRIEF, null: BRIEF }],
])('keepSignedIn %s decides with the person’s choice, whatever is proved', async (keepSignedIn, expected) => {
  await updateSettings(admin, { keepSignedIn });
  for (const [name, way] of Object.entries(WAYS)) {
    for (const keep of [true, false, null]) {
      const found = await way(server.client(), keep);
      expect([name, keep, found]).toEqual([name, keep, expected[`${keep}`]]);
    }
  }
});

test.each([true, false])(
  'what is not kept ends after a day, used or not (tokens stored: %s)',
  async (stored) => {
    await updateSettings(admin, { keepSignedIn: 'ASK', storeAuthTokenInDB: stored });
    const [brief, kept] = [server.client(), server.client()];
    await outcome(brief, SIGN_IN, { login: 'plain', keep: false });
    await outcome(kept, SIGN_IN, { login: 'plain', keep: true });
    server.clock.advance(DAY - 1000);
    expect([await brief.code(MINE), await kept.code(MINE)]).toEqual([undefined, undefined]);
    server.clock.advance(1000);
    expect([await brief.code(MINE), await kept.code(MINE)]).toEqual(['UNAUTHENTICATED', undefined]);
    await updateSettings(await administrator(server), { storeAuthTokenInDB: true });
  },
);

test('a proof renews the cookie as it was', async () => {
  await updateSettings(admin, { keepSignedIn: 'ASK' });
  for (const keep of [true, false]) {
    const client = server.client();
    await outcome(client, SIGN_IN, { login: 'plain', keep });
    const { headers } = await client.request(`mutation { reauthenticate(password: "${PASSWORD}") }`);
    const [renewed] = headers.getSetCookie().map((header) => parseSetCookie(header));
    expect([renewed?.name, renewed?.maxAge !== undefined]).toEqual(['latchkey', keep]);
  }
});
