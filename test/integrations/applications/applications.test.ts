import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Application } from '../../../server/integrations/applications/application.entity.js';
import { ApplicationHost } from '../../../server/integrations/applications/application-host.entity.js';
import { sha256 } from '../../../server/platform/encryption/secrets.js';
import {
  CREATE_APPLICATION,
  createApplication,
  ROTATE_SECRET,
  UPDATE_APPLICATION,
  updateApplication,
} from '../../support/applications.js';
import { stopCall } from '../../support/barrier.js';
import { runCli } from '../../support/cli.js';
import type { Client } from '../../support/client.js';
import { administrator } from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const EXPECTING = `mutation ($id: ID!, $input: UpdateApplicationInput!, $expected: UpdateApplicationInput) {
  updateApplication(id: $id, input: $input, expected: $expected) { id }
}`;

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
  admin = await administrator(server);
});
afterAll(() => server.stop());

const rowOf = (id: string) => server.app.database.manager.findOneByOrFail(Application, { id });

const events = async (action: string): Promise<{ details: Record<string, unknown> }[]> => {
  const { auditEvents } = await admin.data<{
    auditEvents: { items: { details: Record<string, unknown> }[] };
  }>('query ($action: String) { auditEvents(filter: { action: $action }) { items { details } } }', {
    action,
  });
  return auditEvents.items;
};

test('a new application: what most need, a secret that is shown once and kept hashed', async () => {
  const { application, clientSecret } = await createApplication(admin, { name: ' Webmail ' });
  expect(application).toMatchObject({
    kind: 'OIDC',
    name: 'Webmail',
    clientId: application.id,
    oldSecretCreatedAt: null,
    scopes: ['email', 'openid', 'profile'],
    signingAlgorithm: 'RS256',
    tokenEndpointAuthMethod: 'CLIENT_SECRET_BASIC',
    requirePkce: true,
    refreshTokens: true,
    mayIntrospect: false,
    mayEnter: 'EVERYONE',
    requireSecondFactor: false,
    maxAge: null,
    enabled: true,
    hosts: [],
  });
  expect(Buffer.from(clientSecret, 'base64url')).toHaveLength(32);
  const row = await rowOf(application.id);
  expect(row.secretHash).toBe(sha256(clientSecret));
  expect(JSON.stringify(await events('application.created'))).not.toContain(clientSecret);
  const { application: found } = await admin.data<{ application: object }>(
    'query ($id: ID!) { application(id: $id) { name hosts } }',
    { id: application.id },
  );
  expect(found).toEqual({ name: 'Webmail', hosts: [] });
  const nobody = await admin.data('{ application(id: "nobody") { name } }');
  expect(nobody).toEqual({ application: null });
});

test('applications are listed by name, a page at a time', async () => {
  await createApplication(admin, { name: 'Alpha' });
  const { applications } = await admin.data<{ applications: { items: { name: string }[]; total: number } }>(
    '{ applications(page: { page: 1, perPage: 1 }) { items { name } total } }',
  );
  expect(applications.items).toEqual([{ name: 'Alpha' }]);
  expect(applications.total).toBeGreaterThan(1);
});

test('a rotated secret overlaps with the one before, until that is dropped', async () => {
  const { application, clientSecret: first } = await createApplication(admin);
  const { id } = application;
  const drop = () =>
    admin.code('mutation ($id: ID!) { dropOldApplicationSecret(id: $id) { id oldSecretCreatedAt } }', { id });
  expect(await drop()).toBe('CONFLICT');
  const rotate = async () =>
    (await admin.data<{ rotateApplicationSecret: { clientSecret: string } }>(ROTATE_SECRET, { id }))
      .rotateApplicationSecret.clientSecret;
  const second = await rotate();
  expect(await rowOf(id)).toMatchObject({ secretHash: sha256(second), oldSecretHash: sha256(first) });
  const third = await rotate();
  expect(await rowOf(id)).toMatchObject({ secretHash: sha256(third), oldSecretHash: sha256(second) });
  expect(await drop()).toBeUndefined();
  expect(await rowOf(id)).toMatchObject({ secretHash: sha256(third), oldSecretHash: null });
});

test('without a secret there is none to rotate, and what was one is void', async () => {
  const { application } = await createApplication(admin);
  await updateApplication(admin, application.id, { tokenEndpointAuthMethod: 'NONE' });
  expect(await rowOf(application.id)).toMatchObject({ secretHash: null, secretCreatedAt: null });
  expect(await admin.code(ROTATE_SECRET, { id: application.id })).toBe('CONFLICT');
});

