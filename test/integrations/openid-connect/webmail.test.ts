import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createApplication } from '../../support/applications.js';
import { leaveChromium, startChromium } from '../../support/browser.js';
import type { Client } from '../../support/client.js';
import { Dashboard } from '../../support/dashboard.js';
import { startDovecot, tokenPassdb } from '../../support/dovecot.js';
import { administrator, PASSWORD, protectedAccount, STEP } from '../../support/flows.js';
import { freePort, type Program } from '../../support/programs.js';
import { Roundcube } from '../../support/roundcube.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { appCode } from '../../support/totp.js';

const MARIA = 'maria@example.org';
const SUBJECT = 'The tulips are in the cellar';
const HOUR = 3_600_000;

let browser: Browser;
let server: TestServer;
let admin: Client;
let maria: { id: string; secret: string };
let dovecot: Program;
let roundcube: Roundcube;
let webmailUrl: string;
let dashboard: Dashboard;
beforeAll(async () => {
  const port = await freePort();
  webmailUrl = `http://127.0.0.1:${port}`;
  [browser, server] = await Promise.all([startChromium(), startTestServer()]);
  admin = await administrator(server);
  maria = await protectedAccount(server, admin, MARIA);
  const service = await createApplication(admin, {
    name: 'Dovecot',
    redirectUris: [],
    scopes: ['mail'],
    mayIntrospect: true,
  });
  const webmail = await createApplication(admin, {
    name: 'Webmail',
    redirectUris: [`${webmailUrl}/index.php/login/oauth`],
    scopes: ['openid', 'profile', 'mail'],
    tokenEndpointAuthMethod: 'CLIENT_SECRET_POST',
    requirePkce: false,
    refreshTokens: true,
  });
  dovecot = await startDovecot((folder) =>
    tokenPassdb(folder, server.port, {
      clientId: service.application.clientId,
      secret: service.clientSecret,
    }),
  );
  deliver();
  roundcube = await Roundcube.start(port, {
    latchkeyUrl: server.url,
    imapPort: dovecot.port,
    clientId: webmail.application.clientId,
    secret: webmail.clientSecret,
  });
});
beforeEach(async () => {
  admin = await administrator(server);
});
afterEach(async () => {
  await dashboard.close();
});
afterAll(async () => {
  await leaveChromium(browser);
  await roundcube.stop();
  await dovecot.stop();
  await server.stop();
});

/** As a mail server puts a message into a mailbox; whoever Dovecot runs as may move it. */
function deliver(): void {
  const mailbox = join(dovecot.folder, 'mail', MARIA);
  for (const folder of ['', 'tmp', 'cur', 'new']) {
    mkdirSync(join(mailbox, folder), { recursive: true });
    chmodSync(join(mailbox, folder), 0o777);
  }
  const message = `From: Boss <boss@example.org>\r\nTo: ${MARIA}\r\nSubject: ${SUBJECT}\r\n\r\nAll of them.\r\n`;
  writeFileSync(join(mailbox, 'new', '1.1.localhost'), message, { mode: 0o644 });
}

const message = () => dashboard.page.getByText(SUBJECT);

/** Opens webmail as somebody does who is signed in nowhere, and signs in where it leads. */
async function openWebmail(): Promise<void> {
  dashboard = await Dashboard.open(browser, server, { path: '/healthz' });
  await dashboard.page.goto(webmailUrl);
  expect(new URL(dashboard.page.url()).origin).toBe(server.url);
  await dashboard.enterPassword(MARIA, PASSWORD);
  await dashboard.page.getByLabel('Six-digit code').fill(appCode(maria.secret, server.clock.now()));
  server.clock.advance(STEP);
  await message().waitFor();
}

/** Roundcube keeps its frame; what it says in it is the mail server's refusal. */
async function mailboxIsClosed(): Promise<void> {
  await dashboard.page.reload();
  await dashboard.page.getByText('[AUTHENTICATIONFAILED]').first().waitFor();
  expect(await message().count()).toBe(0);
}

/** How often an application has been given an access token. */
const tokensGiven = async (): Promise<number> => {
  const [row] = await server.app.database.dataSource.query<{ n: number }[]>(
    "SELECT COUNT(*) AS n FROM oidc_records WHERE kind = 'AccessToken'",
  );
  return row!.n;
};

test('webmail leads to the sign-in page, and password and code to the open mailbox', async () => {
  await openWebmail();
  expect(new URL(dashboard.page.url()).origin).toBe(webmailUrl);
});

test('an access token that expires while the mailbox is open is refreshed, and nobody is asked for anything', async () => {
  await openWebmail();
  const before = await tokensGiven();
  server.clock.advance(HOUR);
  roundcube.expireTokens();
  await dashboard.page.reload();
  await message().waitFor();
  expect(new URL(dashboard.page.url()).origin).toBe(webmailUrl);
  expect(await tokensGiven()).toBe(before + 1);
});

test('signed out here, the mailbox is closed at its next sign-in to IMAP', async () => {
  await openWebmail();
  const tab = await dashboard.context.newPage();
  await tab.goto(`${server.url}/security`);
  await tab.getByRole('button', { name: /^Your account/ }).click();
  await tab.getByRole('menuitem', { name: 'Sign out' }).click();
  await tab.getByLabel('Login').waitFor();
  await mailboxIsClosed();
});

test('revoked by an administrator, too', async () => {
  await openWebmail();
  await admin.data('mutation ($id: ID!) { revokeAccountTokens(accountId: $id) }', { id: maria.id });
  await mailboxIsClosed();
});
