import { afterAll, beforeAll, expect, test } from 'vitest';
import { UNATTENDED } from '../../support/acting.js';
import {
  administrator,
  backupCodes,
  challengeFor,
  createAccount,
  PASSWORD,
  protectedAccount,
  SIGN_IN,
  signedIn,
  signInWithCode,
  VERIFY_BACKUP_CODE,
  VERIFY_CODE,
} from '../../support/flows.js';
import { basicStatus } from '../../support/backends.js';
import type { Client } from '../../support/client.js';
import { ADMIN, startTestServer, type TestServer } from '../../support/server.js';
import { appCode } from '../../support/totp.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

interface Events {
  auditEvents: {
    total: number;
    items: { action: string; actorLogin: string | null; accountLogin: string | null }[];
  };
}

test('each act is told, in order, of whom and by whom', async () => {
  const admin = await administrator(server);
  const id = await createAccount(admin, 'told');
  const client = server.client();
  await signedIn(client, 'told');
  await client.code(SIGN_IN, { login: 'told', password: 'a wrong password' });
  await admin.data('mutation ($id: ID!) { resetTwoFactor(accountId: $id) { id } }', { id });
  const { auditEvents } = await admin.data<Events>(
    `query ($id: ID) { auditEvents(filter: { accountId: $id }) { total items { action actorLogin accountLogin } } }`,
    { id },
  );
  expect(auditEvents.total).toBe(4);
  expect(auditEvents.items.toReversed()).toEqual([
    { action: 'account.created', actorLogin: ADMIN.login, accountLogin: 'told' },
    { action: 'sign_in.succeeded', actorLogin: 'told', accountLogin: 'told' },
    { action: 'sign_in.failed', actorLogin: null, accountLogin: 'told' },
    { action: 'two_factor.reset', actorLogin: ADMIN.login, accountLogin: 'told' },
  ]);
});

const RECENT = `query ($action: String!) {
  auditEvents(filter: { action: $action }, page: { page: 1, perPage: 1 }) {
    items { actorId actorLogin accountId accountLogin ipAddress }
  }
}`;

test.each<[string, (owner: { login: string; client: Client }) => Promise<unknown>]>([
  ['sign_in.failed', ({ login }) => server.client().code(SIGN_IN, { login, password: 'a wrong password' })],
  [
    'second_factor.failed',
    async ({ login }) => {
      const { challenge } = await challengeFor(server.client(), login);
      await server.client().code(VERIFY_CODE, { challenge, code: '000000' });
    },
  ],
  ['backend_sign_in.failed', ({ login }) => basicStatus(server, login, 'a wrong password', 'imap')],
])('%s was done by nobody that is proven, and concerns the account', async (action, fail) => {
  const admin = await administrator(server);
  const login = `victim of ${action}`;
  const { id, client } = await protectedAccount(server, admin, login);
  await fail({ login, client });
  const { auditEvents } = await admin.data<Events>(RECENT, { action });
  expect(auditEvents.items).toEqual([
    {
      actorId: null,
      actorLogin: null,
      accountId: id,
      accountLogin: login,
      ipAddress: expect.stringContaining('127.0.0.1') as string,
    },
  ]);
});

test.each([
  ['reauthentication.failed', 'mutation { reauthenticate(password: "a wrong password", code: "000000") }'],
  [
    'password.change_failed',
    'mutation { changePassword(currentPassword: "a wrong password", newPassword: "quite another password") }',
  ],
])('%s was done in a session, and so by its owner', async (action, query) => {
  const admin = await administrator(server);
  const login = `owner of ${action}`;
  const { id, client } = await protectedAccount(server, admin, login);
  expect(await client.code(query)).toMatch(/^INVALID_/);
  const { auditEvents } = await admin.data<Events>(RECENT, { action });
  expect(auditEvents.items).toMatchObject([{ actorId: id, actorLogin: login, accountId: id }]);
});

test('events are filtered by action and time, and paged', async () => {
  const admin = await administrator(server);
  const from = new Date(server.clock.now() + 1000).toISOString();
  server.clock.advance(1000);
  for (const login of ['p1', 'p2', 'p3']) await createAccount(admin, login);
  const page = async (number: number) => {
    const { auditEvents } = await admin.data<Events>(
      `query ($from: DateTimeISO, $page: Int!) { auditEvents(filter: { action: "account.created", from: $from },
        page: { page: $page, perPage: 2 }) { total items { action actorLogin accountLogin } } }`,
      { from, page: number },
    );
    return { total: auditEvents.total, logins: auditEvents.items.map(({ accountLogin }) => accountLogin) };
  };
  expect(await page(1)).toEqual({ total: 3, logins: ['p3', 'p2'] });
  expect(await page(2)).toEqual({ total: 3, logins: ['p1'] });
});

