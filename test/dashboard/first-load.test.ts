import { statSync } from 'node:fs';
import type { Request } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { Dashboard } from '../support/dashboard.js';
import { DashboardSuite } from '../support/dashboard-suite.js';
import { createAccount, PASSWORD, protectedAccount, signedIn, updateSettings } from '../support/flows.js';
import { picture, REMOVE_LOGO, setLogo } from '../support/logo.js';

const suite = new DashboardSuite();

const NOTHING = { serviceName: '', accentColour: '', helpUrl: '', helpText: '' };

const login = () => suite.page.getByRole('textbox', { name: 'Login' });
const password = () => suite.page.getByLabel('Password', { exact: true });
const isEarly = async () => (await suite.page.locator('[data-early]').count()) === 1;

afterEach(() => {
  // Browsers ask every origin for an icon, also that of /healthz; letters are held back on purpose.
  suite.dashboard.forgive(/404|ERR_FAILED/);
});

/** The sign-in page of a slow line: its scripts come when `arrive` is called, but for the first, which is in its head. */
async function openHeld(options: { locale?: string; path?: string; width?: number } = {}) {
  const { path = '/sign-in', ...how } = options;
  suite.dashboard = await Dashboard.open(suite.browser, suite.server, { ...how, path: '/healthz' });
  const { page } = suite;
  let release!: () => void;
  const released = new Promise<void>((resolve) => (release = resolve));
  const held = /\/assets\/(?!early)[^/]+\.js$/;
  await page.route(held, async (route) => {
    await released;
    await route.fallback();
  });
  await page.goto(suite.server.url + path, { waitUntil: 'commit' });
  await page.locator('footer button').waitFor();
  await page.locator('[name=login]:focus').waitFor();
  return {
    async arrive() {
      release();
      await page.locator('[data-early]').waitFor({ state: 'detached' });
    },
  };
}

/** How many sign-ins are sent from now on. */
function countSignIns(): { sent: number } {
  const count = { sent: 0 };
  suite.page.on('request', (request: Request) => {
    if (request.postData()?.includes('mutation SignIn(')) count.sent++;
  });
  return count;
}

test('the first load is light: what the sign-in waits for has neither the router nor MUI', async () => {
  suite.dashboard = await Dashboard.open(suite.browser, suite.server, { path: '/sign-in' });
  await suite.dashboard.button('Sign in with a passkey').waitFor();
  const html = await (await fetch(`${suite.server.url}/sign-in`)).text();
  const awaited = [...html.matchAll(/"\/(assets\/[^"]+\.js)"/g)].map(([, file]) => file!);
  const bytesOf = (file: string) => statSync(`dist-dashboard/${file}.br`).size;
  expect(awaited.filter((file) => file.includes('/en-')).length).toBe(1);
  expect(awaited.length).toBeLessThan(5);
  const early = awaited.filter((file) => file.includes('/early-'));
  // What one types into, uncompressed as it is sent; then what sends it.
  expect(html.length + bytesOf(early[0]!)).toBeLessThan(16_000);
  expect(awaited.reduce((sum, file) => sum + bytesOf(file), 0)).toBeLessThan(100_000);
});

test('what is typed before the scripts are there stays, and the focus and the caret with it', async () => {
  const scripts = await openHeld();
  const { keyboard } = suite.page;
  expect(await login().evaluate((field) => field === document.activeElement)).toBe(true);
  await keyboard.type('maria@example.org');
  await keyboard.press('Tab');
  await keyboard.type('half a passw');
  await keyboard.press('Shift+Tab');
  await keyboard.press('Home');
  expect(await isEarly()).toBe(true);
  await scripts.arrive();
  await keyboard.type('anna-');
  expect(await login().inputValue()).toBe('anna-maria@example.org');
  expect(await password().inputValue()).toBe('half a passw');
  await keyboard.press('Tab');
  await keyboard.press('End');
  await keyboard.type('ord');
  expect(await password().inputValue()).toBe('half a password');
});

test('scripts that are there before the browser comes to `autofocus` leave the focus in the first field', async () => {
  suite.dashboard = await Dashboard.open(suite.browser, suite.server, { path: '/healthz' });
  const { page } = suite;
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      const field = document.querySelector('[data-early] [autofocus]');
      if (!field) return;
      // The browser has noted the field as soon as it was there: another one, then.
      const other = field.cloneNode() as HTMLElement;
      other.removeAttribute('autofocus');
      field.replaceWith(other);
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(`${suite.server.url}/sign-in`);
  await page.locator('[data-early]').waitFor({ state: 'detached' });
  expect(await login().evaluate((field) => field === document.activeElement)).toBe(true);
});

