import { expect, test } from 'vitest';
import type { Client } from '../../support/client.js';
import { DashboardSuite, USB } from '../../support/dashboard-suite.js';
import {
  challengeFor,
  createAccount,
  ME,
  PASSWORD,
  protectedAccount,
  SIGN_IN,
  signedIn,
  signInWithCode,
  VERIFY_CODE,
} from '../../support/flows.js';
import { ADMIN } from '../../support/server.js';

const HOUR = 3_600_000;

const suite = new DashboardSuite(() => ({ THROTTLE_ACCOUNT_ATTEMPTS: '3' }));

const act = (name: string) =>
  suite.page.getByRole('group', { name: 'Actions' }).getByRole('button', { name });
const isOut = async (client: Client) => expect(await client.data(ME)).toEqual({ me: null });

test('a reset is told, asks for proof in place, goes on by itself, and ends everything', async () => {
  const { id, secret, client } = await protectedAccount(suite.server, suite.admin, 'maria@example.org');
  await signInWithCode(suite.server, suite.server.client(), 'maria@example.org', secret, true);
  const page = await suite.open(ADMIN.login, `/accounts/${id}`);
  await page.getByText('This account is protected by a second factor.').waitFor();
  await page.getByText(/^Trusted until/).waitFor();
  await suite.dashboard.inspect('account');
  await act('Reset second factors').click();
  const question = suite.question('Reset the second factors of maria@example.org?');
  await question.getByText('Until a new factor is set up, the password alone is enough.').waitFor();
  await suite.dashboard.inspect('account-reset');
  suite.letProofGoStale();
  await question.getByRole('button', { name: 'Reset second factors' }).click();
  const proof = page.getByRole('dialog', { name: 'Confirm it’s you' });
  await proof.getByLabel('Your password').fill(ADMIN.password);
  await suite.dashboard.inspect('account-reset-proof');
  await proof.getByRole('button', { name: 'Confirm' }).click();
  await suite.told('The second factors were reset.');
  await page.getByText('Only the password protects this account.').waitFor();
  await page.getByText('Not signed in anywhere.').waitFor();
  expect(await page.getByText(/^Trusted until/).count()).toBe(0);
  expect(await act('Reset second factors').count()).toBe(0);
  await page.getByText('Second factors reset').waitFor();
  await isOut(client);
});

