import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApplication } from '../support/applications.js';
import { Dashboard } from '../support/dashboard.js';
import { DashboardSuite, LAPTOP } from '../support/dashboard-suite.js';
import {
  backupCodes,
  createAccount,
  PASSWORD,
  protectedAccount,
  signedIn,
  updateSettings,
} from '../support/flows.js';

const MINUTE = 60_000;
/** As the server writes it; what stands in its query must not be lost, nor be taken for the page's own. */
const TO = '/auth/forward/start?host=wiki.example.org&to=%2Fpage%3Fa%3D1%26b';
const PAGE = `/sign-in?continue=${encodeURIComponent(TO)}`;

const suite = new DashboardSuite();

/** Where the server goes on from there is its own matter: here it is enough that it is asked, and with what. */
const standIn = (context: BrowserContext): Promise<unknown> =>
  context.route('**/auth/continue**', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>On</title><h1>Gone on</h1>' }),
  );

async function open(): Promise<Page> {
  suite.dashboard = await Dashboard.open(suite.browser, suite.server, { path: '/healthz' });
  await standIn(suite.dashboard.context);
  await suite.page.goto(suite.server.url + PAGE);
  return suite.page;
}

/** By a whole navigation to the one address that the sign-in page goes on to. */
async function hasGoneOn(page = suite.page): Promise<void> {
  await page.getByRole('heading', { name: 'Gone on' }).waitFor();
  const { pathname, searchParams } = new URL(page.url());
  expect([pathname, searchParams.get('to')]).toEqual(['/auth/continue', TO]);
}

test('after the password', async () => {
  await createAccount(suite.admin, 'password@example.org');
  const page = await open();
  await suite.dashboard.enterPassword('password@example.org', PASSWORD);
  await hasGoneOn();
  // Going back leads to where one came from, not to a page that sends one away again.
  await page.goBack();
  expect(new URL(page.url()).pathname).toBe('/healthz');
});

test('after the code of an app, also when the step before had expired', async () => {
  const { secret } = await protectedAccount(suite.server, suite.admin, 'code@example.org');
  await open();
  await suite.dashboard.enterPassword('code@example.org', PASSWORD);
  await suite.page.getByLabel('Six-digit code').waitFor();
  suite.server.clock.advance(6 * MINUTE);
  await suite.page.getByLabel('Six-digit code').fill(suite.codeOf(secret));
  await suite.dashboard.heading('This sign-in has expired').waitFor();
  await suite.dashboard.button('Continue signing in').click();
  await suite.page.getByLabel('Six-digit code').fill(suite.codeOf(secret));
  await hasGoneOn();
});

test('after a backup code', async () => {
  const { client } = await protectedAccount(suite.server, suite.admin, 'backup@example.org');
  const [code = ''] = await backupCodes(client);
  await open();
  await suite.dashboard.enterPassword('backup@example.org', PASSWORD);
  await suite.dashboard.button('Use a backup code').click();
  await suite.page.getByLabel('Backup code').fill(code);
  await suite.dashboard.button('Confirm').click();
  // Elsewhere nobody would say it.
  await suite.page.getByText('9 backup codes are left.', { exact: false }).waitFor();
  await suite.dashboard.inspect('onward-used-code');
  await suite.dashboard.button('Continue').click();
  await hasGoneOn();
});

test('after a key as a second factor, and after a passkey alone', async () => {
  await createAccount(suite.admin, 'key@example.org');
  suite.dashboard = await Dashboard.open(suite.browser, suite.server);
  const { page } = suite;
  await standIn(suite.dashboard.context);
  await suite.dashboard.plugIn(LAPTOP);
  // Without suggestions, which the virtual authenticator would take by itself.
  await page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
  });
  await suite.dashboard.enterPassword('key@example.org', PASSWORD);
  await suite.dashboard.button('Add a key').click();
  await suite.dashboard.button('Continue').click();
  await suite.dashboard.button('Save').click();
  await page.getByText('The key was added.').waitFor();
  await suite.dashboard.context.clearCookies();
  await page.goto(suite.server.url + PAGE);
  await suite.dashboard.enterPassword('key@example.org', PASSWORD);
  await suite.dashboard.button('Use security key').click();
  await hasGoneOn();
  await suite.dashboard.context.clearCookies();
  await page.goto(suite.server.url + PAGE);
  await suite.dashboard.button('Sign in with a passkey').click();
  await hasGoneOn();
});

