import { afterAll, beforeAll, expect, test } from 'vitest';
import { PAGE_TEXTS } from '../../../server/api/http/pages.js';
import { LOCALES } from '../../../server/platform/locale.js';
import { createApplication, updateApplication } from '../../support/applications.js';
import type { Client } from '../../support/client.js';
import { administrator, createAccount, signedIn, updateSettings } from '../../support/flows.js';
import { begin, Browser, enter, type RelyingParty, relyingParty } from '../../support/openid-connect.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const NAME = 'Mail & <b>more</b>';
const ESCAPED = 'Mail &amp; &lt;b&gt;more&lt;/b&gt;';

let server: TestServer;
let admin: Client;
let party: RelyingParty;
let applicationId: string;
beforeAll(async () => {
  server = await startTestServer();
  admin = await administrator(server);
  await updateSettings(admin, { serviceName: 'Example Suite', helpUrl: 'mailto:help@example.org' });
  const { application, clientSecret } = await createApplication(admin, {
    name: NAME,
    postLogoutRedirectUris: ['https://mail.example.org/signed-out'],
  });
  applicationId = application.id;
  party = await relyingParty(server, { clientId: application.clientId, secret: clientSecret });
  await createAccount(admin, 'maria');
});
afterAll(() => server.stop());

async function maria(): Promise<Browser> {
  const client = server.client();
  await signedIn(client, 'maria');
  return new Browser(server, client);
}

const HTML = { headers: { accept: 'text/html', 'accept-language': 'en' } };

async function pageAt(browser: Browser, url: string): Promise<{ status: number; html: string }> {
  const response = await browser.open(url, HTML);
  return { status: response.status, html: await response.text() };
}

test('an application that nobody knows: its own mistake, with the code for whoever runs it', async () => {
  const { url } = await begin(party);
  url.searchParams.set('client_id', 'unknown');
  const { status, html } = await pageAt(await maria(), url.href);
  expect(status).toBe(400);
  expect(html).toContain('<h1>This application is not known here</h1>');
  expect(html).toContain('Example Suite has no such application');
  expect(html).toContain('This is not your mistake. Tell whoever runs the application.');
  expect(html).toContain('<code>invalid_client</code>');
  expect(html).toContain('<a href="mailto:help@example.org">Need help?</a>');
});

test('a redirect URI that it does not have, and a request that makes no sense: the application’s mistakes, by its name', async () => {
  const browser = await maria();
  const { url } = await begin(party, { redirect_uri: 'https://evil.example/' });
  const wrong = await pageAt(browser, url.href);
  expect(wrong.html).toContain('<h1>The application gave a wrong address</h1>');
  expect(wrong.html).toContain(`Tell whoever runs ${ESCAPED}.`);
  expect(wrong.html).toContain('<code>invalid_redirect_uri</code>');
  expect(wrong.html).not.toContain('evil.example');
  const nonsense = await pageAt(browser, '/oauth2/authorize');
  expect(nonsense.html).toContain('<h1>The application made a mistake</h1>');
  expect(nonsense.html).toContain('<code>invalid_request</code>');
});

test('a sign-in that was finished, or is another browser’s: the person begins again', async () => {
  const begun = await begin(party);
  const stranger = new Browser(server, server.client());
  const { url } = await stranger.follow(begun.url.href);
  const to = url.searchParams.get('continue')!;
  // The library itself says the same of where it would go on.
  const resumed = await pageAt(await maria(), to.replace('/interaction/', '/authorize/'));
  expect(resumed.html).toContain('<h1>This sign-in is over</h1>');
  expect(resumed.html).toContain('<code>invalid_request</code>');
  const { status, html } = await pageAt(await maria(), to);
  expect(status).toBe(400);
  expect(html).toContain('<h1>This sign-in is over</h1>');
  expect(html).toContain('Nothing is wrong with your account.');
  expect(html).toContain(`<a href="${server.url}/">Go to the start page</a>`);
  expect(html).not.toContain('<code>');
});

test('an application that is switched off: an administrator’s decision, whether it is the only one or not', async () => {
  const browser = await maria();
  const { url } = await begin(party);
  await updateApplication(admin, applicationId, { enabled: false });
  const alone = await pageAt(browser, url.href);
  const { application: other } = await createApplication(admin, { name: 'Another' });
  const among = await pageAt(browser, url.href);
  await updateApplication(admin, applicationId, { enabled: true });
  await updateApplication(admin, other.id, { enabled: false });
  for (const { status, html } of [alone, among]) {
    expect(status).toBe(400);
    expect(html).toContain(`<h1>${ESCAPED} is switched off</h1>`);
    expect(html).toContain('You cannot change this yourself: ask an administrator.');
  }
});

test('both places to sign out ask and answer in the same words', async () => {
  const browser = await maria();
  await enter(party, browser);
  const words = (html: string): string =>
    html
      .replace(/<form[^]*?<\/form>/, '')
      .replace(/<style>[^]*<\/style>/, '')
      .replaceAll(/<[^>]*>/g, '\n')
      .replaceAll(/\n+/g, '\n');
  const ours = await pageAt(browser, '/auth/sign-out');
  const theirs = await pageAt(browser, '/oauth2/sign-out');
  expect(words(theirs.html)).toBe(words(ours.html));
  expect(ours.html).toContain('<h1>Sign out?</h1>');
  expect(ours.html).toContain('You will be signed out of Example Suite');
  expect(ours.html).toContain('Stay signed in');
  const nobody = new Browser(server, server.client());
  const after = await pageAt(nobody, '/auth/sign-out');
  const success = await pageAt(nobody, '/oauth2/sign-out/success');
  expect(after.html).toContain('<h1>You are signed out</h1>');
  expect(success.html).toBe(after.html);
});

test.each(LOCALES)('in %s signing out of an application is asked in it', async (language) => {
  const [title] = PAGE_TEXTS[language].pages.SIGN_OUT;
  const response = await (
    await maria()
  ).open('/oauth2/sign-out', { headers: { accept: 'text/html', 'accept-language': language } });
  expect(await response.text()).toContain(`<h1>${title}</h1>`);
});
