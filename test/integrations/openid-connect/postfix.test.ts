import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApplication } from '../../support/applications.js';
import { createAppPassword, REVOKE_APP_PASSWORD } from '../../support/backends.js';
import type { Client } from '../../support/client.js';
import { appPasswordPassdbBesideTokens, startDovecot, tokenPassdb } from '../../support/dovecot.js';
import { administrator, createAccount, PASSWORD, signedIn } from '../../support/flows.js';
import type { TokenMechanism } from '../../support/imap-token.js';
import { Browser, enter, type RelyingParty, relyingParty } from '../../support/openid-connect.js';
import { postfixFolder, startPostfix, takesMail } from '../../support/postfix.js';
import { adaptExample, type Program } from '../../support/programs.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const MARIA = 'maria@example.org';
const MECHANISMS: TokenMechanism[] = ['XOAUTH2', 'OAUTHBEARER'];

// Postfix starts for root only.
describe.runIf(process.getuid?.() === 0)('submission', () => {
  let server: TestServer;
  let admin: Client;
  let dovecot: Program;
  let postfix: Program;
  let webmail: RelyingParty;
  let mariaId: string;
  beforeAll(async () => {
    server = await startTestServer({ TRUSTED_PROXIES: 'loopback' });
    admin = await administrator(server);
    mariaId = await createAccount(admin, MARIA);
    await createAccount(admin, 'boss@example.org');
    webmail = await party('Webmail', ['openid', 'profile', 'mail']);
    const service = await createApplication(admin, {
      name: 'Dovecot',
      redirectUris: [],
      scopes: ['mail'],
      mayIntrospect: true,
    });
    const queue = postfixFolder();
    const given = { clientId: service.application.clientId, secret: service.clientSecret };
    dovecot = await startDovecot(
      (folder) => `${tokenPassdb(folder, server.port, given)}
${appPasswordPassdbBesideTokens(folder, server.port)}
${postfixListener(folder, queue)}`,
    );
    postfix = await startPostfix(queue);
  });
  afterAll(async () => {
    await postfix.stop();
    await dovecot.stop();
    await server.stop();
  });

  function postfixListener(folder: string, queue: string): string {
    const listener = join(folder, 'auth-postfix.conf');
    adaptExample('docker/examples/dovecot/auth-postfix.conf', listener, {
      '/var/spool/postfix': `${queue}/queue`,
    });
    return `!include ${listener}`;
  }

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

  const sends = (
    secret: string,
    mechanism: 'PLAIN' | TokenMechanism = 'XOAUTH2',
    user = MARIA,
  ): Promise<boolean> => takesMail(postfix.port, { mechanism, user, secret });

  const log = () => `${readFileSync(join(postfix.folder, 'log'), 'utf8')}${dovecot.output.join('')}`;

  test.each(MECHANISMS)(
    '%s: an access token for mail sends mail in its owner’s name, and is not logged',
    async (how) => {
      const { token } = await session();
      expect(await sends(token, how)).toBe(true);
      expect(log()).toContain(`sasl_method=${how}, sasl_username=${MARIA}`);
      expect(log()).not.toContain(token);
    },
  );

  test('nobody sends mail without signing in', async () => {
    expect(await takesMail(postfix.port, null)).toBe(false);
  });

  test.each(MECHANISMS)('%s: user mismatch: one’s own token sends nothing in another name', async (how) => {
    const { token } = await session();
    expect(await sends(token, how, 'boss@example.org')).toBe(false);
    expect(await sends(token, how)).toBe(true);
  });

  test.each(MECHANISMS)('%s: a token that is not for mail sends none', async (how) => {
    const { token: plain } = await session(webmail, 'openid profile');
    expect(await sends(plain, how)).toBe(false);
    const files = await party(`Files by ${how}`, ['openid', 'dav']);
    const { token: forFiles } = await session(files, 'openid dav');
    expect(await sends(forFiles, how)).toBe(false);
  });

  test.each(MECHANISMS)(
    '%s: a session’s own token, an ID token and a refresh token send none',
    async (how) => {
      const { sessionToken, tokens } = await session();
      for (const token of [sessionToken, tokens.id_token!, tokens.refresh_token!, 'x']) {
        expect(await sends(token, how)).toBe(false);
      }
    },
  );

  test('signed out, or revoked by an administrator, it sends nothing any more', async () => {
    const left = await session();
    expect(await sends(left.token)).toBe(true);
    await left.client.data('mutation { signOut }');
    expect(await sends(left.token)).toBe(false);

    const revoked = await session();
    expect(await sends(revoked.token)).toBe(true);
    await admin.data('mutation ($id: ID!) { revokeAccountTokens(accountId: $id) }', { id: mariaId });
    expect(await sends(revoked.token)).toBe(false);
  });

  test('app passwords for smtp go on beside tokens; others, and revoked ones, send nothing', async () => {
    const { client } = await session();
    const { password, appPassword } = await createAppPassword(client, ['smtp']);
    const { password: forImap } = await createAppPassword(client, ['imap']);
    expect(await sends(password, 'PLAIN')).toBe(true);
    expect(await sends(password)).toBe(false);
    for (const wrong of [forImap, `${PASSWORD}x`]) expect(await sends(wrong, 'PLAIN')).toBe(false);
    await client.data(REVOKE_APP_PASSWORD, { id: appPassword.id });
    expect(await sends(password, 'PLAIN')).toBe(false);
    expect(log()).not.toContain(password);
  });
});
