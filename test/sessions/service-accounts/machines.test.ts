import { afterAll, beforeAll, expect, test } from 'vitest';
import { AuthToken } from '../../../server/sessions/tokens/auth-token.entity.js';
import { ServiceToken } from '../../../server/sessions/service-accounts/service-token.entity.js';
import { MINUTE } from '../../../server/platform/clock.js';
import type { Client } from '../../support/client.js';
import { administrator, createAccount, signedIn } from '../../support/flows.js';
import { ADMIN, startTestServer, type TestServer } from '../../support/server.js';
import { bearing, type Program, program } from '../../support/service-accounts.js';

const COUNT = '{ accounts { total } }';
const UPDATE =
  'mutation ($id: ID!, $input: UpdateAccountInput!) { updateAccount(id: $id, input: $input) { id role } }';

let server: TestServer;
let other: TestServer;
let admin: Client;
let panel: Program;
beforeAll(async () => {
  server = await startTestServer();
  other = await startTestServer({ DATABASE_URL: server.databaseUrl, SECRET_KEY: server.secretKey });
  admin = await administrator(server);
  panel = await program(server, ['accounts:read', 'accounts:manage', 'accounts:support', 'groups:manage']);
});
afterAll(async () => {
  await other.stop();
  await server.stop();
});

// A service token in a cookie, in the address, as a password, as a person’s session.
test('a token is accepted as a bearer of /graphql, and nowhere and in no way else', async () => {
  const { secret } = panel;
  expect(await panel.client.code(COUNT)).toBeUndefined();

  const byCookie = server.client();
  byCookie.cookies.set('latchkey', secret);
  expect(await byCookie.code(COUNT)).toBe('UNAUTHENTICATED');
  const asked = { method: 'POST', body: JSON.stringify({ query: COUNT }) };
  const type = { 'content-type': 'application/json' };
  const inQuery = await fetch(`${server.url}/graphql?access_token=${secret}&token=${secret}`, {
    ...asked,
    headers: type,
  });
  expect(await inQuery.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  const basic = Buffer.from(`service:${panel.name}:${secret}`).toString('base64');
  const byBasic = await fetch(`${server.url}/graphql`, {
    ...asked,
    headers: { ...type, authorization: `Basic ${basic}` },
  });
  expect(await byBasic.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });

  const authorization = `Bearer ${secret}`;
  for (const path of ['/export/accounts.csv', '/export/audit.csv']) {
    expect((await fetch(server.url + path, { headers: { authorization } })).status, path).toBe(401);
  }
  expect(await server.app.services.sessions.authenticateEnrolling(secret, '127.0.0.1')).toBeNull();
});

// A person’s token as a service token.
test('a person’s token is no service token', async () => {
  const { token } = await signedIn(server.client(), ADMIN.login, ADMIN.password);
  expect(await server.app.services.machines.authenticate(token, '127.0.0.1')).toBeNull();
  // Nor where its hash stood in the other table.
  const { manager } = server.app.database;
  const [row] = await manager.find(ServiceToken, { take: 1 });
  const [session] = await manager.find(AuthToken, { order: { createdAt: 'DESC' }, take: 1 });
  await manager.update(ServiceToken, { id: row!.id }, { hash: session!.hash });
  expect(
    await bearing(server, token).code('mutation { createGroup(input: { name: "x", kind: MANUAL }) { id } }'),
  ).toBeUndefined();
  expect(await server.app.services.machines.authenticate(token, '127.0.0.1')).toBeNull();
  await manager.update(ServiceToken, { id: row!.id }, { hash: row!.hash });
});

test('it is nobody: what people do to what is their own is refused', async () => {
  expect(await panel.client.data('{ me { login } mustEnrol mustChangePassword }')).toEqual({
    me: null,
    mustEnrol: false,
    mustChangePassword: false,
  });
  for (const query of [
    '{ myTokens { id } }',
    '{ mySecurityEvents { total } }',
    'mutation { beginAuthenticatorAppSetup { secret } }',
    'mutation { changePassword(currentPassword: "x", newPassword: "y") }',
    'mutation { signOut }',
    'mutation { renewToken { token } }',
  ]) {
    expect(await panel.client.code(query), query).toBe('FORBIDDEN');
  }
});

test('neither its page of origin nor a proof, nor what is demanded of accounts, stands in its way', async () => {
  await admin.data(
    'mutation { updateSettings(input: { requireTwoFactor: EVERYONE, enrolmentGraceDays: 0 }) { disabled } }',
  );
  server.clock.advance(11 * MINUTE);
  const query =
    'mutation ($login: String!) { createAccount(input: { login: $login }) { id login email twoFactor { enabled } } }';
  expect(await panel.client.data(query, { login: 'new@example.org' })).toMatchObject({
    createAccount: { login: 'new@example.org', email: null, twoFactor: { enabled: false } },
  });
  // A browser that was given it somehow is a browser still.
  const foreign = server.client({ bearer: panel.secret, origin: 'https://evil.example' });
  expect(await foreign.code(query, { login: 'other@example.org' })).toBe('FORBIDDEN');
  admin = await administrator(server).catch(() => admin);
});

