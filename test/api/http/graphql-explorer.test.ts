import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../../server/config/config.js';
import { leaveChromium, startChromium } from '../../support/browser.js';
import { Dashboard } from '../../support/dashboard.js';
import { ADMIN, startTestServer, type TestServer } from '../../support/server.js';

let browser: Browser;
let production: TestServer;
let development: TestServer;
beforeAll(async () => {
  [browser, production, development] = await Promise.all([
    startChromium(),
    startTestServer(),
    startTestServer({ NODE_ENV: 'development' }),
  ]);
});
afterAll(async () => {
  await leaveChromium(browser);
  await Promise.all([production.stop(), development.stop()]);
});

const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const FOREIGN_FILE = /<(script|link|img)\b[^>]*(src|href)="(https?:)?\/\//;
const get = async ({ url }: TestServer, headers: Record<string, string>) => {
  const response = await fetch(`${url}/graphql`, { headers });
  return { status: response.status, headers: response.headers, body: await response.text() };
};

test.each([undefined, '', 'production', 'test', 'Development'])(
  'NODE_ENV=%s, as anything but development, offers no GraphiQL',
  (NODE_ENV) => {
    expect(readConfig({ NODE_ENV, SECRET_KEY: 'x'.repeat(32) }).graphqlExplorer).toBe(false);
  },
);

test('in production a browser that opens the API is answered as any other client', async () => {
  const answer = await get(production, BROWSER);
  expect(answer.status).toBe(400);
  expect(answer.headers.get('content-type')).toContain('application/json');
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(answer.headers.get('content-security-policy')).not.toMatch(/script|style|connect/);
  expect(answer.body).toBe((await get(production, { accept: '*/*' })).body);
});

test('no page of a production server names a file of anybody else', async () => {
  for (const path of ['/', '/graphql']) {
    const body = await (await fetch(production.url + path, { headers: BROWSER })).text();
    expect(body).not.toMatch(FOREIGN_FILE);
  }
});

test('in development programs are answered as in production', async () => {
  for (const accept of ['*/*', 'application/json', 'application/graphql-response+json']) {
    expect((await get(development, { accept })).body).toBe((await get(production, { accept })).body);
  }
});

test('the policy of the page lets in one script and nothing from anywhere else', async () => {
  const { status, headers, body } = await get(development, BROWSER);
  expect(status).toBe(200);
  expect(headers.get('content-type')).toContain('text/html');
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/script-src 'sha256-[\w+/]+='(;|$)/);
  expect(policy).not.toMatch(/https?:|\*|unsafe-eval/);
  expect(body).not.toMatch(FOREIGN_FILE);
});

test('GraphiQL loads, sends a query, and signs in with a mutation', async () => {
  const foreign: string[] = [];
  const explorer = await Dashboard.open(browser, development, { path: '/healthz' });
  const { page } = explorer;
  page.on('request', (request) => {
    if (/^https?:/.test(request.url()) && !request.url().startsWith(development.url))
      foreign.push(request.url());
  });
  await page.goto(`${development.url}/graphql`);
  const editor = page.getByRole('textbox').first();
  const result = page.locator('.result-window');
  const send = async (document: string) => {
    await editor.focus();
    await page.keyboard.press('ControlOrMeta+A');
    // Pasted: of what is typed, the editor closes the brackets.
    await page.evaluate((text) => navigator.clipboard.writeText(text), document);
    await page.keyboard.press('ControlOrMeta+V');
    const withoutSpaces = (text: string) => text.replaceAll(/\s/g, '');
    const shown = page.locator('.view-lines').first();
    await expect.poll(async () => withoutSpaces(await shown.innerText())).toBe(withoutSpaces(document));
    await page.keyboard.press('ControlOrMeta+Enter');
  };
  await send('{ me { login } }');
  await expect.poll(() => result.innerText()).toMatch(/"me":\s*null/);
  const { login, password } = ADMIN;
  await send(`mutation { signIn(input: { login: "${login}", password: "${password}" }) { __typename } }`);
  await expect.poll(() => result.innerText()).toContain('"SignedIn"');
  await send('{ me { login } }');
  await expect.poll(() => result.innerText()).toContain('"admin"');
  explorer.expectNoProblems();
  expect(foreign).toEqual([]);
  await explorer.close();
});
