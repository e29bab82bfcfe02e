import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApplication, ROTATE_SECRET, updateApplication } from '../../support/applications.js';
import { basicHeader } from '../../support/backends.js';
import type { Client } from '../../support/client.js';
import { administrator, createAccount, signedIn } from '../../support/flows.js';
import { Browser, enter, type RelyingParty, relyingParty } from '../../support/openid-connect.js';
import { recordStatements } from '../../support/recorded-statements.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { sendNothingElse } from '../../support/statements.js';

const SERVICE = randomBytes(32).toString('hex');

let server: TestServer;
let admin: Client;
let webmail: RelyingParty;
let files: RelyingParty;
let webmailId: string;
let dovecot: { id: string; clientId: string; secret: string };
let anna: { id: string; browser: Browser; token: string; client: Client };

beforeAll(async () => {
  server = await startTestServer({
    SERVICE_CLIENTS: `gateway=${createHash('sha256').update(SERVICE).digest('hex')}`,
  });
  admin = await administrator(server);
  const party = async (name: string, scopes: string[]) => {
    const { application, clientSecret } = await createApplication(admin, { name, scopes });
    return {
      id: application.clientId,
      party: await relyingParty(server, { clientId: application.clientId, secret: clientSecret }),
    };
  };
  ({ id: webmailId, party: webmail } = await party('Webmail', ['openid', 'profile', 'mail']));
  ({ party: files } = await party('Files', ['openid', 'files']));
  const created = await createApplication(admin, {
    name: 'Dovecot',
    redirectUris: [],
    scopes: ['mail'],
    mayIntrospect: true,
  });
  dovecot = {
    id: created.application.id,
    clientId: created.application.clientId,
    secret: created.clientSecret,
  };
  const id = await createAccount(admin, 'anna');
  const client = server.client();
  const { token } = await signedIn(client, 'anna');
  anna = { id, client, token, browser: new Browser(server, client) };
});
afterAll(() => server.stop());

async function introspect(
  token: string,
  authorization = basicHeader(dovecot.clientId, dovecot.secret),
): Promise<Record<string, unknown>> {
  const response = await fetch(`${server.url}/oauth2/introspect`, {
    method: 'POST',
    body: new URLSearchParams({ token }),
    headers: { authorization },
  });
  return (await response.json()) as Record<string, unknown>;
}

test('a mail server is told whose an access token for mail is', async () => {
  const { access_token: token } = await enter(webmail, anna.browser, { scope: 'openid profile mail' });
  const answer = await introspect(token);
  expect(answer).toEqual({
    active: true,
    sub: anna.id,
    username: 'anna',
    scope: 'openid profile mail',
    client_id: webmailId,
    iss: server.url,
    token_type: 'Bearer',
    amr: ['pwd'],
    iat: expect.any(Number) as number,
    exp: expect.any(Number) as number,
  });
  expect(Number(answer['exp']) - Number(answer['iat'])).toBe(3600);
});

test('scopes: a token without mail opens no mailbox, nor does one that is for files', async () => {
  const plain = await enter(webmail, anna.browser, { scope: 'openid profile' });
  expect(await introspect(plain.access_token)).toEqual({ active: false });
  const other = await enter(files, anna.browser, { scope: 'openid files' });
  expect(await introspect(other.access_token)).toEqual({ active: false });
  expect(await introspect(other.access_token, basicHeader('gateway', SERVICE))).toMatchObject({
    active: true,
    scope: 'openid files',
  });
});

test('scopes: a session’s own token is no bearer token at IMAP; a configured service is still told of it', async () => {
  expect(await introspect(anna.token)).toEqual({ active: false });
  expect(await introspect(anna.token, basicHeader('gateway', SERVICE))).toMatchObject({
    active: true,
    username: 'anna',
    scope: 'user',
  });
});

test('a code, a refresh token and an ID token are no access tokens', async () => {
  const tokens = await enter(webmail, anna.browser, { scope: 'openid mail' });
  for (const token of [tokens.refresh_token!, tokens.id_token!, 'x', '']) {
    expect(await introspect(token)).not.toMatchObject({ active: true });
  }
});

test('an application may ask only if it is allowed to, and only while it is', async () => {
  const { application, clientSecret } = await createApplication(admin);
  expect(await introspect('x', basicHeader(application.clientId, clientSecret))).toMatchObject({
    error: 'invalid_client',
  });
  const { access_token: token } = await enter(webmail, anna.browser, { scope: 'openid mail' });
  await updateApplication(admin, dovecot.id, { enabled: false });
  expect(await introspect(token)).toMatchObject({ error: 'invalid_client' });
  await updateApplication(admin, dovecot.id, { enabled: true });
  expect(await introspect(token)).toMatchObject({ active: true });
});

test('both secrets work while they overlap', async () => {
  const { rotateApplicationSecret: rotated } = await admin.data<{
    rotateApplicationSecret: { clientSecret: string };
  }>(ROTATE_SECRET, { id: dovecot.id });
  for (const secret of [dovecot.secret, rotated.clientSecret]) {
    expect(await introspect('x', basicHeader(dovecot.clientId, secret))).toEqual({ active: false });
  }
  await admin.data('mutation ($id: ID!) { dropOldApplicationSecret(id: $id) { id } }', { id: dovecot.id });
  expect(await introspect('x')).toMatchObject({ error: 'invalid_client' });
  dovecot.secret = rotated.clientSecret;
});

test('signed out, a token is inactive at once, and its time is over after an hour', async () => {
  const { access_token: token } = await enter(webmail, anna.browser, { scope: 'openid mail' });
  server.clock.advance(3_599_000);
  expect(await introspect(token)).toMatchObject({ active: true });
  server.clock.advance(1000);
  expect(await introspect(token)).toEqual({ active: false });
  const { access_token: another } = await enter(webmail, anna.browser, { scope: 'openid mail' });
  await anna.client.data('mutation { signOut }');
  expect(await introspect(another)).toEqual({ active: false });
  anna.token = (await signedIn(anna.client, 'anna')).token;
});

test('one statement finds who asks, the token, its session and its account', async () => {
  const { access_token: token } = await enter(webmail, anna.browser, { scope: 'openid mail' });
  await introspect(token);
  await sendNothingElse(server);
  const recording = recordStatements();
  await introspect(token);
  recording.stop();
  const [statement, ...more] = recording.texts;
  for (const table of ['applications q', 'oidc_records', 'auth_tokens', 'accounts']) {
    expect(statement).toContain(table);
  }
  // The settings are read once a second, for all.
  expect(more.filter((text) => !text.includes('settings'))).toEqual([]);
});