// A service account that acts on administrators, or makes one.
test('it acts on plain users only, and makes nobody more than that', async () => {
  const { services } = server.app;
  const shell = { id: null, login: 'test', ipAddress: null };
  const user = await services.newAccounts.create(shell, { login: 'plain user' });
  const boss = await services.newAccounts.create(shell, { login: 'another boss', role: 'ADMIN' });
  const { createGroup } = await panel.client.data<{ createGroup: { id: string } }>(
    'mutation { createGroup(input: { name: "Team", kind: MANUAL }) { id } }',
  );
  const before = await services.accounts.byId(boss.id);
  for (const [query, values] of [
    [UPDATE, { id: boss.id, input: { password: 'nine purple elephants dance' } }],
    [UPDATE, { id: boss.id, input: { disabled: true } }],
    [UPDATE, { id: boss.id, input: { role: 'USER' } }],
    [UPDATE, { id: user.id, input: { role: 'ADMIN' } }],
    ['mutation { createAccount(input: { login: "third boss", role: ADMIN }) { id } }', {}],
    ['mutation ($id: ID!) { deleteAccount(id: $id) }', { id: boss.id }],
    ['mutation ($id: ID!) { issuePasswordLink(accountId: $id) { token } }', { id: boss.id }],
    ['mutation ($id: ID!) { issueRecoveryCode(accountId: $id) { code } }', { id: boss.id }],
    ['mutation ($id: ID!) { resetTwoFactor(accountId: $id) { id } }', { id: boss.id }],
    [
      'mutation ($id: ID!) { updateContact(accountId: $id, input: { email: "e@example.org" }) }',
      { id: boss.id },
    ],
    ['mutation ($id: ID!) { revokeAccountTokens(accountId: $id) }', { id: boss.id }],
  ] as const) {
    expect(await panel.client.code(query, values), query).toBe('FORBIDDEN');
  }
  const add = 'mutation ($id: ID!, $ids: [ID!]!) { addToGroup(id: $id, accountIds: $ids) { done } }';
  expect(await panel.client.data(add, { id: createGroup.id, ids: [user.id, boss.id] })).toMatchObject({
    addToGroup: [{ done: true }, { done: false }],
  });
  expect(await services.accounts.byId(boss.id)).toEqual(before);
  expect(await panel.client.data(UPDATE, { id: user.id, input: { requireTwoFactor: true } })).toMatchObject({
    updateAccount: { role: 'USER' },
  });
});

test('costly mutations run once a request, as those of people', async () => {
  const twice =
    'mutation { a: createAccount(input: { login: "a" }) { id } b: createAccount(input: { login: "b" }) { id } }';
  expect((await panel.client.request(twice)).errors?.[0]?.message).toContain(
    'Only one of these in a request',
  );
});

test('what one server revokes, the other refuses', async () => {
  const one = await program(server, ['accounts:read']);
  const there = bearing(other, one.secret);
  expect(await there.code(COUNT)).toBeUndefined();
  await server.app.services.serviceTokens.revoke({ id: null, login: 'test', ipAddress: null }, one.tokenId);
  expect(await there.code(COUNT)).toBe('UNAUTHENTICATED');
});

test('its use is noted once a minute, whichever servers it comes to', async () => {
  const one = await program(server, ['accounts:read']);
  const uses = async () => {
    await server.app.services.laterWrites.settle();
    return (await server.app.database.manager.findOneByOrFail(ServiceToken, { id: one.tokenId })).lastUsedAt;
  };
  await one.client.data(COUNT);
  const first = await uses();
  expect(first).toBe(server.clock.now());
  server.clock.advance(MINUTE - 1);
  await one.client.data(COUNT);
  expect(await uses()).toBe(first);
  server.clock.advance(1);
  await one.client.data(COUNT);
  expect(await uses()).toBe(server.clock.now());
});

test('the request log names the service account, never its token', async () => {
  const one = await program(server, ['accounts:read']);
  await one.client.data(COUNT);
  await expect
    .poll(() => server.logLines.some((line) => line.includes(`"serviceAccountId":"${one.id}"`)))
    .toBe(true);
});

test('its accounts can be listed by one that may read them', async () => {
  await createAccount(admin, 'somebody').catch(() => undefined);
  const reader = await program(server, ['service-accounts:read']);
  const { serviceAccounts } = await reader.client.data<{
    serviceAccounts: { total: number; items: object[] };
  }>('{ serviceAccounts(page: { page: 1, perPage: 100 }) { total items { name tokens { hint } } } }');
  expect(serviceAccounts.items).toHaveLength(serviceAccounts.total);
  expect(
    await reader.client.code('mutation ($id: ID!) { deleteServiceAccount(id: $id) }', { id: reader.id }),
  ).toBe('FORBIDDEN');
});
