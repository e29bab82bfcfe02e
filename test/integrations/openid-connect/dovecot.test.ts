import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApplication } from '../../support/applications.js';
import { createAppPassword } from '../../support/backends.js';
import type { Client } from '../../support/client.js';
import {
  appPasswordPassdbBesideTokens,
  imapSignIn,
  startDovecot,
  tokenPassdb,
} from '../../support/dovecot.js';
import { administrator, createAccount, signedIn } from '../../support/flows.js';
import { imapOpensTo, type TokenMechanism } from '../../support/imap-token.js';
import { Browser, enter, type RelyingParty, relyingParty } from '../../support/openid-connect.js';
import { freePort, type Program } from '../../support/programs.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const MARIA = 'maria@example.org';
const MECHANISMS: TokenMechanism[] = ['XOAUTH2', 'OAUTHBEARER'];

let server: TestServer;
let admin: Client;
let dovecot: Program;
let service: { clientId: string; secret: string };
let webmail: RelyingParty;
let files: RelyingParty;
let mariaId: string;
beforeAll(async () => {
  server = await startTestServer({ TRUSTED_PROXIES: 'loopback' });
  admin = await administrator(server);
  mariaId = await createAccount(admin, MARIA);
  await createAccount(admin, 'boss@example.org');
  webmail = await party('Webmail', ['openid', 'profile', 'mail']);
  files = await party('Files', ['openid', 'files']);
  const { application, clientSecret } = await createApplication(admin, {
    name: 'Dovecot',
    redirectUris: [],
    scopes: ['mail'],
    mayIntrospect: true,
  });
  service = { clientId: application.clientId, secret: clientSecret };
  dovecot = await startDovecot(
    (folder) =>
      `${tokenPassdb(folder, server.port, service)}\n${appPasswordPassdbBesideTokens(folder, server.port)}`,
  );
});
afterAll(async () => {
  await dovecot.stop();
  await server.stop();
});

async function party(name: string, scopes: string[]): Promise<RelyingParty> {
  const { application, clientSecret } = await createApplication(admin, { name, scopes });
  return relyingParty(server, { clientId: application.clientId, secret: clientSecret });
}

/** A session of Maria's, and what an application is given in it. */
async function session(application = webmail, scope = 'openid profile mail') {
  const client = server.client();
  const { token: sessionToken } = await signedIn(client, MARIA);
  const tokens = await enter(application, new Browser(server, client), { scope });
  return { client, sessionToken, tokens, token: tokens.access_token };
}

const opensTo = (token: string, mechanism?: TokenMechanism, user = MARIA): Promise<boolean> =>
  imapOpensTo(dovecot.port, user, token, mechanism);

test.each(MECHANISMS)(
  '%s: an access token for mail opens its owner’s mailbox, and is not logged',
  async (how) => {
    const { token } = await session();
    expect(await opensTo(token, how)).toBe(true);
    expect(dovecot.output.join('')).not.toContain(token);
  },
);

test.each(MECHANISMS)('%s: user mismatch: one’s own token opens nobody else’s mailbox', async (how) => {
  const { token } = await session();
  expect(await opensTo(token, how, 'boss@example.org')).toBe(false);
  expect(await opensTo(token, how)).toBe(true);
});

test.each(MECHANISMS)('%s: confused deputy: a token that is not for mail opens no mailbox', async (how) => {
  const { token: plain } = await session(webmail, 'openid profile');
  expect(await opensTo(plain, how)).toBe(false);
  const { token: forFiles } = await session(files, 'openid files');
  expect(await opensTo(forFiles, how)).toBe(false);
});

test.each(MECHANISMS)(
  '%s: a session’s own token, an ID token and a refresh token open no mailbox',
  async (how) => {
    const { sessionToken, tokens } = await session();
    for (const token of [sessionToken, tokens.id_token!, tokens.refresh_token!, 'x']) {
      expect(await opensTo(token, how)).toBe(false);
    }
  },
);

test('signed out, revoked by an administrator, or an hour old, it opens nothing at the next sign-in to IMAP', async () => {
  const left = await session();
  expect(await opensTo(left.token)).toBe(true);
  await left.client.data('mutation { signOut }');
  expect(await opensTo(left.token)).toBe(false);

  const revoked = await session();
  expect(await opensTo(revoked.token)).toBe(true);
  await admin.data('mutation ($id: ID!) { revokeAccountTokens(accountId: $id) }', { id: mariaId });
  expect(await opensTo(revoked.token)).toBe(false);

  const old = await session();
  server.clock.advance(3_599_000);
  expect(await opensTo(old.token)).toBe(true);
  server.clock.advance(1000);
  expect(await opensTo(old.token)).toBe(false);
  admin = await administrator(server);
});

test('app passwords go on beside tokens, and neither passes for the other', async () => {
  const { client, token } = await session();
  const { password } = await createAppPassword(client, ['imap']);
  expect(await imapSignIn(dovecot.port, MARIA, password)).toBe(true);
  expect(await opensTo(password)).toBe(false);
  expect(await imapSignIn(dovecot.port, MARIA, token)).toBe(false);
});

test('while Latchkey is down nobody is told that a token is wrong', async () => {
  const port = await freePort();
  const alone = await startDovecot((folder) => tokenPassdb(folder, port, service));
  const { token } = await session();
  await expect(imapOpensTo(alone.port, MARIA, token)).rejects.toThrow('UNAVAILABLE');
  await alone.stop();
});
