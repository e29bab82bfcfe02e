import { expect, test } from 'vitest';
import { Dashboard } from '../support/dashboard.js';
import { DashboardSuite } from '../support/dashboard-suite.js';
import { createAccount, PASSWORD, protectedAccount, SIGN_IN, updateSettings } from '../support/flows.js';
import { picture, REMOVE_LOGO, setLogo } from '../support/logo.js';
import { ADMIN } from '../support/server.js';

const suite = new DashboardSuite(() => ({ THROTTLE_ACCOUNT_ATTEMPTS: '3' }));

const BRAND = {
  serviceName: 'Example Suite',
  // Too light for text on white, and so for links.
  accentColour: '#f5a800',
  helpUrl: 'https://help.example.org/',
  helpText: 'IT desk, extension 42',
};
const NOTHING = { serviceName: '', accentColour: '', helpUrl: '', helpText: '' };

async function branded(): Promise<string> {
  await updateSettings(suite.admin, BRAND);
  return setLogo(suite.admin, await picture());
}

const open = async (path: string, width?: number) => {
  suite.dashboard = await Dashboard.open(suite.browser, suite.server, { path, ...(width && { width }) });
  return suite.page;
};

test('sign-in, second step and lock-out are the suite’s own, and name whom to ask', async () => {
  const logoPath = await branded();
  await protectedAccount(suite.server, suite.admin, 'branded@example.org');
  const page = await open('/sign-in');
  await page.getByText('to continue to Example Suite').waitFor();
  expect(await page.title()).toBe('Sign in – Example Suite');
  expect(await page.locator('header img').getAttribute('src')).toBe(logoPath);
  const help = page.getByRole('contentinfo').getByRole('link', { name: 'Need help?' });
  expect(await help.getAttribute('href')).toBe('https://help.example.org/');
  expect(await help.getAttribute('target')).toBe('_blank');
  await page.getByText('IT desk, extension 42').waitFor();
  await suite.dashboard.inspect('branded-sign-in');

  await suite.dashboard.enterPassword('branded@example.org', PASSWORD);
  await suite.dashboard.heading('Enter the code from your app').waitFor();
  await help.waitFor();
  await suite.dashboard.inspect('branded-second-step');
  await page.goto(`${suite.server.url}/sign-in`);
  // Often enough that the lock lasts for as long as it is looked at.
  for (let guess = 1; guess <= 8; guess++) {
    await suite.server.client().code(SIGN_IN, { login: 'branded@example.org', password: 'wrong' });
    suite.server.clock.advance(60_000);
  }
  await suite.dashboard.enterPassword('branded@example.org', 'wrong too');
  await page.getByText('Login or password is wrong.', { exact: false }).waitFor();
  await suite.dashboard.enterPassword('branded@example.org', 'wrong as well');
  const alert = page.getByRole('alert').filter({ hasText: 'Too many attempts' });
  await alert.getByRole('link', { name: 'Need help?' }).waitFor();
  await suite.dashboard.inspect('branded-lockout');
});

test('the very first that is seen has the name and the logo: the page brings them along, and its colour', async () => {
  const logoPath = await branded();
  const page = await open('/sign-in');
  // Neither a script nor what it would ask for ever comes.
  await page.route('**/assets/index-*.js', () => undefined);
  await page.reload({ waitUntil: 'commit' });
  await page.locator('.first-name').getByText('Example Suite').waitFor();
  expect(await page.locator('.first-logo').getAttribute('src')).toBe(logoPath);
  expect(await page.locator('html').getAttribute('data-brand')).toContain(BRAND.accentColour);
  await page.unrouteAll();
  await page.reload();
  await page.getByText('to continue to Example Suite').waitFor();
  const colour = await page
    .getByRole('button', { name: 'Sign in', exact: true })
    .evaluate((button) => getComputedStyle(button).backgroundColor);
  expect(colour).not.toBe('rgb(59, 70, 209)');
});

test('who must set up a second factor first sees whose service it is, and whom to ask', async () => {
  await branded();
  await createAccount(suite.admin, 'enrolling@example.org');
  await updateSettings(suite.admin, { requireTwoFactor: 'EVERYONE' });
  try {
    const page = await suite.open('enrolling@example.org', '/');
    await page.locator('header').getByText('Example Suite').waitFor();
    await page.getByRole('link', { name: 'Need help?' }).waitFor();
    await suite.dashboard.inspect('branded-enrolment');
  } finally {
    await suite.server.app.services.settingsChanges.update(
      { id: null, login: 'shell', ipAddress: null },
      { requireTwoFactor: 'NOBODY' },
    );
  }
});

