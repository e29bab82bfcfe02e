import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { BypassCode } from '../../../server/factors/bypass-codes/bypass-code.entity.js';
import type { Client } from '../../support/client.js';
import {
  administrator,
  challengeFor,
  createAccount,
  PASSWORD,
  protectedAccount,
  setUpApp,
  signedIn,
  signIn,
  signInWithCode,
  STEP,
  updateSettings,
} from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { appCode } from '../../support/totp.js';

const HOUR = 60 * 60 * 1000;
const ISSUE = `mutation ($id: ID!, $hours: Int! = 24, $uses: Int! = 1) {
  issueBypassCode(accountId: $id, hours: $hours, uses: $uses) { code uses expiresAt }
}`;
const WITHDRAW = 'mutation ($id: ID!) { withdrawBypassCode(accountId: $id) }';
const VERIFY = `mutation ($challenge: String!, $code: String!) {
  verifyBypassCode(challenge: $challenge, code: $code) { token expiresAt device { trustedUntil } }
}`;
const STATUS = 'query ($id: ID!) { account(id: $id) { twoFactor { bypassCode { usesLeft expiresAt } } } }';
const EVENTS =
  'query ($id: ID!) { auditEvents(filter: { accountId: $id }) { items { action actorLogin details } } }';
const REAUTHENTICATE = 'mutation ($code: String!) { reauthenticate(code: $code) }';
const MINE = '{ myDevices { id } }';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer({ THROTTLE_ACCOUNT_ATTEMPTS: '10' });
});
beforeEach(async () => {
  admin = await administrator(server);
});
afterAll(() => server.stop());

interface Issued {
  code: string;
  uses: number;
  expiresAt: string;
}

async function issue(id: string, more: { hours?: number; uses?: number } = {}): Promise<Issued> {
  return (await admin.data<{ issueBypassCode: Issued }>(ISSUE, { id, ...more })).issueBypassCode;
}

/** Signs in with password and temporary code; the refusal, if any. */
async function bypass(login: string, code: string, client = server.client()): Promise<string | undefined> {
  const { challenge } = await challengeFor(client, login);
  return client.code(VERIFY, { challenge, code });
}

async function status(id: string): Promise<{ usesLeft: number; expiresAt: string } | null> {
  const { account } = await admin.data<{
    account: { twoFactor: { bypassCode: { usesLeft: number; expiresAt: string } | null } };
  }>(STATUS, { id });
  return account.twoFactor.bypassCode;
}

const rows = (accountId: string): Promise<number> =>
  server.app.database.manager.countBy(BypassCode, { accountId });

test.each([true, false])(
  'a session that it began works, and proves nothing until a factor does (tokens stored: %s)',
  async (stored) => {
    await updateSettings(admin, { storeAuthTokenInDB: stored });
    const login = `phone-at-home-${stored}`;
    const { id, secret } = await protectedAccount(server, admin, login);
    await admin.data('mutation ($id: ID!) { updateAccount(id: $id, input: { role: ADMIN }) { id } }', { id });
    const { code } = await issue(id, { uses: 2 });
    expect(code).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
    const client = server.client();
    expect(await bypass(login, code.toUpperCase().replaceAll('-', ' '), client)).toBeUndefined();

    const other = await createAccount(admin, `other-${stored}`);
    expect(await client.code(MINE)).toBeUndefined();
    const NEEDS_FACTOR = [
      'mutation { disableTwoFactor { enabled } }',
      'mutation { generateBackupCodes }',
      'mutation { trustCurrentDevice { id } }',
      'mutation { disableAuthenticatorApp { enabled } }',
      'mutation { beginAuthenticatorAppSetup { secret } }',
      'mutation { beginSecurityKeyRegistration }',
      'mutation { beginAutomaticPasskeyRegistration }',
      'mutation { createAppPassword(input: { name: "Mail", scopes: ["imap"] }) { password } }',
      'mutation { revokeOtherTokens }',
      'mutation { changePassword(currentPassword: "nine purple elephants dance", newPassword: "a hundred green turtles") }',
      '{ accounts { total } }',
      '{ settings { disabled } }',
      `mutation { issueBypassCode(accountId: "${other}") { code } }`,
      `mutation { updateAccount(id: "${other}", input: { role: ADMIN }) { id } }`,
    ];
    for (const query of NEEDS_FACTOR) {
      const { errors } = await client.request(query);
      expect([query, errors?.[0]?.extensions.code]).toEqual([query, 'REAUTHENTICATION_REQUIRED']);
    }
    // The password is no factor, and neither is the code.
    expect(await client.code(`mutation { reauthenticate(password: "${PASSWORD}") }`)).toBe('BAD_USER_INPUT');
    expect(await client.code(REAUTHENTICATE, { code })).toBe('INVALID_CODE');
    expect(await status(id)).toMatchObject({ usesLeft: 1 });

    server.clock.advance(STEP);
    await client.data(REAUTHENTICATE, { code: appCode(secret, server.clock.now()) });
    expect(await client.code('{ accounts { total } }')).toBeUndefined();
    expect(await client.code('mutation { trustCurrentDevice { id } }')).toBeUndefined();
    await updateSettings(await administrator(server), { storeAuthTokenInDB: true });
  },
);