test('a change names what changes, and leaves the rest', async () => {
  const { application } = await createApplication(admin, { maxAge: 600 });
  await updateApplication(admin, application.id, { mayEnter: 'ADMINISTRATORS', maxAge: null });
  expect(await rowOf(application.id)).toMatchObject({
    mayEnter: 'ADMINISTRATORS',
    maxAge: null,
    name: 'Webmail',
  });
  const [latest] = await events('application.updated');
  expect(latest!.details).toEqual({
    applicationId: application.id,
    name: 'Webmail',
    mayEnter: { from: 'EVERYONE', to: 'ADMINISTRATORS' },
    maxAge: { from: 600, to: null },
  });
  const unchanged = (await events('application.updated')).length;
  await updateApplication(admin, application.id, { mayEnter: 'ADMINISTRATORS' });
  expect(await events('application.updated')).toHaveLength(unchanged);
});

const BAD_URIS = [
  '/callback',
  'callback',
  'https:/mail.example.org/callback',
  'http://mail.example.org/callback',
  'https://mail.example.org/callback#',
  'https://mail.example.org/callback#here',
  'https://mail.example.org/../callback',
  'https://mail.example.org/a/%2e%2e/callback',
  'https://MAIL.example.org/callback',
  'https://mail.example.org:443/callback',
  'https://user:pass@mail.example.org/callback',
  'https://mail.example.org\\@evil.example/callback',
  'https://mail.example.org/call back',
  'https://mаil.example.org/callback',
  'https://mail.example.org/callback\n',
  'javascript:alert(1)',
  'data:text/html,hello',
  'org.example.app:/callback',
  `https://mail.example.org/${'a'.repeat(1000)}`,
  '',
];

test.each(BAD_URIS)('no address to return to: %j', async (uri) => {
  for (const field of ['redirectUris', 'postLogoutRedirectUris']) {
    const input = { kind: 'OIDC', name: 'x', redirectUris: ['https://a.example/'], [field]: [uri] };
    const { errors } = await admin.request(CREATE_APPLICATION, { input });
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field });
  }
});

test.each([
  'https://mail.example.org/callback?then=inbox',
  'https://mail.example.org',
  'https://mail.example.org:8443/index.php/login/oauth',
  'http://localhost:8080/callback',
  'http://127.0.0.1:5000/',
  'http://[::1]:5000/callback',
])('an address to return to: %s', async (uri) => {
  const { application } = await createApplication(admin, { redirectUris: [uri, uri] });
  expect(application['redirectUris']).toEqual([uri]);
});

test.each([
  [{ name: ' ' }, 'name'],
  [{ redirectUris: [] }, 'redirectUris'],
  [{ clientId: 'web mail' }, 'clientId'],
  [{ clientId: 'a'.repeat(65) }, 'clientId'],
  [{ scopes: ['mail send'] }, 'scopes'],
  [{ scopes: ['"'] }, 'scopes'],
  [{ maxAge: 59 }, 'maxAge'],
  [{ maxAge: -1 }, 'maxAge'],
  [{ backchannelLogoutUri: 'http://mail.example.org/logout' }, 'backchannelLogoutUri'],
  [{ tokenEndpointAuthMethod: 'NONE', requirePkce: false }, 'requirePkce'],
  [{ tokenEndpointAuthMethod: 'NONE', mayIntrospect: true }, 'mayIntrospect'],
  [{ hosts: ['wiki.example.org'] }, 'hosts'],
])('what contradicts itself is refused: %j', async (input, field) => {
  const { errors } = await admin.request(CREATE_APPLICATION, {
    input: { kind: 'OIDC', name: 'x', redirectUris: ['https://a.example/'], ...input },
  });
  expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field });
});

test('a change is judged by what it leaves, not by what it names', async () => {
  const { application } = await createApplication(admin, { tokenEndpointAuthMethod: 'NONE' });
  const input = { requirePkce: false };
  expect(await admin.code(UPDATE_APPLICATION, { id: application.id, input })).toBe('BAD_USER_INPUT');
});