test('whoever has left the fields is not brought back to them', async () => {
  const scripts = await openHeld();
  await login().evaluate((field) => field.blur());
  await scripts.arrive();
  expect(await suite.page.evaluate(() => document.activeElement === document.body)).toBe(true);
});

test('a character that is being put together is not interrupted', async () => {
  const scripts = await openHeld();
  const devTools = await suite.dashboard.context.newCDPSession(suite.page);
  await devTools.send('Input.imeSetComposition', { text: 'ね', selectionStart: 1, selectionEnd: 1 });
  expect(await login().inputValue()).toBe('ね');
  const texts = suite.page.waitForResponse(/\/en-[^/]+\.js$/);
  const arriving = scripts.arrive();
  await (await texts).finished();
  // All that is left to do without waiting is done.
  await suite.page.evaluate(() => new Promise((done) => requestIdleCallback(done)));
  expect(await isEarly()).toBe(true);
  await devTools.send('Input.insertText', { text: '猫' });
  await arriving;
  expect(await login().inputValue()).toBe('猫');
});

test('Enter before the scripts are there leads to the second step, sent once', async () => {
  await protectedAccount(suite.server, suite.admin, 'early@example.org');
  const scripts = await openHeld();
  const signIns = countSignIns();
  const { keyboard } = suite.page;
  await keyboard.type('early@example.org');
  await keyboard.press('Enter');
  // The browser itself says that the password is missing.
  expect(await suite.page.locator('[aria-busy]').count()).toBe(0);
  await password().fill(PASSWORD);
  await keyboard.press('Enter');
  await keyboard.press('Enter');
  expect(await suite.page.locator('[aria-busy]').getAttribute('name')).toBe('sign-in');
  await suite.dashboard.show('first-load-sent');
  expect([await isEarly(), signIns.sent, new URL(suite.page.url()).search]).toEqual([true, 0, '']);
  await scripts.arrive();
  await suite.dashboard.heading('Enter the code from your app').waitFor();
  expect(signIns.sent).toBe(1);
});

test('a wrong password that was sent early is refused where it was typed', async () => {
  await createAccount(suite.admin, 'wrong@example.org');
  const scripts = await openHeld();
  await suite.dashboard.enterPassword('wrong@example.org', 'not the password');
  await scripts.arrive();
  await suite.page.getByRole('alert').filter({ hasText: 'Login or password is wrong.' }).waitFor();
  expect(await login().inputValue()).toBe('wrong@example.org');
  expect(await password().inputValue()).toBe('');
  await expect.poll(() => password().evaluate((field) => field === document.activeElement)).toBe(true);
  await suite.dashboard.inspect('first-load-wrong');
});

test('what was pressed early is pressed: to show the password, and to choose a language', async () => {
  const scripts = await openHeld();
  await password().fill('to be seen');
  await suite.dashboard.button('Show password').click();
  await suite.dashboard.button(/^Language and appearance/).click();
  await scripts.arrive();
  await suite.page.getByRole('menuitemradio', { name: 'Deutsch' }).waitFor();
  await suite.page.keyboard.press('Escape');
  expect(await password().getAttribute('type')).toBe('text');
  expect(await password().inputValue()).toBe('to be seen');
});

test('language and appearance are right before the scripts: the browser’s, then those that were chosen', async () => {
  const scripts = await openHeld({ locale: 'de-AT' });
  const { page } = suite;
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await suite.dashboard.heading('Anmelden').waitFor();
  expect([await page.getAttribute('html', 'lang'), await isEarly()]).toEqual(['de', true]);
  expect(await page.title()).toContain('Anmelden');
  expect(await ground()).toBe('rgb(246, 247, 249)');
  await scripts.arrive();
  for (const choice of ['Français', 'Sombre']) {
    await page.locator('footer button').click();
    await page.getByRole('menuitemradio', { name: choice }).click();
  }
  await page.unrouteAll();
  await page.route('**/assets/index-*.js', () => undefined);
  await page.goto(`${suite.server.url}/sign-in`, { waitUntil: 'commit' });
  await suite.dashboard.heading('Connexion').waitFor();
  expect([await page.getAttribute('html', 'lang'), await isEarly()]).toEqual(['fr', true]);
  expect(await ground()).toBe('rgb(12, 14, 20)');
});

