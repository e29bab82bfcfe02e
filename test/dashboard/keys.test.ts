import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { SoftAuthenticator } from '../support/authenticator.js';
import { Dashboard } from '../support/dashboard.js';
import { DashboardSuite, LAPTOP, USB } from '../support/dashboard-suite.js';
import { createAccount, protectedAccount } from '../support/flows.js';
import { ADMIN } from '../support/server.js';
import { keyChallenge, registerKey, VERIFY_KEY } from '../support/security-keys.js';

const suite = new DashboardSuite();

const key = (name: string) => suite.page.getByRole('listitem').filter({ hasText: name });

async function add(name: string): Promise<void> {
  await suite.dashboard.button('Add a key').click();
  await suite.dashboard.button('Continue').click();
  await suite.page.getByLabel('Name of the key').fill(name);
  await suite.dashboard.button('Save').click();
  await key(name).waitFor();
}

test('a key is added, renamed and removed; what a cancelled dialog had is forgotten', async () => {
  await createAccount(suite.admin, 'maria@example.org');
  const page = await suite.open('maria@example.org', '/security');
  await suite.dashboard.plugIn(USB);
  await add('Yellow key');
  await suite.choose('Yellow key', 'Rename');
  const dialog = page.getByRole('dialog', { name: 'Rename key' });
  await dialog.getByLabel('Name').fill('Never called so');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await suite.choose('Yellow key', 'Rename');
  expect(await dialog.getByLabel('Name').inputValue()).toBe('Yellow key');
  await dialog.getByLabel('Name').fill('Blue key');
  await page.keyboard.press('Enter');
  await suite.told('Renamed.');
  await key('Blue key').waitFor();
  expect(await key('Yellow key').count()).toBe(0);

  await suite.choose('Blue key', 'Remove');
  const question = suite.question('Remove “Blue key”?');
  await question.getByText('your password alone is enough to sign in').waitFor();
  await suite.dashboard.inspect('remove-last-key');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await question.waitFor({ state: 'hidden' });
  await key('Blue key').waitFor();
  await suite.choose('Blue key', 'Remove');
  await question.waitFor();
  const titles = await page.evaluateHandle(() => {
    const seen: string[] = [];
    new MutationObserver(() => {
      const title = document.querySelector('[role=alertdialog] h2')?.textContent;
      if (title) seen.push(title);
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
    return seen;
  });
  await suite.confirm('Remove “Blue key”?', 'Remove key');
  await suite.told('The key was removed.');
  await question.waitFor({ state: 'detached' });
  // Neither does the question change while it fades.
  expect(new Set(await titles.jsonValue())).toEqual(new Set(['Remove “Blue key”?']));
  await page.getByText('No keys yet.', { exact: false }).waitFor();
});

test('the same key is not added twice, and a request that was cancelled can be tried again', async () => {
  await createAccount(suite.admin, 'twice@example.org');
  const page = await suite.open('twice@example.org', '/security');
  await suite.dashboard.plugIn(USB);
  await page.evaluate(() => {
    const create = navigator.credentials.create.bind(navigator.credentials);
    navigator.credentials.create = () => {
      navigator.credentials.create = create;
      return Promise.reject(new DOMException('', 'NotAllowedError'));
    };
  });
  await suite.dashboard.button('Add a key').click();
  await suite.dashboard.button('Continue').click();
  await page.getByText('The request was cancelled or took too long.').waitFor();
  await suite.dashboard.inspect('add-key-cancelled');
  await suite.dashboard.button('Try again').click();
  await suite.dashboard.button('Save').click();
  await suite.told('The key was added.');
  await suite.dashboard.button('Add a key').click();
  await suite.dashboard.button('Continue').click();
  await page.getByText('This key is registered already.').waitFor();
  await suite.dashboard.button('Cancel').click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await expect.poll(() => page.getByRole('button', { name: /^Actions for/ }).count()).toBe(1);
});

test('a passkey that was made and not kept is offered by the browser no more', async () => {
  await createAccount(suite.admin, 'not-kept@example.org');
  const page = await suite.open('not-kept@example.org', '/security');
  const authenticator = await suite.dashboard.plugIn(LAPTOP);
  await suite.dashboard.button('Add a key').click();
  await suite.dashboard.button('Continue').click();
  await page.getByLabel('Name of the key').waitFor();
  expect(await authenticator.credentials()).toBe(1);
  await suite.dashboard.button('Cancel').click();
  await expect.poll(() => authenticator.credentials()).toBe(0);
});

/** The next request for a key ends as browsers end it. */
const failing = (page: Page, how: 'create' | 'get', name: string): Promise<void> =>
  page.evaluate(
    ([method, error]) => {
      const { credentials } = navigator;
      const works = credentials[method].bind(credentials);
      credentials[method] = (options: CredentialRequestOptions = {}) => {
        // Suggestions of passkeys are asked for beside.
        if (options.mediation === 'conditional') return works(options as never);
        credentials[method] = works;
        return Promise.reject(new DOMException('', error));
      };
    },
    [how, name] as const,
  );

test('what browsers say when they make no key is told apart', async () => {
  await createAccount(suite.admin, 'told-apart@example.org');
  const page = await suite.open('told-apart@example.org', '/security');
  await suite.dashboard.plugIn(USB);
  await suite.dashboard.button('Add a key').click();
  let submit = 'Continue';
  for (const [name, text] of [
    ['NotAllowedError', 'The request was cancelled or took too long.'],
    ['AbortError', 'The request was cancelled or took too long.'],
    ['InvalidStateError', 'This key is registered already.'],
    ['SecurityError', 'The browser does not allow keys of this service at this address.'],
    ['NotSupportedError', 'This key cannot do what is asked for here.'],
    ['ConstraintError', 'This key cannot do what is asked for here.'],
    ['UnknownError', 'The browser could not reach a key.'],
  ] as const) {
    await failing(page, 'create', name);
    await suite.dashboard.button(submit).click();
    await page.getByRole('alert').filter({ hasText: text }).waitFor();
    submit = 'Try again';
  }
  await suite.dashboard.button('Cancel').click();
});

test('so it is when a passkey is to sign in', async () => {
  suite.dashboard = await Dashboard.open(suite.browser, suite.server, { path: '/sign-in' });
  const { page } = suite;
  for (const [name, text] of [
    ['NotAllowedError', 'The request was cancelled or took too long.'],
    ['SecurityError', 'The browser does not allow keys of this service at this address.'],
    ['NotSupportedError', 'This key cannot do what is asked for here.'],
    ['UnknownError', 'The browser could not reach a key.'],
  ] as const) {
    await failing(page, 'get', name);
    await suite.dashboard.button('Sign in with a passkey').click();
    await page.getByRole('alert').filter({ hasText: text }).waitFor();
  }
});

test('a page opened at another address than PUBLIC_URL says which one to open', async () => {
  const here = suite.server.url.replace('localhost', '127.0.0.1');
  const there = { ...suite.server, url: here };
  suite.dashboard = await Dashboard.open(suite.browser, there, { path: '/sign-in' });
  await suite.dashboard.enterPassword(ADMIN.login, ADMIN.password);
  const alert = suite.page.getByRole('alert').filter({ hasText: 'This page was opened at' });
  await alert.waitFor();
  expect(await alert.innerText()).toContain(`at ${here}, but the service is at ${suite.server.url}`);
  suite.dashboard.forgive(/Failed to load resource/);
});

test('a passkey that a password manager keeps is marked as synced', async () => {
  await createAccount(suite.admin, 'synced@example.org');
  await suite.open('synced@example.org', '/security');
  await suite.dashboard.plugIn({ ...LAPTOP, defaultBackupEligibility: true, defaultBackupState: true });
  await add('Password manager');
  await key('Password manager').getByText('Synced').waitFor();
});

test('a key whose counter went backwards is reported on the page of its owner', async () => {
  const { client, secret } = await protectedAccount(suite.server, suite.admin, 'copied@example.org');
  const authenticator = new SoftAuthenticator(suite.server.url);
  authenticator.signCount = 5;
  await registerKey(client, authenticator, 'Old key');
  const stranger = suite.server.client();
  const { challenge, options } = await keyChallenge(stranger, 'copied@example.org');
  const response = authenticator.get(options, { signCount: 3 });
  expect(await stranger.code(VERIFY_KEY, { challenge, response })).toBe('INVALID_CODE');
  const page = await suite.open('copied@example.org', '/security', secret);
  await key('Old key').getByText('It may have been copied', { exact: false }).waitFor();
  await suite.dashboard.inspect('key-copied');
  await page.getByRole('link', { name: 'Activity' }).click();
  await page.getByText('Security key “Old key” may have been copied').waitFor();
});