test('after a recovery code, a new second factor and its backup codes', async () => {
  const { id } = await protectedAccount(suite.server, suite.admin, 'lost@example.org');
  const { issueRecoveryCode: issued } = await suite.admin.data<{ issueRecoveryCode: { code: string } }>(
    'mutation ($id: ID!) { issueRecoveryCode(accountId: $id) { code } }',
    { id },
  );
  const page = await open();
  await suite.dashboard.enterPassword('lost@example.org', PASSWORD);
  await suite.dashboard.button('Use a recovery code from an administrator').click();
  await page.getByLabel('Recovery code').fill(issued.code);
  await suite.dashboard.button('Confirm').click();
  await suite.dashboard.heading('Set up a new second factor').waitFor();
  await setUpApp(page);
  await page.getByText('You signed in with a recovery code.', { exact: false }).waitFor();
  await suite.dashboard.button('Continue').click();
  await hasGoneOn();
});

test('after the second factor that is demanded; a reload in between loses nothing', async () => {
  await createAccount(suite.admin, 'enrol@example.org');
  await updateSettings(suite.admin, { requireTwoFactor: 'EVERYONE', enrolmentGraceDays: 0 });
  try {
    const page = await open();
    await suite.dashboard.enterPassword('enrol@example.org', PASSWORD);
    await suite.dashboard.heading('One more step to protect your account').waitFor();
    await page.reload();
    await suite.dashboard.heading('One more step to protect your account').waitFor();
    await setUpApp(page);
    await hasGoneOn();
  } finally {
    const nobody = { id: null, login: null, ipAddress: null };
    await suite.server.app.services.settingsChanges.update(nobody, { requireTwoFactor: 'NOBODY' });
  }
});

test('after the password that has to be changed first', async () => {
  await suite.server.app.services.newAccounts.create(
    { id: null, login: 'test', ipAddress: null },
    { login: 'given@example.org', password: 'given by an administrator' },
  );
  const page = await open();
  await suite.dashboard.enterPassword('given@example.org', 'given by an administrator');
  await page.getByLabel('Current password').fill('given by an administrator');
  await page.getByLabel('New password').fill(PASSWORD);
  await suite.dashboard.button('Change password').click();
  await hasGoneOn();
});

test('without a step when somebody is signed in already, or signs in in another tab', async () => {
  await createAccount(suite.admin, 'tabs@example.org');
  const page = await open();
  await page.getByLabel('Login').waitFor();
  const other = await suite.dashboard.context.newPage();
  await other.goto(`${suite.server.url}/sign-in`);
  await other.getByLabel('Login').fill('tabs@example.org');
  await other.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await other.getByRole('button', { name: 'Sign in', exact: true }).click();
  await hasGoneOn(page);
  await other.goto(suite.server.url + PAGE);
  await hasGoneOn(other);
});

test('without it, as ever, to the page that was asked for', async () => {
  const client = suite.server.client();
  await createAccount(suite.admin, 'plain@example.org');
  await signedIn(client, 'plain@example.org');
  suite.dashboard = await Dashboard.open(suite.browser, suite.server, {
    path: '/sign-in',
    cookies: client.cookies,
  });
  await suite.page.waitForURL('**/security');
});

/** Stands in for an application, and for the proxy in front of one. */
const application = createServer((_request, response) => {
  response.setHeader('Content-Type', 'text/html');
  response.end('<!doctype html><link rel="icon" href="data:,"><title>On</title><h1>Arrived</h1>');
});
let host: string;
beforeAll(async () => {
  await once(application.listen(0, '127.0.0.1'), 'listening');
  host = `127.0.0.1:${(application.address() as AddressInfo).port}`;
});
afterAll(() => application.close());

const arrived = (): Promise<void> => suite.dashboard.heading('Arrived').waitFor();
/** Its client identifier. */
const addApplication = async (more: Record<string, unknown> = {}): Promise<string> => {
  const redirectUris = [`http://${host}/callback`];
  return (await createApplication(suite.admin, { redirectUris, ...more })).application.clientId;
};

