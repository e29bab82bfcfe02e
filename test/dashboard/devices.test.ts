import { expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { DashboardSuite } from '../support/dashboard-suite.js';
import {
  createAccount,
  ME,
  protectedAccount,
  signedIn,
  signInWithCode,
  updateSettings,
} from '../support/flows.js';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1';

const suite = new DashboardSuite();

const card = (name: string) =>
  suite.page.getByRole('listitem').filter({ has: suite.page.getByRole('heading', { name, exact: true }) });
const session = (name: string | RegExp) =>
  suite.page
    .getByRole('list', { name: typeof name === 'string' ? `Sessions on ${name}` : name })
    .getByRole('listitem');
const isOut = async (client: Client) => expect(await client.data(ME)).toEqual({ me: null });

test('a phone is renamed, no longer trusted, signed out and forgotten', async () => {
  const { secret } = await protectedAccount(suite.server, suite.admin, 'maria@example.org');
  const phone = suite.server.client({ userAgent: IPHONE });
  await signInWithCode(suite.server, phone, 'maria@example.org', secret, true);
  const page = await suite.open('maria@example.org', '/security/devices', secret);
  await card('Safari on iOS')
    .getByText(/^Trusted until/)
    .waitFor();
  await suite.dashboard.inspect('own-devices');
  // Though the server's clock is ahead of this browser's.
  await expect.poll(() => page.getByText('Last active just now').count()).toBeGreaterThan(1);
  expect(await page.getByText(/(active|used) in /).count()).toBe(0);

  await suite.choose('Safari on iOS', 'Rename');
  const dialog = page.getByRole('dialog', { name: 'Rename device' });
  await suite.dashboard.inspect('rename-device');
  // A name of nothing but spaces is refused by the browser.
  await dialog.getByLabel('Name').fill('   ');
  await dialog.getByRole('button', { name: 'Save' }).click();
  expect(await dialog.getByLabel('Name').evaluate((field: HTMLInputElement) => field.validity.valid)).toBe(
    false,
  );
  await dialog.getByLabel('Name').fill('  My phone ');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await suite.told('Renamed.');
  await card('My phone').waitFor();

  await suite.choose('My phone', 'Stop trusting');
  await suite.question('Stop trusting “My phone”?').getByText('asks for your second factor').waitFor();
  await suite.confirm('Stop trusting “My phone”?', 'Stop trusting');
  await suite.told('The device is no longer trusted.');
  expect(await card('My phone').getByText('Trusted until').count()).toBe(0);
  expect(await phone.data(ME)).not.toEqual({ me: null });

  await suite.choose('My phone', 'Sign out');
  await suite.question('Sign out on “My phone”?').getByText('needs your password to come back').waitFor();
  await suite.confirm('Sign out on “My phone”?', 'Sign out');
  await suite.told('The device was signed out.');
  await card('My phone').getByText('Signed in').waitFor({ state: 'detached' });
  await session('My phone').waitFor({ state: 'detached' });
  await isOut(phone);

  await suite.choose('My phone', 'Forget device');
  await suite.confirm('Forget “My phone”?', 'Forget device');
  await suite.told('The device was forgotten.');
  await card('My phone').waitFor({ state: 'detached' });
}, 120_000);

test('one session is ended, then all others; this one stays', async () => {
  await createAccount(suite.admin, 'olga@example.org');
  const [firefox, phone] = [FIREFOX, IPHONE].map((userAgent) => suite.server.client({ userAgent }));
  await signedIn(firefox!, 'olga@example.org');
  await signedIn(phone!, 'olga@example.org');
  const page = await suite.open('olga@example.org', '/security/devices');
  const own = session(/^Sessions on Chrom/);
  await own.getByText('This session').waitFor();
  expect(await own.getByRole('button').count()).toBe(0);
  await card('Firefox on Linux').getByText('Firefox 142 · First seen').waitFor();
  await session('Firefox on Linux')
    .getByRole('button', { name: 'Sign out the session on Firefox on Linux' })
    .click();
  await suite.dashboard.inspect('end-session');
  await suite.confirm('Sign out on “Firefox on Linux”?', 'Sign out');
  await suite.told('The device was signed out.');
  await session('Firefox on Linux').waitFor({ state: 'detached' });
  await isOut(firefox!);
  expect(await phone!.data(ME)).not.toEqual({ me: null });
  await suite.dashboard.button('Sign out everywhere else').click();
  await suite.confirm('Sign out everywhere else?', 'Sign out everywhere else');
  await suite.told('You are signed out everywhere else.');
  await isOut(phone!);
  await page.reload();
  await own.getByText('This session').waitFor();
  await expect.poll(() => session(/^Sessions on/).count()).toBe(1);
});

test('signing out on this very device leads to the sign-in page', async () => {
  await createAccount(suite.admin, 'here@example.org');
  const page = await suite.open('here@example.org', '/security/devices');
  await page.getByRole('heading', { name: /^Chrom/ }).waitFor();
  await page.getByRole('button', { name: /^Actions for Chrom/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
  expect(await page.getByRole('menuitem', { name: 'Forget device' }).count()).toBe(0);
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await suite
    .question(/^Sign out on/)
    .getByText('This is the device you are using')
    .waitFor();
  await suite.confirm(/^Sign out on/, 'Sign out');
  await page.waitForURL('**/sign-in');
  await page.reload();
  await suite.dashboard.heading('Sign in').waitFor();
});

test('without proof nothing changes; with it the change goes on by itself', async () => {
  const { secret } = await protectedAccount(suite.server, suite.admin, 'proof@example.org');
  const phone = suite.server.client({ userAgent: IPHONE });
  await signInWithCode(suite.server, phone, 'proof@example.org', secret, true);
  const page = await suite.open('proof@example.org', '/security/devices', secret);
  await card('Safari on iOS').waitFor();
  // Ending access never asks; giving it does.
  suite.letProofGoStale();
  await page.getByRole('button', { name: /^Actions for Chrom/ }).click();
  await page.getByRole('menuitem', { name: 'Trust this device' }).click();
  await suite.confirm(/^Trust this device for/, 'Trust this device');
  const proof = page.getByRole('dialog', { name: 'Confirm it’s you' });
  await proof.getByRole('button', { name: 'Close' }).click();
  await proof.waitFor({ state: 'hidden' });
  // The question takes no answer until it has learnt that nothing came of the first.
  await suite
    .question(/^Trust this device for/)
    .getByRole('button', { name: 'Cancel' })
    .click({ trial: true });
  await page.keyboard.press('Escape');
  await page.getByRole('alertdialog').waitFor({ state: 'hidden' });
  await expect.poll(() => page.getByText(/^Trusted until/).count()).toBe(1);
  await page.getByRole('button', { name: /^Actions for Chrom/ }).click();
  await page.getByRole('menuitem', { name: 'Trust this device' }).click();
  await suite.confirm(/^Trust this device for/, 'Trust this device');
  await proof.getByLabel('Six-digit code').fill(suite.codeOf(secret));
  await suite.told('This device is trusted.');
  await expect.poll(() => page.getByText(/^Trusted until/).count()).toBe(2);
});

test('devices of one name and their sessions are told apart by their buttons', async () => {
  await createAccount(suite.admin, 'twins@example.org');
  for (let times = 0; times < 2; times++) {
    await signedIn(suite.server.client({ userAgent: FIREFOX }), 'twins@example.org');
    suite.server.clock.advance(1000);
  }
  const firefox = suite.server.client({ userAgent: FIREFOX });
  await signedIn(firefox, 'twins@example.org');
  const page = await suite.open('twins@example.org', '/security/devices');
  await expect.poll(() => card('Firefox on Linux').count()).toBe(3);
  const names = await page
    .getByRole('button', { name: 'Firefox on Linux' })
    .evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label')));
  expect(names.length).toBe(6);
  expect(new Set(names).size).toBe(6);
  await suite.dashboard.inspect('devices-of-one-name');
});

test('sessions that stand at no device have a group of their own, and all of them while devices are not listed', async () => {
  await createAccount(suite.admin, 'grouped@example.org');
  await updateSettings(suite.admin, { allowUsedDevices: false });
  const page = await suite.open('grouped@example.org', '/security/devices');
  await page.getByText('Your administrator has switched the list of devices off.').waitFor();
  const sessions = page.getByRole('region', { name: 'Sessions' });
  await sessions.getByText('This session').waitFor();
  await suite.dashboard.inspect('devices-not-listed');
  await updateSettings(suite.admin, { allowUsedDevices: true });
});