test('an administrator gives the service a name, a colour, help and a logo, and sees them before they are kept', async () => {
  await updateSettings(suite.admin, NOTHING);
  await suite.admin.data(REMOVE_LOGO);
  const page = await suite.open(ADMIN.login, '/settings');
  const field = (name: string) => page.getByRole('textbox', { name, exact: true });
  await field('Accent colour').fill('orange');
  await page.getByText('A colour such as #0b5cad.').waitFor();
  await field('Link for help').fill('javascript:alert(1)');
  await page.getByText('An address that begins with https:, mailto: or tel:.').waitFor();
  await field('Name of the service').fill('Suite: mail');
  await page.getByText('Without a colon', { exact: false }).waitFor();
  await suite.dashboard.button('Save').click();
  expect(await field('Name of the service').evaluate((input) => input === document.activeElement)).toBe(true);
  await field('Name of the service').fill('Example Suite ');
  await field('Accent colour').fill('#B3005E');
  await field('Link for help').fill('mailto:help@example.org');
  await field('Beside the link for help').fill('IT desk, extension 42');
  const preview = page.getByRole('img', { name: 'The sign-in page as it will look, light and dark' });
  expect(await preview.getByText('Example Suite', { exact: true }).count()).toBe(2);
  const colours = await preview
    .locator('button')
    .evaluateAll((buttons) => buttons.map((button) => getComputedStyle(button).backgroundColor));
  expect(colours[0]).toBe('rgb(179, 0, 94)');
  await suite.dashboard.inspect('settings-appearance');
  await suite.dashboard.button('Save').click();
  await suite.told('The settings were saved.');
  await page.locator('header').getByText('Example Suite', { exact: true }).waitFor();

  const logo = page.locator('input[type=file]');
  await logo.setInputFiles({ name: 'logo.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') });
  await suite.told('Choose a PNG, JPEG or WebP picture of at most 64 kB.');
  await logo.setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: await picture() });
  await page.locator('header img[src^="/branding/logo/"]').waitFor();
  await suite.dashboard.inspect('settings-logo');
  await suite.dashboard.button('Remove').click();
  await page.locator('header img[src^="/branding/logo/"]').waitFor({ state: 'detached' });
  expect((await suite.server.app.services.settings.current()).logoHash).toBeNull();
});

test('pages outside the dashboard look like it, with name, colour, logo and help', async () => {
  await branded();
  await createAccount(suite.admin, 'leaving@example.org');
  const page = await suite.open('leaving@example.org', '/security');
  await page.goto(`${suite.server.url}/nothing`);
  await suite.dashboard.heading('There is no such page').waitFor();
  await page.getByRole('link', { name: 'Need help?' }).waitFor();
  expect(
    await page.locator('header img').evaluate((image) => (image as HTMLImageElement).naturalWidth),
  ).toBeGreaterThan(0);
  await suite.dashboard.inspect('page-not-found');
  await page.goto(`${suite.server.url}/auth/sign-out`);
  await suite.dashboard.inspect('page-sign-out');
  await suite.dashboard.button('Sign out').click();
  await suite.dashboard.heading('You are signed out').waitFor();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByText('to continue to Example Suite').waitFor();
  suite.dashboard.forgive(/404/);
});

test('stored XSS: a name and a help text with markup are text, on every page', async () => {
  const markup = '<img src=x onerror="window.pwned=1">';
  await updateSettings(suite.admin, { ...NOTHING, serviceName: markup, helpText: markup });
  const page = await open('/sign-in');
  await page.getByText(`to continue to ${markup}`).waitFor();
  await page.goto(`${suite.server.url}/auth/sign-out`);
  await page.getByText(markup, { exact: true }).first().waitFor();
  expect(await page.evaluate(() => (window as { pwned?: unknown }).pwned)).toBeUndefined();
  expect(await page.locator('img[onerror]').count()).toBe(0);
  await updateSettings(suite.admin, NOTHING);
});
