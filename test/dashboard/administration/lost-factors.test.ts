import { expect, test } from 'vitest';
import { SoftAuthenticator } from '../../support/authenticator.js';
import { DashboardSuite } from '../../support/dashboard-suite.js';
import { backupCodes, createAccount, protectedAccount, setUpApp, signedIn } from '../../support/flows.js';
import { registerKey } from '../../support/security-keys.js';
import { ADMIN } from '../../support/server.js';

const suite = new DashboardSuite();

/** Somebody with an app, a key called blue, another called red, and backup codes. */
async function anna(login: string) {
  const person = await protectedAccount(suite.server, suite.admin, login);
  const keys = [];
  for (const name of ['blue', 'red'])
    keys.push(await registerKey(person.client, new SoftAuthenticator(suite.server.url), name));
  await backupCodes(person.client);
  return { ...person, keys };
}

const lose = (name: string) => suite.dashboard.button(`Remove as lost: ${name}`).click();
const yes = 'Remove as lost';

test('one lost key is removed: what stays is told before, and the rest is as it was', async () => {
  const { id } = await anna('anna@example.org');
  const page = await suite.open(ADMIN.login, `/accounts/${id}`);
  await lose('blue');
  const question = suite.question('Remove the lost key “blue” of anna@example.org?');
  await question.getByText('anna@example.org keeps: Authenticator app, red, 10 backup codes.').waitFor();
  await question.getByText('no device stays trusted').waitFor();
  expect(await question.getByText('the last second factor').count()).toBe(0);
  await suite.dashboard.inspect('account-lost-key');
  suite.letProofGoStale();
  await question.getByRole('button', { name: yes }).click();
  const proof = page.getByRole('dialog', { name: 'Confirm it’s you' });
  await proof.getByLabel('Your password').fill(ADMIN.password);
  await proof.getByRole('button', { name: 'Confirm' }).click();
  await suite.told('The lost factor was removed.');
  await suite.dashboard.button('Remove as lost: blue').waitFor({ state: 'hidden' });
  await suite.dashboard.button('Remove as lost: red').waitFor();
  await page.getByText('10 unused').waitFor();
  await page.getByText('Lost second factor removed').waitFor();
  await page.getByRole('link', { name: 'Audit log' }).click();
  await suite.row('Lost security key “blue” removed.').filter({ hasText: 'anna@example.org' }).waitFor();
});

test('the last factor says that it is, and what follows where one is required', async () => {
  const { id, client } = await protectedAccount(suite.server, suite.admin, 'last@example.org');
  await backupCodes(client);
  await suite.admin.data(
    'mutation ($id: ID!) { updateAccount(id: $id, input: { requireTwoFactor: true }) { id } }',
    { id },
  );
  const page = await suite.open(ADMIN.login, `/accounts/${id}`);
  await lose('Backup codes');
  const codes = suite.question('Remove the lost backup codes of last@example.org?');
  await codes.getByText('last@example.org keeps: Authenticator app.').waitFor();
  await codes.getByRole('button', { name: 'Cancel' }).click();
  await codes.waitFor({ state: 'hidden' });
  await lose('Authenticator app');
  const question = suite.question('Remove the lost authenticator app of last@example.org?');
  await question.getByText('This is the last second factor of last@example.org').waitFor();
  await question.getByText('the next sign-in must set one up').waitFor();
  expect(await question.getByText('keeps').count()).toBe(0);
  await suite.dashboard.inspect('account-lost-last');
  await question.getByRole('button', { name: yes }).click();
  await suite.told('The lost factor was removed.');
  await page.getByText('A second factor is required of this account, and it has none.').waitFor();
  await page.getByRole('link', { name: 'Audit log' }).click();
  await suite
    .row('Lost authenticator app removed.')
    .filter({ hasText: 'It was the last second factor.' })
    .filter({ hasText: '10 backup codes stopped working.' })
    .waitFor();
});

test('what its owner has removed meanwhile is told, and so is what has become the last', async () => {
  const { id, client, keys } = await anna('meanwhile@example.org');
  const removeOwn = (key: number) =>
    client.data('mutation ($id: ID!) { removeSecurityKey(id: $id) { enabled } }', { id: keys[key]!['id'] });
  const page = await suite.open(ADMIN.login, `/accounts/${id}`);
  await lose('blue');
  await removeOwn(0);
  const blue = suite.question('Remove the lost key “blue” of meanwhile@example.org?');
  await blue.getByRole('button', { name: yes }).click();
  await blue.getByText('It was removed in the meantime. Nothing was done.').waitFor();
  await blue.getByRole('button', { name: 'Cancel' }).click();
  await blue.waitFor({ state: 'hidden' });
  await suite.dashboard.button('Remove as lost: blue').waitFor({ state: 'hidden' });
  await lose('Authenticator app');
  await removeOwn(1);
  const app = suite.question('Remove the lost authenticator app of meanwhile@example.org?');
  await app.getByText('keeps: red').waitFor();
  await app.getByRole('button', { name: yes }).click();
  await app.getByText('It is the last one by now').waitFor();
  await app.getByText('This is the last second factor of meanwhile@example.org').waitFor();
  await suite.dashboard.inspect('account-lost-changed');
  await app.getByRole('button', { name: yes }).click();
  await suite.told('The lost factor was removed.');
  await page.getByText('Only the password protects this account.').waitFor();
});

test('one’s own are removed on one’s own page', async () => {
  const id = await createAccount(suite.admin, 'own-lost@example.org', 'ADMIN');
  const client = suite.server.client();
  await signedIn(client, 'own-lost@example.org');
  const secret = await setUpApp(suite.server, client);
  const page = await suite.open('own-lost@example.org', `/accounts/${id}`, secret);
  const factors = page.getByRole('region', { name: 'Second factors' });
  await factors.getByText('Authenticator app').waitFor();
  expect(await factors.getByRole('button', { name: 'Remove as lost' }).count()).toBe(0);
  await factors.getByRole('link', { name: 'Security' }).click();
  await page.getByRole('heading', { name: 'Security', exact: true }).waitFor();
});
