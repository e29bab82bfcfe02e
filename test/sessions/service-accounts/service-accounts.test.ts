import { afterAll, beforeAll, expect, test } from 'vitest';
import { AuditEvent } from '../../../server/events/audit/audit-event.entity.js';
import type { Permission } from '../../../server/platform/acting/permissions.js';
import { SERVICE_PERMISSIONS } from '../../../server/platform/acting/permissions.js';
import { DAY } from '../../../server/platform/clock.js';
import { ServiceToken } from '../../../server/sessions/service-accounts/service-token.entity.js';
import type { Client } from '../../support/client.js';
import { administrator, createAccount, signedIn } from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { bearing, program, SHELL } from '../../support/service-accounts.js';

const CREATE = `mutation ($name: String!, $permissions: [String!]!, $allowedNetworks: [String!]) {
  createServiceAccount(input: { name: $name, permissions: $permissions, allowedNetworks: $allowedNetworks }) {
    id name permissions allowedNetworks disabled createdBy lastUsedAt tokens { id }
  }
}`;
const UPDATE = `mutation ($id: ID!, $input: UpdateServiceAccountInput!, $expected: ExpectedServiceAccountInput) {
  updateServiceAccount(id: $id, input: $input, expected: $expected) { name permissions allowedNetworks disabled }
}`;
const ISSUE =
  'mutation ($id: ID!, $days: Int!) { issueServiceToken(id: $id, days: $days) { secret token { id hint createdAt expiresAt } } }';
const ROTATE =
  'mutation ($id: ID!, $days: Int!) { rotateServiceToken(id: $id, overlapDays: $days) { secret token { id expiresAt } } }';
const REVOKE = 'mutation ($id: ID!) { revokeServiceToken(id: $id) }';
const SHOW =
  'query ($id: ID!) { serviceAccount(id: $id) { lastUsedAt tokens { id hint expiresAt replacedAt lastUsedAt } } }';
const COUNT = '{ accounts { total } }';

interface Issued {
  secret: string;
  token: { id: string; hint: string; createdAt: string; expiresAt: string };
}

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
  await server.app.services.jobs.stop(10_000);
  admin = await administrator(server);
});
afterAll(() => server.stop());

const again = async (): Promise<Client> => (admin = await administrator(server));

async function created(name: string, permissions: Permission[] = ['accounts:read']): Promise<string> {
  const { createServiceAccount } = await admin.data<{ createServiceAccount: { id: string } }>(CREATE, {
    name,
    permissions,
  });
  return createServiceAccount.id;
}
const issued = async (id: string, days = 30): Promise<Issued> =>
  (await admin.data<{ issueServiceToken: Issued }>(ISSUE, { id, days })).issueServiceToken;
const events = (action: string) =>
  server.app.database.manager.find(AuditEvent, { where: { action }, order: { id: 'DESC' } });

test('an administrator creates one, and its token reads what it may', async () => {
  expect(
    await admin.data(CREATE, {
      name: ' Panel ',
      permissions: ['groups:read', 'accounts:read'],
      allowedNetworks: ['192.0.2.7/24', '127.0.0.1', '::1'],
    }),
  ).toEqual({
    createServiceAccount: {
      id: expect.any(String) as string,
      name: 'Panel',
      permissions: ['accounts:read', 'groups:read'],
      allowedNetworks: ['192.0.2.0/24', '127.0.0.1/32', '::1/128'],
      disabled: false,
      createdBy: 'admin',
      lastUsedAt: null,
      tokens: [],
    },
  });
  const [event] = await events('service_account.created');
  const id = (event!.details as { serviceAccountId: string }).serviceAccountId;
  const { secret, token } = await issued(id, 1);
  expect(secret).toMatch(/^lks_[\w-]{43}$/);
  expect(token.hint).toBe(secret.slice(-4));
  expect(Date.parse(token.expiresAt) - Date.parse(token.createdAt)).toBe(DAY);
  expect(await bearing(server, secret).data(COUNT)).toEqual({ accounts: { total: 1 } });

  await server.app.services.laterWrites.settle();
  const { serviceAccount } = await admin.data<{ serviceAccount: { lastUsedAt: string; tokens: object[] } }>(
    SHOW,
    {
      id,
    },
  );
  expect(serviceAccount.lastUsedAt).toBe(new Date(server.clock.now()).toISOString());
  expect(serviceAccount.tokens).toMatchObject([{ id: token.id, lastUsedAt: serviceAccount.lastUsedAt }]);
});