test('proof that is not given leaves everything as it was', async () => {
  const { id, client } = await protectedAccount(suite.server, suite.admin, 'kept@example.org');
  const page = await suite.open(ADMIN.login, `/accounts/${id}`);
  suite.letProofGoStale();
  await act('Disable').click();
  await suite.confirm('Disable kept@example.org?', 'Disable');
  await page.getByRole('dialog', { name: 'Confirm it’s you' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Confirm it’s you' }).waitFor({ state: 'hidden' });
  await suite.question('Disable kept@example.org?').getByRole('button', { name: 'Cancel' }).click();
  await suite.question('Disable kept@example.org?').waitFor({ state: 'hidden' });
  expect(await page.getByRole('alert').allInnerTexts()).toEqual([]);
  await page.reload();
  await act('Disable').waitFor();
  expect(await client.data(ME)).not.toEqual({ me: null });
});

test('an administrator with a security key proves themselves by it', async () => {
  const id = await createAccount(suite.admin, 'victim@example.org');
  await createAccount(suite.admin, 'keyed@example.org', 'ADMIN');
  const page = await suite.open('keyed@example.org', '/security');
  await suite.dashboard.plugIn(USB);
  await suite.dashboard.button('Add a key').click();
  await suite.dashboard.button('Continue').click();
  await suite.dashboard.button('Save').click();
  await suite.told('The key was added.');
  await page.goto(`${suite.server.url}/accounts/${id}`);
  suite.letProofGoStale();
  await act('Require a second factor').click();
  await suite.confirm('Require a second factor of victim@example.org?', 'Require a second factor');
  const proof = page.getByRole('dialog', { name: 'Confirm it’s you' });
  await proof.getByRole('button', { name: 'Use security key' }).waitFor();
  await suite.dashboard.inspect('account-proof-key');
  await proof.getByRole('button', { name: 'Use security key' }).click();
  await suite.told('A second factor is now required.');
});

test('a second factor is required of one account, and no longer', async () => {
  const id = await createAccount(suite.admin, 'required@example.org');
  const page = await suite.open(ADMIN.login, `/accounts/${id}`);
  await act('Require a second factor').click();
  const question = suite.question('Require a second factor of required@example.org?');
  await question.getByText('before anything else').waitFor();
  await suite.confirm('Require a second factor of required@example.org?', 'Require a second factor');
  await suite.told('A second factor is now required.');
  await page.getByText('A second factor is required of this account, and it has none.').waitFor();
  expect(await signedIn(suite.server.client(), 'required@example.org')).toBeDefined();
  await act('No longer require a second factor').click();
  await suite.confirm(/^No longer require/, 'No longer require a second factor');
  await suite.told('A second factor is no longer required of this account.');
  await page.getByText('Only the password protects this account.').waitFor();
});

test('all sessions of an account are ended; trust stays', async () => {
  const { id, secret } = await protectedAccount(suite.server, suite.admin, 'everywhere@example.org');
  const phone = suite.server.client();
  await signInWithCode(suite.server, phone, 'everywhere@example.org', secret, true);
  const page = await suite.open(ADMIN.login, `/accounts/${id}`);
  await act('Sign out everywhere').click();
  const question = suite.question('Sign everywhere@example.org out everywhere?');
  await question.getByText('Trusted devices stay trusted.').waitFor();
  await suite.confirm(/^Sign everywhere/, 'Sign out everywhere');
  await suite.told('Signed out everywhere.');
  await page.getByText('Not signed in anywhere.').waitFor();
  await page.getByText(/^Trusted until/).waitFor();
  await isOut(phone);
});

test('a disabled account is out at once and cannot come back, until it is enabled', async () => {
  const id = await createAccount(suite.admin, 'disabled@example.org');
  const client = suite.server.client();
  await signedIn(client, 'disabled@example.org');
  const page = await suite.open(ADMIN.login, `/accounts/${id}`);
  await act('Disable').click();
  await suite.question('Disable disabled@example.org?').getByText('Nothing is deleted').waitFor();
  await suite.confirm('Disable disabled@example.org?', 'Disable');
  await suite.told('The account was disabled.');
  await page.getByText('This account is disabled: it cannot sign in.').waitFor();
  await suite.dashboard.inspect('account-disabled');
  await isOut(client);
  const again = { login: 'disabled@example.org', password: PASSWORD };
  expect(await suite.server.client().code(SIGN_IN, again)).toBe('INVALID_CREDENTIALS');
  await act('Enable').click();
  await suite.confirm('Enable disabled@example.org?', 'Enable');
  await suite.told('The account was enabled.');
  await page.getByText('This account is disabled: it cannot sign in.').waitFor({ state: 'hidden' });
  await signedIn(suite.server.client(), 'disabled@example.org');
});

test('a locked account says so, and is unlocked', async () => {
  const { id, secret } = await protectedAccount(suite.server, suite.admin, 'locked@example.org');
  const guesser = suite.server.client();
  for (let attempt = 1; attempt <= 50; attempt++) {
    const { challenge } = await challengeFor(guesser, 'locked@example.org');
    await guesser.code(VERIFY_CODE, { challenge, code: '000000' });
    suite.server.clock.advance(HOUR);
  }
  const page = await suite.open(ADMIN.login, `/accounts/${id}`);
  await page.getByText('Locked after too many failures, until you unlock it.').waitFor();
  await suite.dashboard.inspect('account-locked');
  await act('Unlock').click();
  await suite.question('Unlock locked@example.org?').getByText('can be tried again immediately').waitFor();
  await suite.confirm('Unlock locked@example.org?', 'Unlock');
  await suite.told('The account was unlocked.');
  await page.getByText('Locked after too many failures').waitFor({ state: 'hidden' });
  await signInWithCode(suite.server, suite.server.client(), 'locked@example.org', secret);
}, 120_000);

test('an account is deleted: gone from the list, its address leads nowhere, its trail stays', async () => {
  const id = await createAccount(suite.admin, 'deleted@example.org');
  const page = await suite.open(ADMIN.login, `/accounts/${id}`);
  await act('Delete').click();
  await suite.question('Delete deleted@example.org?').getByText('gone for good').waitFor();
  await suite.dashboard.inspect('account-delete');
  await suite.confirm('Delete deleted@example.org?', 'Delete');
  await suite.told('The account was deleted.');
  await suite.row(ADMIN.login).first().waitFor();
  expect(new URL(page.url()).pathname).toBe('/accounts');
  expect(await suite.row('deleted@example.org').count()).toBe(0);
  await page.goto(`${suite.server.url}/accounts/${id}`);
  await suite.dashboard.heading('There is no such page').waitFor();
  await page.getByRole('link', { name: 'Audit log' }).click();
  await suite.row('Account deleted').filter({ hasText: 'deleted@example.org' }).waitFor();
});

test('one’s own account signed out everywhere: the sign-in page follows', async () => {
  const id = await createAccount(suite.admin, 'quits@example.org', 'ADMIN');
  await suite.open('quits@example.org', `/accounts/${id}`);
  await act('Sign out everywhere').click();
  await suite.confirm(/^Sign quits/, 'Sign out everywhere');
  await suite.isSignedOut();
});