test('no secret reaches the audit log, the server’s log or an error', async () => {
  const admin = await administrator(server);
  const { secret, client } = await protectedAccount(server, admin, 'secretive');
  const codes = await backupCodes(client);
  const wrongPassword = 'a wrong but telling password';
  const answers: unknown[] = [
    await client.request(SIGN_IN, { login: 'secretive', password: wrongPassword }),
    await client.request(SIGN_IN, { login: wrongPassword, password: wrongPassword }),
    await client.request(SIGN_IN, { login: 'secretive', password: { telling: wrongPassword } }),
    await client.request(
      `mutation { signIn(input: { login: "secretive", password: ["${wrongPassword}"] }) { __typename } }`,
    ),
  ];
  const { challenge } = await challengeFor(server.client(), 'secretive');
  await server.client().data(VERIFY_BACKUP_CODE, { challenge, code: codes[0] });
  const { token, deviceToken } = await signInWithCode(server, server.client(), 'secretive', secret, true);
  const { challenge: another } = await challengeFor(server.client(), 'secretive');
  const wrongCode = appCode(secret, server.clock.now() - 3_600_000);
  await server.client().code(VERIFY_CODE, { challenge: another, code: wrongCode });
  await client.data(
    `mutation { changePassword(currentPassword: "${PASSWORD}", newPassword: "a brand new password") }`,
  );

  const rows = await server.app.services.audit.page(UNATTENDED, {}, { page: 1, perPage: 100 });
  const written = JSON.stringify([rows, server.logLines, answers]);
  expect(rows.items.length).toBeGreaterThan(10);
  for (const kept of [
    secret,
    ...codes,
    token,
    deviceToken,
    challenge,
    another,
    wrongPassword,
    PASSWORD,
    ADMIN.password,
    'a brand new password',
    server.secretKey,
  ]) {
    expect(written).not.toContain(kept);
  }
});

test('every act leaves its event', async () => {
  const admin = await administrator(server);
  const { id, secret, client } = await protectedAccount(server, admin, 'acts');
  await backupCodes(client);
  const phone = await signInWithCode(server, server.client(), 'acts', secret);
  const { challenge } = await challengeFor(server.client(), 'acts');
  await server.client().code(VERIFY_CODE, { challenge, code: '00000' });
  await client.code('mutation { reauthenticate(code: "00000") }');
  await client.data('mutation ($code: String!) { reauthenticate(code: $code) }', {
    code: appCode(secret, server.clock.now()),
  });
  for (const mutation of [
    'trustCurrentDevice { id }',
    'renameDevice(id: $device, name: "Phone") { id }',
    'untrustDevice(id: $device) { id }',
    'untrustAllDevices { id }',
    'signOutDevice(id: $device) { id }',
    'removeDevice(id: $device)',
    'revokeOtherTokens',
    'removeBackupCodes { enabled }',
    'disableAuthenticatorApp { enabled }',
    'disableTwoFactor { enabled }',
    'signOut',
  ]) {
    const variables = mutation.includes('$device') ? '($device: ID!)' : '';
    await client.data(`mutation ${variables} { ${mutation} }`, { device: phone.device.id });
  }
  for (const mutation of [
    'updateAccount(id: $id, input: { displayName: "Acts" }) { id }',
    'revokeAccountTokens(accountId: $id)',
    'deleteAccount(id: $id)',
  ]) {
    await admin.data(`mutation ($id: ID!) { ${mutation} }`, { id });
  }
  const { auditEvents } = await admin.data<Events>(
    `query ($id: ID) { auditEvents(filter: { accountId: $id }, page: { page: 1, perPage: 100 }) {
      total items { action actorLogin accountLogin } } }`,
    { id },
  );
  expect(auditEvents.items.map(({ action }) => action).toReversed()).toEqual([
    'account.created',
    'sign_in.succeeded',
    'authenticator_app.enabled',
    'backup_codes.generated',
    'sign_in.challenged',
    'sign_in.succeeded',
    'sign_in.challenged',
    'second_factor.failed',
    'reauthentication.failed',
    'reauthentication.succeeded',
    'device.trusted',
    'device.renamed',
    'device.untrusted',
    'device.all_untrusted',
    'device.signed_out',
    'device.removed',
    'token.others_revoked',
    'backup_codes.removed',
    'authenticator_app.disabled',
    'two_factor.disabled',
    'sign_out',
    'account.updated',
    'account.tokens_revoked',
    'account.deleted',
  ]);
});