test('names are unique without regard to case, and what is no permission of programs is refused', async () => {
  await created('Twice');
  expect(await admin.code(CREATE, { name: 'tWICE', permissions: ['accounts:read'] })).toBe('CONFLICT');
  for (const permissions of [[], ['accounts:readd'], ['service-accounts:manage'], ['accounts:import']]) {
    expect(await admin.code(CREATE, { name: 'Never', permissions }), String(permissions)).toBe(
      'BAD_USER_INPUT',
    );
  }
  expect(await admin.code(CREATE, { name: 'x'.repeat(65), permissions: ['accounts:read'] })).toBe(
    'BAD_USER_INPUT',
  );
});

test('all that can be given fits its column', () => {
  expect(SERVICE_PERMISSIONS.join(' ').length).toBeLessThan(512);
});

// More permissions than allowed.
test('nobody gives a program, nor is handed the token of, what their own role does not include', async () => {
  const client = server.client();
  await createAccount(admin, 'modest');
  const { token } = await signedIn(client, 'modest');
  const { services } = server.app;
  const session = (await services.sessions.authenticate(token, null))!;
  const refused = { code: 'FORBIDDEN' };
  const { id } = await services.serviceAccounts.create(SHELL, { name: 'More', permissions: ['audit:read'] });
  const { token: one } = await services.serviceTokens.issue(SHELL, id, 1);
  await expect(
    services.serviceAccounts.create(session, { name: 'Mine', permissions: ['audit:read'] }),
  ).rejects.toMatchObject(refused);
  await expect(
    services.serviceAccounts.update(session, id, { permissions: ['audit:read', 'accounts:read'] }),
  ).rejects.toMatchObject(refused);
  await expect(services.serviceTokens.issue(session, id, 1)).rejects.toMatchObject(refused);
  await expect(services.serviceTokens.rotate(session, one.id, 0)).rejects.toMatchObject(refused);
  expect(await services.serviceTokens.ofAccounts([id])).toMatchObject([{ id: one.id, replacedAt: null }]);
});

test('a token works to the last millisecond of its time', async () => {
  const { secret, token } = await issued(await created('Punctual'), 1);
  const client = bearing(server, secret);
  server.clock.advance(DAY - 1);
  expect(await client.code(COUNT)).toBeUndefined();
  expect(Date.parse(token.expiresAt) - server.clock.now()).toBe(1);
  server.clock.advance(1);
  expect(await client.code(COUNT)).toBe('UNAUTHENTICATED');
  await again();
});

test.each([0, 367, -1])('a token is not issued for %i days', async (days) => {
  const id = await created(`For ${days}`);
  expect(await admin.code(ISSUE, { id, days })).toBe('BAD_USER_INPUT');
});

// More tokens than allowed.
test('of a service account five tokens work, however many are asked for at once', async () => {
  const id = await created('Many');
  const codes = await Promise.all(Array.from({ length: 8 }, () => admin.code(ISSUE, { id, days: 1 })));
  expect(codes.filter((code) => code === undefined)).toHaveLength(5);
  expect(codes.filter((code) => code === 'CONFLICT')).toHaveLength(3);
  const { serviceAccount } = await admin.data<{ serviceAccount: { tokens: { id: string }[] } }>(SHOW, { id });
  expect(serviceAccount.tokens).toHaveLength(5);
  await admin.data(REVOKE, { id: serviceAccount.tokens[0]!.id });
  expect(await admin.code(ISSUE, { id, days: 1 })).toBeUndefined();
});

test('a rotated token goes on for the days that were chosen, and no longer', async () => {
  const { secret, token } = await issued(await created('Overlapping'), 90);
  const { rotateServiceToken: next } = await admin.data<{ rotateServiceToken: Issued }>(ROTATE, {
    id: token.id,
    days: 2,
  });
  expect(next.secret).not.toBe(secret);
  expect(Date.parse(next.token.expiresAt) - server.clock.now()).toBe(90 * DAY);
  expect(await admin.code(ROTATE, { id: token.id, days: 2 })).toBe('CONFLICT');
  server.clock.advance(2 * DAY - 1);
  expect(await bearing(server, secret).code(COUNT)).toBeUndefined();
  server.clock.advance(1);
  expect(await bearing(server, secret).code(COUNT)).toBe('UNAUTHENTICATED');
  expect(await bearing(server, next.secret).code(COUNT)).toBeUndefined();
  await again();
});

