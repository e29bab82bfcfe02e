import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { DashboardSuite, LAPTOP } from '../support/dashboard-suite.js';
import {
  challengeFor,
  createAccount,
  ME,
  PASSWORD,
  protectedAccount,
  signIn,
  signInWithCode,
} from '../support/flows.js';
import { ADMIN } from '../support/server.js';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0';

const REQUIRE =
  'mutation ($id: ID!) { updateAccount(id: $id, input: { requireTwoFactor: true }) { requireTwoFactor } }';

const suite = new DashboardSuite();

/** What a task costs whoever does it, from the page that sign-in leads to. What a field has the focus for is not clicked. */
class Effort {
  clicks = 0;
  characters = 0;

  async click(target: Locator): Promise<void> {
    await target.click();
    this.clicks++;
  }

  async type(field: Locator, text: string): Promise<void> {
    await field.and(suite.page.locator(':focus')).waitFor();
    await suite.page.keyboard.type(text);
    this.characters += text.length;
  }
}

const button = (name: string | RegExp) => suite.dashboard.button(name);
const link = (name: string) => suite.page.getByRole('link', { name, exact: true });

test('an authenticator app is set up, and its backup codes are kept, in three clicks and the code', async () => {
  await createAccount(suite.admin, 'app@example.org');
  const page = await suite.open('app@example.org', '/');
  const effort = new Effort();
  await effort.click(link('Set up now'));
  const secret = (await page.getByLabel('Key for typing in').innerText()).replaceAll(' ', '');
  await effort.type(page.getByLabel('Six-digit code'), suite.codeOf(secret));
  const [file] = await Promise.all([page.waitForEvent('download'), effort.click(button('Download'))]);
  expect(await file.failure()).toBeNull();
  await effort.click(button('Done'));
  await suite.dashboard.heading('Your account is protected').waitFor();
  expect(effort).toEqual({ clicks: 3, characters: 6 });
});

test('a passkey is added in three clicks', async () => {
  await createAccount(suite.admin, 'passkey@example.org');
  const page = await suite.open('passkey@example.org', '/');
  await suite.dashboard.plugIn(LAPTOP);
  const effort = new Effort();
  await effort.click(button('Add a key'));
  await effort.click(button('Continue'));
  // Its name is filled in.
  await effort.click(button('Save'));
  await suite.told('The key was added.');
  await page.getByRole('region', { name: 'Security keys and passkeys' }).getByRole('listitem').waitFor();
  expect(effort).toEqual({ clicks: 3, characters: 0 });
});

test('a lost laptop is signed out, and no longer trusted, in three clicks', async () => {
  const login = 'lost@example.org';
  const { secret } = await protectedAccount(suite.server, suite.admin, login);
  const laptop = suite.server.client({ userAgent: FIREFOX });
  const { deviceToken } = await signInWithCode(suite.server, laptop, login, secret, true);
  await suite.open(login, '/', secret);
  const effort = new Effort();
  await effort.click(link('Devices'));
  await effort.click(button('Sign out the session on Firefox on Linux'));
  await effort.click(suite.question(/^Sign out/).getByRole('button', { name: 'Sign out' }));
  await suite.told('The device was signed out.');
  expect(await laptop.data(ME)).toEqual({ me: null });
  expect(await signIn(suite.server.client(), login, PASSWORD, { deviceToken })).toMatchObject({
    __typename: 'SecondFactorRequired',
  });
  expect(effort).toEqual({ clicks: 3, characters: 0 });
});

test('a colleague among many is found and reset in five clicks and the beginning of the name', async () => {
  for (let place = 1; place <= 26; place++)
    await createAccount(suite.admin, `colleague-${place}@example.org`);
  await protectedAccount(suite.server, suite.admin, 'reset@example.org');
  const page = await suite.open(ADMIN.login, '/');
  const effort = new Effort();
  await effort.click(link('Accounts'));
  const search = page.getByRole('searchbox');
  await effort.click(search);
  await effort.type(search, 'rese');
  await effort.click(page.getByRole('link', { name: 'reset@example.org' }));
  await effort.click(button('Reset second factors'));
  await effort.click(suite.question(/^Reset/).getByRole('button', { name: 'Reset second factors' }));
  await suite.told('The second factors were reset.');
  await challengeFor(suite.server.client(), 'reset@example.org').then(
    () => expect.unreachable('the password alone is enough'),
    () => undefined,
  );
  expect(effort).toEqual({ clicks: 5, characters: 4 });
});

test('who has not set up what is required of them is found in one click', async () => {
  await createAccount(suite.admin, 'free@example.org');
  for (const id of [
    await createAccount(suite.admin, 'overdue@example.org'),
    (await protectedAccount(suite.server, suite.admin, 'punctual@example.org')).id,
  ])
    await suite.admin.data(REQUIRE, { id });
  const page = await suite.open(ADMIN.login, '/');
  const effort = new Effort();
  const figure = page.getByRole('definition').filter({ hasText: 'must have a second factor' });
  await effort.click(figure.getByRole('link').first());
  await suite.row('overdue@example.org').waitFor();
  for (const other of ['free@example.org', 'punctual@example.org']) {
    await suite.row(other).waitFor({ state: 'detached' });
  }
  expect(effort).toEqual({ clicks: 1, characters: 0 });
});