test('it is good for so many sign-ins of its own account, spares no factor, and trusts no device', async () => {
  const { id, secret } = await protectedAccount(server, admin, 'twice');
  await protectedAccount(server, admin, 'somebody-else');
  const { code } = await issue(id, { uses: 2 });
  expect(await bypass('somebody-else', code)).toBe('INVALID_CODE');
  const client = server.client();
  expect(await bypass('twice', code, client)).toBeUndefined();
  expect((await signIn(client, 'twice', PASSWORD)).__typename).toBe('SecondFactorRequired');
  expect(await status(id)).toMatchObject({ usesLeft: 1 });
  expect(await bypass('twice', code)).toBeUndefined();
  expect(await bypass('twice', code)).toBe('INVALID_CODE');
  expect([await status(id), await rows(id)]).toEqual([null, 0]);
  await signInWithCode(server, server.client(), 'twice', secret);
  expect(await server.client().code(VERIFY, { challenge: 'none', code })).toBe('CHALLENGE_EXPIRED');
});

test('the last use that two requests find at once is taken by one', async () => {
  const { id } = await protectedAccount(server, admin, 'at-once');
  const { code } = await issue(id, { uses: 2 });
  const { services, database } = server.app;
  const check = () => services.hasher.withPlace(null, () => services.bypassCodes.check(id, code));
  const spends = [await check(), await check(), await check()];
  const spent: boolean[] = [];
  for (const spend of spends) {
    spent.push(await database.transaction((tx) => spend!(tx, { id, login: 'at-once', ipAddress: null })));
  }
  expect(spent).toEqual([true, true, false]);

  await protectedAccount(server, admin, 'raced');
  const raced = await admin.data<{ accounts: { items: { id: string }[] } }>(
    '{ accounts(filter: { search: "raced" }) { items { id } } }',
  );
  const { code: last } = await issue(raced.accounts.items[0]!.id);
  const outcomes = await Promise.all(Array.from({ length: 6 }, () => bypass('raced', last)));
  expect(outcomes.filter((refusal) => refusal === undefined)).toHaveLength(1);
  expect(outcomes.filter((refusal) => refusal === 'INVALID_CODE')).toHaveLength(5);
});

test('it ends to the millisecond, and the sessions that it began with it; then it is swept', async () => {
  const { id } = await protectedAccount(server, admin, 'until');
  const { code, expiresAt } = await issue(id, { hours: 3, uses: 5 });
  const end = server.clock.now() + 3 * HOUR;
  expect(Date.parse(expiresAt)).toBe(end);
  const early = server.client();
  const { challenge } = await challengeFor(early, 'until');
  const { verifyBypassCode } = await early.data<{ verifyBypassCode: { expiresAt: string } }>(VERIFY, {
    challenge,
    code,
  });
  expect(verifyBypassCode.expiresAt).toBe(expiresAt);
  server.clock.advance(3 * HOUR - 1);
  expect(await bypass('until', code)).toBeUndefined();
  expect(await early.code(MINE)).toBeUndefined();
  server.clock.advance(1);
  expect(await bypass('until', code)).toBe('INVALID_CODE');
  expect(await early.code(MINE)).toBe('UNAUTHENTICATED');
  admin = await administrator(server);
  expect(await status(id)).toBeNull();
  expect(await admin.code(WITHDRAW, { id })).toBe('NOT_FOUND');
  expect(await rows(id)).toBe(1);
  await server.app.services.bypassCodes.sweeps()['bypassCodes']!()(100);
  expect(await rows(id)).toBe(0);
});

test('a new one replaces it; withdrawn, it ends with its sessions and no others', async () => {
  const { id, client, secret } = await protectedAccount(server, admin, 'withdrawn');
  const { code: replaced } = await issue(id);
  const { code } = await issue(id, { uses: 5 });
  expect(await bypass('withdrawn', replaced)).toBe('INVALID_CODE');
  const [letIn, proved] = [server.client(), server.client()];
  expect(await bypass('withdrawn', code, letIn)).toBeUndefined();
  expect(await bypass('withdrawn', code, proved)).toBeUndefined();
  server.clock.advance(STEP);
  await proved.data(REAUTHENTICATE, { code: appCode(secret, server.clock.now()) });
  await admin.data(WITHDRAW, { id });
  expect([await client.code(MINE), await letIn.code(MINE), await proved.code(MINE)]).toEqual([
    undefined,
    'UNAUTHENTICATED',
    undefined,
  ]);
  expect(await bypass('withdrawn', code)).toBe('INVALID_CODE');
  expect(await admin.code(WITHDRAW, { id })).toBe('NOT_FOUND');
});

