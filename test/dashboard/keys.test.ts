import { expect, test } from 'vitest';
import { SoftAuthenticator } from '../support/authenticator.js';
import { DashboardSuite, LAPTOP, USB } from '../support/dashboard-suite.js';
import { createAccount, protectedAccount } from '../support/flows.js';
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
  await page.getByText('No key yet.', { exact: false }).waitFor();
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
  await page.getByText('A security key may have been copied').waitFor();
});