/** All that is drawn, and where. */
const drawn = () =>
  suite.page.evaluate(() =>
    [...document.querySelectorAll('.lk-page, .lk-page :not(.lk-noscript)')].map((element) => {
      // `style` is what a picture leaves: the policy would refuse it.
      const ofOneOnly = /^(data-early|data-title|style|autofocus|method|value|src|class|nonce)$/;
      const { left, top, width, height } = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      return {
        element: element.localName,
        classes: element
          .getAttribute('class')
          ?.match(/lk-\S+/g)
          ?.join(' '),
        attributes: [...element.attributes]
          .filter(({ name }) => !ofOneOnly.test(name))
          .map(({ name, value }) => `${name}=${value}`)
          .toSorted(),
        text: element.children.length === 0 ? element.textContent.trim() : '',
        box: [left, top, width, height].map(Math.round),
        look: ['color', 'background-color', 'border-color', 'box-shadow', 'font', 'outline'].map((name) =>
          style.getPropertyValue(name),
        ),
      };
    }),
  );

test.each([
  { name: 'as it comes', width: 1280, brand: {} },
  { name: 'as it comes, on a phone, dark', width: 360, isDark: true, brand: {} },
  {
    name: 'in the service’s own look',
    width: 1280,
    brand: {
      serviceName: 'Éxample & Sons',
      accentColour: '#f5a800',
      helpUrl: 'https://help.example.org/',
      helpText: 'IT desk',
    },
  },
  { name: 'without passkeys', width: 1280, brand: { allowSecurityKeys: false } },
])('the form looks the same before and after its scripts, $name', async ({ name, width, isDark, brand }) => {
  await updateSettings(suite.admin, brand);
  if ('serviceName' in brand) await setLogo(suite.admin, await picture());
  try {
    const scripts = await openHeld({ width });
    const { page } = suite;
    if (isDark) {
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.evaluate(() => (document.documentElement.dataset['mode'] = 'dark'));
    }
    await page.locator('.lk-brand img').evaluate((image: HTMLImageElement) => image.decode());
    // Its letters come after it.
    await page.route('**/*.woff2', (route) => route.abort());
    const before = await drawn();
    await suite.dashboard.show(`first-load-${name}-before`);
    await scripts.arrive();
    await page.locator('.lk-brand img').evaluate((image: HTMLImageElement) => image.decode());
    const after = await drawn();
    await suite.dashboard.show(`first-load-${name}-after`);
    expect(after).toEqual(before);
  } finally {
    await updateSettings(suite.admin, { ...NOTHING, allowSecurityKeys: true });
    await suite.admin.data(REMOVE_LOGO);
  }
});

test('the form is at every address, and leads to it', async () => {
  await createAccount(suite.admin, 'deep@example.org');
  const scripts = await openHeld({ path: '/security/devices' });
  await suite.dashboard.enterPassword('deep@example.org', PASSWORD);
  await scripts.arrive();
  await suite.dashboard.heading('Devices').waitFor();
  expect(new URL(suite.page.url()).pathname).toBe('/security/devices');
});

test('a page that the browser has kept from before the sign-in gives way to those of who is signed in', async () => {
  await createAccount(suite.admin, 'back@example.org');
  const kept = await (await fetch(`${suite.server.url}/security`)).text();
  const client = suite.server.client();
  await signedIn(client, 'back@example.org');
  suite.dashboard = await Dashboard.open(suite.browser, suite.server, {
    path: '/healthz',
    cookies: client.cookies,
  });
  const nonce = /nonce="([^"]+)"/.exec(kept)![1]!;
  await suite.page.route('**/security', (route) =>
    route.fulfill({
      body: kept,
      contentType: 'text/html',
      headers: { 'content-security-policy': `style-src 'self' 'nonce-${nonce}'` },
    }),
  );
  await suite.page.goto(`${suite.server.url}/security`);
  await suite.dashboard.button(/^Your account/).waitFor();
});

test('without scripts the page says that it needs them, and offers nothing that could not be sent', async () => {
  suite.dashboard = await Dashboard.open(suite.browser, suite.server, { path: '/healthz' });
  const context = await suite.browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${suite.server.url}/sign-in`);
  await page.getByText('This page needs JavaScript.', { exact: false }).waitFor();
  expect(await page.locator('input, button').filter({ visible: true }).count()).toBe(0);
  await context.close();
});