/** As an application sends people: it has a code only once they come back with one. */
const authorize = (clientId: string, more: Record<string, string> = {}): string => {
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    scope: 'openid',
    redirect_uri: `http://${host}/callback`,
    state: 'state',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
    ...more,
  });
  return `${suite.server.url}/oauth2/authorize?${query.toString()}`;
};

test('an application that asks for a fresh proof is given one in the same session, and can be disconnected', async () => {
  const clientId = await addApplication();
  const { id, secret } = await protectedAccount(suite.server, suite.admin, 'fresh@example.org');
  const page = await suite.open('fresh@example.org', '/security', secret);
  const sessions = async () => (await suite.server.app.services.tokens.list(id)).map((token) => token.id);
  const held = await sessions();
  suite.server.clock.advance(MINUTE);
  await page.goto(authorize(clientId, { prompt: 'login' }));
  await page
    .getByRole('dialog', { name: 'Confirm it’s you' })
    .getByText('Webmail asks you to confirm this before you enter.')
    .waitFor();
  await suite.dashboard.inspect('step-up');
  await page.getByLabel('Six-digit code').fill(suite.codeOf(secret));
  await arrived();
  expect(new URL(page.url()).searchParams.get('code')).not.toBeNull();
  expect(await sessions()).toEqual(held);

  // It is among one's connected applications until one disconnects it.
  await page.goto(`${suite.server.url}/security`);
  const connected = page.getByRole('region', { name: 'Connected applications' });
  await connected.getByText('Webmail').waitFor();
  await connected.getByText('This session').waitFor();
  await suite.dashboard.inspect('connected-applications');
  await connected.getByRole('button', { name: /^Disconnect Webmail, since / }).click();
  await suite.confirm('Disconnect Webmail?', 'Disconnect');
  await suite.told('The application was disconnected.');
  await connected.waitFor({ state: 'detached' });
});

test("a proof that is not given leads to one's own pages, and not to the application", async () => {
  const clientId = await addApplication();
  const { secret } = await protectedAccount(suite.server, suite.admin, 'refused@example.org');
  const page = await suite.open('refused@example.org', '/security', secret);
  suite.server.clock.advance(MINUTE);
  await page.goto(authorize(clientId, { prompt: 'login' }));
  const proof = page.getByRole('dialog', { name: 'Confirm it’s you' });
  await proof.getByRole('button', { name: 'Close' }).click();
  await page.waitForURL('**/security');
  await suite.dashboard.button(/^Your account/).waitFor();
});

test('an application that demands a second factor has one set up first', async () => {
  const clientId = await addApplication({ requireSecondFactor: true });
  await createAccount(suite.admin, 'first-factor@example.org');
  const page = await suite.open('first-factor@example.org', '/security');
  await page.goto(authorize(clientId));
  await setUpApp(page);
  await arrived();
});

test('the page says what one signs in to, also behind a proxy, which is given a fresh proof in the same way', async () => {
  await createApplication(suite.admin, {
    kind: 'FORWARD',
    name: 'Wiki',
    redirectUris: [],
    hosts: [host],
    maxAge: 60,
  });
  const { secret } = await protectedAccount(suite.server, suite.admin, 'wiki@example.org');
  const page = await suite.open('wiki@example.org', '/security', secret);
  const start = `/auth/forward/start?host=${host}&challenge=${'a'.repeat(64)}&to=%2Fpage`;
  suite.server.clock.advance(2 * MINUTE);
  await page.goto(suite.server.url + start);
  await page.getByLabel('Six-digit code').fill(suite.codeOf(secret));
  await arrived();
  expect(new URL(page.url()).pathname).toBe('/.latchkey/callback');
  await suite.dashboard.context.clearCookies();
  await page.goto(suite.server.url + start);
  await page.getByText('to continue to Wiki').waitFor();
  await suite.dashboard.inspect('sign-in-to-application');
});

/** From the choice of a factor to the backup codes, which are shown once, and so until they have been saved. */
async function setUpApp(page: Page): Promise<void> {
  await suite.dashboard.button(/Use an authenticator app/).click();
  const secret = (await page.getByLabel('Key for typing in').innerText()).replaceAll(' ', '');
  await page.getByLabel('Six-digit code').fill(suite.codeOf(secret));
  await page.getByRole('list', { name: 'Your backup codes' }).waitFor();
  await page.getByLabel('I have saved these codes').check();
  await suite.dashboard.button('Done').click();
}