test('two administrators who change it at once do not end up with half of each', async () => {
  const { application } = await createApplication(admin, { tokenEndpointAuthMethod: 'NONE' });
  const { id } = application;
  await updateApplication(admin, id, { tokenEndpointAuthMethod: 'CLIENT_SECRET_POST' });
  const { applications } = server.app.services;
  const shell = { id: null, login: 'test', ipAddress: null };
  // Each is right by itself; together they would be an application with neither a secret nor PKCE.
  const stop = stopCall(applications as unknown as Record<'change', () => Promise<unknown>>, 'change');
  const one = applications.update(shell, id, { requirePkce: false });
  await stop.reached;
  const other = applications
    .update(shell, id, { tokenEndpointAuthMethod: 'NONE' })
    .catch((error: unknown) => error);
  stop.release();
  await one;
  expect(await other).toMatchObject({ code: expect.stringMatching(/^(CONFLICT|BAD_USER_INPUT)$/) as string });
  expect(await rowOf(id)).toMatchObject({
    requirePkce: false,
    tokenEndpointAuthMethod: 'CLIENT_SECRET_POST',
  });
});

test('what is not as the caller has seen it is not overwritten, and told', async () => {
  const { application } = await createApplication(admin, { scopes: ['openid', 'mail'], maxAge: 600 });
  const { id } = application;
  const attempt = async (input: object, expected: object) =>
    (await admin.request(EXPECTING, { id, input, expected })).errors?.[0]?.extensions;
  const redirectUris = ['https://mail.example.org/theirs'];
  await updateApplication(admin, id, { redirectUris, maxAge: null });
  // Both were changed meanwhile, of which the caller asks for one and names both.
  expect(
    await attempt(
      { redirectUris: ['https://mail.example.org/mine'], requireSecondFactor: true },
      { redirectUris: ['https://mail.example.org/callback'], maxAge: 600, requireSecondFactor: false },
    ),
  ).toEqual({ code: 'CONFLICT', changed: { redirectUris, maxAge: null } });
  expect(await rowOf(id)).toMatchObject({ redirectUris, requireSecondFactor: false });
  // It is so already, in whichever order it is written.
  expect(await attempt({ scopes: ['openid', 'mail'] }, { scopes: ['profile'] })).toBeUndefined();
  // Seen as it is.
  expect(
    await attempt({ maxAge: 60, name: 'Mine' }, { redirectUris, maxAge: null, name: 'Webmail' }),
  ).toBeUndefined();
  expect(await rowOf(id)).toMatchObject({ redirectUris, maxAge: 60, name: 'Mine' });
});

test('it is so of hosts, too, which are rows of their own', async () => {
  const hosts = ['a.expected.example', 'b.expected.example'];
  const { application } = await createApplication(admin, {
    kind: 'FORWARD',
    name: 'Wiki',
    redirectUris: [],
    hosts: hosts.toReversed(),
  });
  const { id } = application;
  const attempt = async (input: object, expected: object) =>
    (await admin.request(EXPECTING, { id, input, expected })).errors?.[0]?.extensions;
  expect(await attempt({ hosts: ['c.expected.example'] }, { hosts: hosts.slice(1) })).toEqual({
    code: 'CONFLICT',
    changed: { hosts },
  });
  expect(await attempt({ hosts: ['c.expected.example'] }, { hosts })).toBeUndefined();
});

test('a client identifier is of one application', async () => {
  await createApplication(admin, { clientId: 'roundcube' });
  const { errors } = await admin.request(CREATE_APPLICATION, {
    input: { kind: 'OIDC', name: 'x', clientId: 'roundcube', redirectUris: ['https://a.example/'] },
  });
  expect(errors?.[0]?.extensions).toEqual({ code: 'CONFLICT', field: 'clientId' });
  // Case matters.
  await createApplication(admin, { clientId: 'Roundcube' });
});

const forward = (hosts: string[]) => ({ kind: 'FORWARD', name: 'Wiki', redirectUris: [], hosts });

test('a host is of one application, however it is spelt', async () => {
  const { application, clientSecret } = await createApplication(
    admin,
    forward(['Wiki.Example.org:443', 'wiki.example.org:8443', 'wiki.example.org']),
  );
  expect(clientSecret).toBeNull();
  expect(application).toMatchObject({ clientId: null, hosts: ['wiki.example.org', 'wiki.example.org:8443'] });
  const { errors } = await admin.request(CREATE_APPLICATION, { input: forward(['WIKI.example.org']) });
  expect(errors?.[0]?.extensions).toEqual({ code: 'CONFLICT', field: 'hosts' });
  const other = await createApplication(admin, forward(['files.example.org']));
  const taken = { id: other.application.id, input: { hosts: ['wiki.example.org'] } };
  expect(await admin.code(UPDATE_APPLICATION, taken)).toBe('CONFLICT');
  await updateApplication(admin, other.application.id, { hosts: ['cloud.example.org'] });
  await createApplication(admin, forward(['files.example.org']));
});