test.each([
  ['a reset', 'mutation ($id: ID!) { resetTwoFactor(accountId: $id) { id } }'],
  ['signing out everywhere', 'mutation ($id: ID!) { revokeAccountTokens(accountId: $id) }'],
  ['disabling', 'mutation ($id: ID!) { updateAccount(id: $id, input: { disabled: true }) { id } }'],
])('it ends with %s', async (name, query) => {
  const login = name.replaceAll(' ', '-');
  const { id } = await protectedAccount(server, admin, login);
  const { code } = await issue(id, { uses: 5 });
  const { challenge } = await challengeFor(server.client(), login);
  await admin.data(query, { id });
  expect(await server.client().code(VERIFY, { challenge, code })).toBe('CHALLENGE_EXPIRED');
  expect(await rows(id)).toBe(0);
});

test('it ends when the last factor is removed, and a new factor leaves it as it is', async () => {
  const { id, client } = await protectedAccount(server, admin, 'factors');
  const { code } = await issue(id, { uses: 5 });
  await setUpApp(server, client);
  expect(await bypass('factors', code)).toBeUndefined();
  await client.data('mutation { disableAuthenticatorApp { enabled } }');
  expect(await rows(id)).toBe(0);
  await signedIn(server.client(), 'factors');
});

test('only a recently proved administrator gives one, within limits, to somebody else who needs it', async () => {
  const { id, client } = await protectedAccount(server, admin, 'self');
  expect(await client.code(ISSUE, { id })).toBe('FORBIDDEN');
  expect(await server.client().code(ISSUE, { id })).toBe('UNAUTHENTICATED');
  const { me } = await admin.data<{ me: { id: string } }>('{ me { id } }');
  expect(await admin.code(ISSUE, { id: me.id })).toBe('FORBIDDEN');
  expect(await admin.code(ISSUE, { id: await createAccount(admin, 'plain') })).toBe('CONFLICT');
  expect(await admin.code(ISSUE, { id: 'nobody' })).toBe('NOT_FOUND');
  for (const beyond of [{ hours: 0 }, { hours: 169 }, { uses: 0 }, { uses: 21 }]) {
    expect(await admin.code(ISSUE, { id, ...beyond })).toBe('BAD_USER_INPUT');
  }
  expect(await rows(id)).toBe(0);
  expect(await issue(id, { hours: 168, uses: 20 })).toMatchObject({ uses: 20 });
  await admin.data('mutation ($id: ID!) { updateAccount(id: $id, input: { disabled: true }) { id } }', {
    id,
  });
  expect(await admin.code(ISSUE, { id })).toBe('CONFLICT');
  server.clock.advance(10 * 60_000);
  expect(await admin.code(ISSUE, { id })).toBe('REAUTHENTICATION_REQUIRED');
});

test('guesses are counted whether there is one or not, and a new one is not locked as the old one was', async () => {
  const { id } = await protectedAccount(server, admin, 'guessed');
  const guesses: (string | undefined)[] = [];
  while (guesses.at(-1) !== 'TOO_MANY_ATTEMPTS' && guesses.length < 20) {
    guesses.push(await bypass('guessed', 'aaaa-bbbb-cccc-dddd'));
  }
  expect(new Set(guesses)).toEqual(new Set(['INVALID_CODE', 'TOO_MANY_ATTEMPTS']));
  const { code } = await issue(id);
  expect(await bypass('guessed', code)).toBeUndefined();
});

test('it is stored hashed with a salt of its own, and all that becomes of it is audited without it', async () => {
  const { id } = await protectedAccount(server, admin, 'audited');
  const { code, expiresAt } = await issue(id, { uses: 3 });
  const row = await server.app.database.manager.findOneByOrFail(BypassCode, { accountId: id });
  expect(row.hash).toMatch(/^[0-9a-f]{64}$/);
  expect(await bypass('audited', 'aaaa-bbbb-cccc-dddd')).toBe('INVALID_CODE');
  expect(await bypass('audited', code)).toBeUndefined();
  await admin.data(WITHDRAW, { id });
  const { auditEvents } = await admin.data<{
    auditEvents: { items: { action: string; actorLogin: string | null; details: unknown }[] };
  }>(EVENTS, { id });
  expect(auditEvents.items).toEqual(
    expect.arrayContaining([
      { action: 'bypass_code.issued', actorLogin: 'admin', details: { uses: 3, expiresAt } },
      { action: 'second_factor.failed', actorLogin: null, details: { method: 'BYPASS_CODE' } },
      { action: 'bypass_code.used', actorLogin: 'audited', details: { remaining: 2 } },
      { action: 'bypass_code.withdrawn', actorLogin: 'admin', details: { count: 1 } },
    ]),
  );
  expect(JSON.stringify(auditEvents)).not.toContain(code);
});
