import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { RecoveryCode } from '../../../server/factors/recovery-codes/recovery-code.entity.js';
import type { Client } from '../../support/client.js';
import {
  administrator,
  challengeFor,
  createAccount,
  ME,
  protectedAccount,
  setUpApp,
  signedIn,
  signIn,
  signInWithCode,
  updateSettings,
} from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const DAY = 24 * 60 * 60 * 1000;
const ISSUE = 'mutation ($id: ID!) { issueRecoveryCode(accountId: $id) { code expiresAt } }';
const VERIFY = `mutation ($challenge: String!, $code: String!) {
  verifyRecoveryCode(challenge: $challenge, code: $code) { token device { trustedUntil } }
}`;
const MUST_ENROL = '{ me { login } mustEnrol }';
const LIST_DEVICES = '{ myDevices { id } }';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  admin = await administrator(server);
});
afterAll(() => server.stop());

async function issue(id: string): Promise<string> {
  const { issueRecoveryCode } = await admin.data<{ issueRecoveryCode: { code: string; expiresAt: string } }>(
    ISSUE,
    { id },
  );
  expect(Date.parse(issueRecoveryCode.expiresAt)).toBe(server.clock.now() + DAY);
  return issueRecoveryCode.code;
}

/** Signs in with password and recovery code; the refusal, if any. */
async function recover(login: string, code: string, client = server.client()): Promise<string | undefined> {
  const { challenge } = await challengeFor(client, login);
  return client.code(VERIFY, { challenge, code });
}

test.each([true, false])(
  'a recovered session can only set up a new factor, and then all (tokens stored: %s)',
  async (stored) => {
    await updateSettings(admin, { storeAuthTokenInDB: stored });
    const login = `lost-${stored}`;
    const { id, secret } = await protectedAccount(server, admin, login);
    const code = await issue(id);
    expect(code).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
    const client = server.client();
    expect(await recover(login, code.toUpperCase().replaceAll('-', ' '), client)).toBeUndefined();
    for (const query of [
      LIST_DEVICES,
      'mutation { disableTwoFactor { enabled } }',
      'mutation { generateBackupCodes }',
      'mutation { trustCurrentDevice { id } }',
      'mutation { disableAuthenticatorApp { enabled } }',
    ]) {
      expect(await client.code(query)).toBe('ENROLMENT_REQUIRED');
    }
    expect(await client.data(MUST_ENROL)).toEqual({ me: { login }, mustEnrol: true });
    const fresh = await setUpApp(server, client);
    expect(await client.data(MUST_ENROL)).toEqual({ me: { login }, mustEnrol: false });
    expect(fresh).not.toBe(secret);
    expect(await client.code(LIST_DEVICES)).toBeUndefined();
    await signInWithCode(server, server.client(), login, fresh);
    await updateSettings(await administrator(server), { storeAuthTokenInDB: true });
  },
);

test('it is good once, and for its own account', async () => {
  const { id } = await protectedAccount(server, admin, 'once');
  await protectedAccount(server, admin, 'other');
  const code = await issue(id);
  expect(await recover('other', code)).toBe('INVALID_CODE');
  expect(await recover('once', code)).toBeUndefined();
  expect(await recover('once', code)).toBe('INVALID_CODE');
});

test('it ends when the last factor is removed, which it stands for, and does not stand for the next one', async () => {
  const { id, client } = await protectedAccount(server, admin, 'removed since');
  const code = await issue(id);
  await client.data('mutation { disableAuthenticatorApp { enabled } }');
  expect(await server.app.database.manager.countBy(RecoveryCode, { accountId: id })).toBe(0);
  await setUpApp(server, client);
  expect(await recover('removed since', code)).toBe('INVALID_CODE');
});

test('it ends when another factor is set up: nothing is lost then', async () => {
  const { id, client } = await protectedAccount(server, admin, 'found again');
  const code = await issue(id);
  await setUpApp(server, client);
  expect(await recover('found again', code)).toBe('INVALID_CODE');
});