test.each([
  [],
  [''],
  ['wiki.example.org/path'],
  ['https://wiki.example.org'],
  ['*.example.org'],
  ['a b.example'],
  ['user@wiki.example.org'],
  ['wiki.example.org:99999'],
])('no host of an application behind a proxy: %j', async (...hosts) => {
  const { errors } = await admin.request(CREATE_APPLICATION, { input: forward(hosts) });
  expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'hosts' });
});

test('the host of the service itself is of no application', async () => {
  const { errors } = await admin.request(CREATE_APPLICATION, { input: forward([new URL(server.url).host]) });
  expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'hosts' });
});

test('hosts go with their application', async () => {
  const { application } = await createApplication(admin, forward(['gone.example.org']));
  await admin.data('mutation ($id: ID!) { deleteApplication(id: $id) }', { id: application.id });
  const { manager } = server.app.database;
  expect(await manager.existsBy(ApplicationHost, { host: 'gone.example.org' })).toBe(false);
  expect(await admin.code('mutation ($id: ID!) { deleteApplication(id: $id) }', { id: application.id })).toBe(
    'NOT_FOUND',
  );
});

test('of the command line: create, list, rotate, delete', async () => {
  const created = await runCli(server, [
    '--json',
    'application:create',
    'Grafana',
    ...['--redirect-uri', 'https://grafana.example.org/login/generic_oauth', '--client-id', 'grafana'],
    ...[
      '--scope',
      'openid',
      'profile',
      '--secret',
      'post',
      '--algorithm',
      'ES256',
      '--administrators',
      '--second-factor',
    ],
  ]);
  expect(created).toMatchObject({ status: 0, stderr: '' });
  const { id, clientSecret } = JSON.parse(created.stdout) as { id: string; clientSecret: string };
  expect(await rowOf(id)).toMatchObject({
    clientId: 'grafana',
    secretHash: sha256(clientSecret),
    scopes: ['openid', 'profile'],
    tokenEndpointAuthMethod: 'CLIENT_SECRET_POST',
    signingAlgorithm: 'ES256',
    mayEnter: 'ADMINISTRATORS',
    requireSecondFactor: true,
  });
  const list = await runCli(server, ['application:list']);
  expect(list.stdout).toMatch(/^NAME +KIND +CLIENT +STATE\n/);
  expect(list.stdout).toMatch(/^Grafana +OIDC +grafana +switched on$/m);
  const rotated = await runCli(server, ['application:rotate-secret', 'grafana']);
  const [, secret = ''] = /shown this once: (\S+)/.exec(rotated.stdout)!;
  expect(await rowOf(id)).toMatchObject({ secretHash: sha256(secret), oldSecretHash: sha256(clientSecret) });
  expect(await runCli(server, ['application:rotate-secret', 'grafana', '--drop-old'])).toMatchObject({
    status: 0,
  });
  expect(await rowOf(id)).toMatchObject({ secretHash: sha256(secret), oldSecretHash: null });
  expect(await runCli(server, ['application:delete', 'grafana'])).toMatchObject({ status: 0 });
  expect(await runCli(server, ['application:delete', 'grafana'])).toMatchObject({
    status: 1,
    stderr: 'No such application.\n',
  });
});

test('an export has all but secrets; imported elsewhere, each gets a new one, and twice is once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-applications-'));
  const file = join(folder, 'applications.json');
  expect(await runCli(server, ['application:export', file])).toMatchObject({ status: 0, stderr: '' });
  const exported = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>[];
  expect(exported.length).toBeGreaterThan(5);
  expect(JSON.stringify(exported)).not.toMatch(/secret(Hash|Created)/i);
  const other = await startTestServer();
  const first = await runCli(other, ['--json', 'application:import', file]);
  expect(first).toMatchObject({ status: 0, stderr: '' });
  const outcomes = JSON.parse(first.stdout) as { result: string }[];
  expect(new Set(outcomes.map(({ result }) => result))).toEqual(new Set(['created']));
  const again = await runCli(other, ['--json', 'application:import', file]);
  const second = JSON.parse(again.stdout) as { result: string }[];
  expect(new Set(second.map(({ result }) => result))).toEqual(new Set(['unchanged']));
  const there = join(folder, 'there.json');
  await runCli(other, ['application:export', there]);
  expect(JSON.parse(readFileSync(there, 'utf8'))).toEqual(exported);
  await other.stop();
  writeFileSync(file, '[{ "kind": "OIDC", "name": "x", "secretHash": "y" }]', { flag: 'w' });
  expect(await runCli(server, ['application:import', file])).toMatchObject({ status: 1 });
});
