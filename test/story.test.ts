import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  administrator,
  backupCodes,
  challengeFor,
  CONFIRM_SETUP,
  createAccount,
  ME,
  PASSWORD,
  signedIn,
  signIn,
  signInWithCode,
  STEP,
  VERIFY_BACKUP_CODE,
  VERIFY_CODE,
} from './support/flows.js';
import { type Recording, recordStatements, textsWithValues } from './support/recorded-statements.js';
import { startTestServer, type TestServer } from './support/server.js';
import { appCode, secretFromUri } from './support/totp.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  recording = recordStatements();
});
let recording: Recording;
afterAll(async () => {
  recording.stop();
  await server.stop();
});

test('the whole story, from a new account to a reset by the administrator', async () => {
  const admin = await administrator(server);
  const accountId = await createAccount(admin, 'maria@example.org');

  const laptop = server.client({
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
  });
  await signedIn(laptop, 'Maria@Example.ORG');

  const { beginAuthenticatorAppSetup: setup } = await laptop.data<{
    beginAuthenticatorAppSetup: { otpauthUri: string; qrCode: string };
  }>('mutation { beginAuthenticatorAppSetup { otpauthUri qrCode } }');
  expect(setup.qrCode).toMatch(/^data:image\/png;base64,/);
  const secret = secretFromUri(setup.otpauthUri);
  const confirming = appCode(secret, server.clock.now());
  expect(await laptop.data(CONFIRM_SETUP, { code: confirming })).toEqual({
    confirmAuthenticatorAppSetup: { enabled: true, backupCodesRemaining: 0 },
  });
  const codes = await backupCodes(laptop);
  expect(new Set(codes).size).toBe(10);

  await laptop.data('mutation { signOut }');
  expect(await laptop.data(ME)).toEqual({ me: null });

  const { challenge: first, methods } = await challengeFor(laptop, 'maria@example.org');
  expect(methods).toEqual(['AUTHENTICATOR_APP', 'BACKUP_CODE']);
  expect(await laptop.code(VERIFY_CODE, { challenge: first, code: confirming })).toBe('INVALID_CODE');
  server.clock.advance(STEP);
  const code = appCode(secret, server.clock.now());
  await laptop.data(VERIFY_CODE, { challenge: first, code });
  expect(await laptop.data(ME)).toMatchObject({ me: { login: 'maria@example.org' } });

  const { challenge: second } = await challengeFor(server.client(), 'maria@example.org');
  expect(await server.client().code(VERIFY_CODE, { challenge: second, code })).toBe('INVALID_CODE');

  const { trustCurrentDevice: trusted } = await laptop.data<{
    trustCurrentDevice: { id: string; name: string; trustedUntil: string };
  }>('mutation { trustCurrentDevice { id name trustedUntil } }');
  expect(trusted.name).toBe('Firefox on Linux');
  expect(Date.parse(trusted.trustedUntil)).toBe(server.clock.now() + 30 * 24 * 60 * 60 * 1000);

  await laptop.data('mutation { signOut }');
  await signedIn(laptop, 'maria@example.org');

  const phone = server.client();
  const { challenge: third } = await challengeFor(phone, 'maria@example.org');
  const [backupCode = ''] = codes;
  const typed = backupCode.replaceAll('-', ' ').toUpperCase();
  await phone.data(VERIFY_BACKUP_CODE, { challenge: third, code: typed });
  const { challenge: fourth } = await challengeFor(server.client(), 'maria@example.org');
  expect(await phone.code(VERIFY_BACKUP_CODE, { challenge: fourth, code: backupCode })).toBe('INVALID_CODE');

  expect(await phone.data('mutation ($id: ID!) { removeDevice(id: $id) }', { id: trusted.id })).toEqual({
    removeDevice: true,
  });
  expect(await laptop.data(ME)).toEqual({ me: null });
  expect((await signIn(laptop, 'maria@example.org', PASSWORD)).__typename).toBe('SecondFactorRequired');

  server.clock.advance(STEP);
  await signInWithCode(server, laptop, 'maria@example.org', secret);
  const reset = await admin.data(
    'mutation ($id: ID!) { resetTwoFactor(accountId: $id) { twoFactor { enabled } } }',
    {
      id: accountId,
    },
  );
  expect(reset).toEqual({ resetTwoFactor: { twoFactor: { enabled: false } } });
  expect(await laptop.data(ME)).toEqual({ me: null });
  expect(await phone.data(ME)).toEqual({ me: null });
  await signedIn(laptop, 'maria@example.org');
});

test('no value is in the text of a statement', () => {
  expect(recording.texts.size).toBeGreaterThan(50);
  expect(textsWithValues(recording)).toEqual([]);
});