test('a recovery-code race: of many at once one is let in', async () => {
  const { id } = await protectedAccount(server, admin, 'raced');
  const code = await issue(id);
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => recover('raced', code)));
  expect(outcomes.filter((refusal) => refusal === undefined)).toHaveLength(1);
  expect(outcomes.filter((refusal) => refusal === 'INVALID_CODE')).toHaveLength(9);
});

test('a recovery code that two requests find right at once is used up by one', async () => {
  const { id } = await protectedAccount(server, admin, 'at once');
  const code = await issue(id);
  const { services, database } = server.app;
  const check = () => services.hasher.withPlace(null, () => services.recoveryCodes.check(id, code));
  const spends = [await check(), await check()];
  const spent = [];
  for (const spend of spends) {
    spent.push(await database.transaction((tx) => spend!(tx, { id, login: 'at once', ipAddress: null })));
  }
  expect(spent).toEqual([true, false]);
});

test('it ends after 24 hours, when a new one is issued, and with a reset', async () => {
  const { id } = await protectedAccount(server, admin, 'ends');
  const expired = await issue(id);
  server.clock.advance(DAY);
  expect(await recover('ends', expired)).toBe('INVALID_CODE');
  admin = await administrator(server);
  const replaced = await issue(id);
  const valid = await issue(id);
  expect(await recover('ends', replaced)).toBe('INVALID_CODE');
  await admin.data('mutation ($id: ID!) { resetTwoFactor(accountId: $id) { id } }', { id });
  const client = server.client();
  await signedIn(client, 'ends');
  await setUpApp(server, client);
  expect(await recover('ends', valid)).toBe('INVALID_CODE');
});

test('it ends all trust and gives none', async () => {
  const { id, secret } = await protectedAccount(server, admin, 'stolen-phone');
  const phone = server.client();
  await signInWithCode(server, phone, 'stolen-phone', secret, true);
  expect((await signIn(phone, 'stolen-phone', 'nine purple elephants dance')).__typename).toBe('SignedIn');
  const client = server.client();
  expect(await recover('stolen-phone', await issue(id), client)).toBeUndefined();
  for (const browser of [phone, client]) {
    const answer = await signIn(browser, 'stolen-phone', 'nine purple elephants dance');
    expect(answer.__typename).toBe('SecondFactorRequired');
  }
});

test('only a recently proved administrator issues it, for an account that has something to recover', async () => {
  const { id, client } = await protectedAccount(server, admin, 'self');
  expect(await client.code(ISSUE, { id })).toBe('FORBIDDEN');
  expect(await server.client().code(ISSUE, { id })).toBe('UNAUTHENTICATED');
  expect(await admin.code(ISSUE, { id: await createAccount(admin, 'plain') })).toBe('CONFLICT');
  expect(await admin.code(ISSUE, { id: 'nobody' })).toBe('NOT_FOUND');
  server.clock.advance(10 * 60_000);
  expect(await admin.code(ISSUE, { id })).toBe('REAUTHENTICATION_REQUIRED');
});

test('it does not stand in for the password', async () => {
  const { id } = await protectedAccount(server, admin, 'password-too');
  const code = await issue(id);
  expect(await server.client().code(VERIFY, { challenge: 'none', code })).toBe('CHALLENGE_EXPIRED');
  expect(await server.client().data(ME)).toEqual({ me: null });
});

test('it is stored hashed with a salt of its own, and issue and use are audited without it', async () => {
  const { id } = await protectedAccount(server, admin, 'audited');
  const code = await issue(id);
  const row = await server.app.database.manager.findOneByOrFail(RecoveryCode, { accountId: id });
  expect(row.hash).toMatch(/^[0-9a-f]{64}$/);
  expect(await recover('audited', code)).toBeUndefined();
  const { auditEvents } = await admin.data<{ auditEvents: { items: { action: string }[] } }>(
    'query ($id: ID!) { auditEvents(filter: { accountId: $id }) { items { action actorLogin details } } }',
    { id },
  );
  const actions = auditEvents.items.map(({ action }) => action);
  expect(actions).toContain('recovery_code.issued');
  expect(actions).toContain('recovery_code.used');
  expect(JSON.stringify(auditEvents)).not.toContain(code);
});