// A service token replayed after its rotation.
test('a token rotated without an overlap is refused at once, and of several rotations one counts', async () => {
  const { secret, token } = await issued(await created('At once'), 1);
  const rotations = await Promise.all(
    Array.from({ length: 4 }, () => admin.code(ROTATE, { id: token.id, days: 0 })),
  );
  expect(rotations.toSorted()).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND', undefined]);
  expect(await bearing(server, secret).code(COUNT)).toBe('UNAUTHENTICATED');
  expect(await admin.code(ROTATE, { id: token.id, days: 8 })).toBe('BAD_USER_INPUT');
});

test('a rotation never makes a token last longer than it would have', async () => {
  const { secret, token } = await issued(await created('Nearly over'), 1);
  server.clock.advance(DAY - 1);
  await again();
  await admin.data(ROTATE, { id: token.id, days: 7 });
  server.clock.advance(1);
  expect(await bearing(server, secret).code(COUNT)).toBe('UNAUTHENTICATED');
});

test('revoked, disabled, deleted or elsewhere: every such token is refused as one that never was', async () => {
  const answers: unknown[] = [];
  const ask = async (secret: string) => {
    const { errors, data, status } = await bearing(server, secret).request(COUNT);
    answers.push({ errors, data, status });
  };
  await ask('lks_' + 'A'.repeat(43));
  const revoked = await program(server, ['accounts:read']);
  await admin.data(REVOKE, { id: revoked.tokenId });
  await ask(revoked.secret);
  expect(await admin.code(REVOKE, { id: revoked.tokenId })).toBe('NOT_FOUND');

  const disabled = await program(server, ['accounts:read']);
  await admin.data(UPDATE, { id: disabled.id, input: { disabled: true } });
  await ask(disabled.secret);
  await admin.data(UPDATE, { id: disabled.id, input: { disabled: false } });
  expect(await disabled.client.code(COUNT)).toBeUndefined();

  const deleted = await program(server, ['accounts:read']);
  await admin.data('mutation ($id: ID!) { deleteServiceAccount(id: $id) }', { id: deleted.id });
  await ask(deleted.secret);
  expect(await server.app.database.manager.countBy(ServiceToken, { serviceAccountId: deleted.id })).toBe(0);

  await ask((await program(server, ['accounts:read'], { allowedNetworks: ['192.0.2.0/24'] })).secret);
  expect(answers).toHaveLength(5);
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
});

test('what has changed in the meantime is not overwritten', async () => {
  const id = await created('Seen');
  await admin.data(UPDATE, { id, input: { permissions: ['groups:read'] } });
  const { errors } = await admin.request(UPDATE, {
    id,
    input: { permissions: ['audit:read'] },
    expected: { permissions: ['accounts:read'] },
  });
  expect(errors?.[0]?.extensions).toMatchObject({
    code: 'CONFLICT',
    changed: { permissions: ['groups:read'] },
  });
});

test('the audit log says what was done to it, and what it did, by its name', async () => {
  const panel = await program(server, ['accounts:manage']);
  await panel.client.data('mutation { createAccount(input: { login: "by program" }) { id } }');
  const [event] = await events('account.created');
  expect(event).toMatchObject({
    actorId: panel.id,
    actorLogin: `service:${panel.name}`,
    accountLogin: 'by program',
  });
  expect(event!.ipAddress).toMatch(/127\.0\.0\.1|::1/);
  await admin.data(ROTATE, { id: panel.tokenId, days: 1 });
  const [rotated] = await events('service_token.rotated');
  expect(rotated).toMatchObject({
    actorLogin: 'admin',
    accountId: null,
    details: { serviceAccountId: panel.id, serviceAccount: panel.name, replaced: { tokenId: panel.tokenId } },
  });
  const all = JSON.stringify(await server.app.database.manager.find(AuditEvent));
  expect(all).not.toContain(panel.secret);
  expect(server.logLines.join('\n')).not.toContain(panel.secret);
});

test.each(['service:panel', 'SERVICE:x', 'ſervice:x'])('no account can be called %s', async (login) => {
  expect(
    await admin.code('mutation ($login: String!) { createAccount(input: { login: $login }) { id } }', {
      login,
    }),
  ).toBe('BAD_USER_INPUT');
});

test('a token that ended a month ago is cleaned away, and none before', async () => {
  const { token } = await issued(await created('Cleaned'), 1);
  const count = () => server.app.database.manager.countBy(ServiceToken, { id: token.id });
  server.clock.advance(31 * DAY - 1);
  await server.app.services.cleanUp.run(new AbortController().signal);
  expect(await count()).toBe(1);
  server.clock.advance(1);
  await server.app.services.cleanUp.run(new AbortController().signal);
  expect(await count()).toBe(0);
});
