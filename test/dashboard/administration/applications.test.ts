import { expect, test } from 'vitest';
import { createApplication, updateApplication } from '../../support/applications.js';
import { DashboardSuite } from '../../support/dashboard-suite.js';
import { updateSettings } from '../../support/flows.js';
import { ADMIN } from '../../support/server.js';

const suite = new DashboardSuite();

const LIST = `{ applications { items { id name kind clientId redirectUris scopes requirePkce tokenEndpointAuthMethod
  mayIntrospect mayEnter requireSecondFactor maxAge enabled hosts oldSecretCreatedAt } } }`;

const listed = async (): Promise<Record<string, unknown>[]> =>
  (await suite.admin.data<{ applications: { items: Record<string, unknown>[] } }>(LIST)).applications.items;
const named = async (name: string) => (await listed()).find((each) => each['name'] === name);

const main = () => suite.page.getByRole('main');
const field = (label: string) => suite.page.getByLabel(label, { exact: true });
const add = () => main().getByRole('button', { name: 'Add application' });
const file = (name: string) => suite.page.getByRole('group', { name });

test('Roundcube is added from its recipe, and given what it has to be told with its secret, once', async () => {
  const page = await suite.open(ADMIN.login, '/applications');
  await page.getByRole('link', { name: 'Add application' }).click();
  await suite.dashboard.heading('Add an application').waitFor();
  await page.getByRole('button', { name: /^Roundcube/ }).click();
  await page.getByLabel('Address of Roundcube').fill('https://mail.example.org/');
  await page.getByLabel('Name').fill('Webmail');
  await suite.dashboard.button('Technical details').click();
  expect(await page.getByLabel('Redirect URIs', { exact: false }).first().inputValue()).toBe(
    'https://mail.example.org/index.php/login/oauth',
  );
  await suite.dashboard.inspect('application-create-technical');
  await page.getByLabel('Require a second factor').check();
  await add().click();
  await suite.dashboard.heading('“Webmail” was added').waitFor();
  const created = await named('Webmail');
  expect(created).toMatchObject({
    kind: 'OIDC',
    redirectUris: ['https://mail.example.org/index.php/login/oauth'],
    scopes: ['email', 'mail', 'openid', 'profile'],
    tokenEndpointAuthMethod: 'CLIENT_SECRET_POST',
    requirePkce: false,
    requireSecondFactor: true,
    mayEnter: 'EVERYONE',
    enabled: true,
  });
  const secret = await page.getByRole('code').first().innerText();
  expect(secret).toMatch(/^[\w-]{43}$/);
  const configuration = await file('config/config.inc.php').innerText();
  expect(configuration).toContain(`$config['oauth_client_id'] = '${String(created?.['clientId'])}';`);
  expect(configuration).toContain(`$config['oauth_client_secret'] = '${secret}';`);
  expect(configuration).toContain(`$config['oauth_auth_uri'] = '${suite.server.url}/oauth2/authorize';`);
  await suite.dashboard.inspect('application-created');
  await page.getByRole('region', { name: 'Configuration' }).getByRole('button', { name: 'Copy' }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain(secret);
  await suite.dashboard.button('Done').click();
  await suite.dashboard.heading('“Webmail” was added').waitFor({ state: 'detached' });
  await file('config/config.inc.php').waitFor();
  expect(await page.content()).not.toContain(secret);
  expect(await file('config/config.inc.php').innerText()).toContain("= 'CLIENT_SECRET';");
});

test('the list says who may enter what, and leads to it', async () => {
  await createApplication(suite.admin, {
    name: 'Listed',
    requireSecondFactor: true,
    mayEnter: 'ADMINISTRATORS',
  });
  const page = await suite.open(ADMIN.login, '/applications');
  await suite.row('Listed').getByText('Administrators only').waitFor();
  await suite.row('Listed').getByText('Required').waitFor();
  await suite.dashboard.inspect('applications');
  await page.getByRole('link', { name: 'Listed' }).click();
  await suite.dashboard.button('Make a new secret').waitFor();
  await suite.dashboard.inspect('application');
});

test('the programs that there are recipes for', async () => {
  await suite.open(ADMIN.login, '/applications/create');
  await suite.dashboard.button(/^Another program/).waitFor();
  await suite.dashboard.inspect('application-recipes');
});

test.each([
  ['Nextcloud', 'https://cloud.example.org', 'https://cloud.example.org/apps/user_oidc/code', 'occ'],
  ['SOGo', 'https://mail.example.org', 'https://mail.example.org/SOGo/', '/etc/sogo/sogo.conf'],
  [
    'Grafana',
    'https://example.org/grafana/',
    'https://example.org/grafana/login/generic_oauth',
    '/etc/grafana/grafana.ini',
  ],
])('%s: its address becomes the one to which people return', async (program, address, uri, place) => {
  const page = await suite.open(ADMIN.login, '/applications/create');
  await page.getByRole('button', { name: new RegExp(`^${program}`) }).click();
  await page.getByLabel(`Address of ${program}`).fill(address);
  await add().click();
  await suite.dashboard.heading(`“${program}” was added`).waitFor();
  const created = await named(program);
  expect(created?.['redirectUris']).toEqual([uri]);
  const secret = await page.getByRole('code').first().innerText();
  const configuration = await file(place).innerText();
  expect(configuration).toContain(secret);
  expect(configuration).toContain(String(created?.['clientId']));
});

test('Dovecot checks tokens, and is sent nobody', async () => {
  const page = await suite.open(ADMIN.login, '/applications/create');
  await page.getByRole('button', { name: /^Dovecot/ }).click();
  await add().click();
  await suite.dashboard.heading('“Dovecot” was added').waitFor();
  const created = await named('Dovecot');
  expect(created).toMatchObject({ mayIntrospect: true, redirectUris: [], scopes: ['mail'] });
  const secret = await page.getByRole('code').first().innerText();
  const url = new URL(`${suite.server.url}/oauth2/introspect`);
  Object.assign(url, { username: String(created?.['clientId']), password: secret });
  expect(await file('/etc/dovecot/dovecot-oauth2.conf.ext').innerText()).toContain(
    `introspection_url = ${url.href}\n`,
  );
  await suite.dashboard.inspect('application-created-dovecot');
});

test.each(['nginx', 'Caddy', 'Traefik'])('%s: hosts behind a proxy, and no secret', async (program) => {
  const host = `${program.toLowerCase()}.example.org`;
  const page = await suite.open(ADMIN.login, '/applications/create');
  await page.getByRole('button', { name: new RegExp(`^${program}`) }).click();
  await page.getByLabel('Host names').fill(`${host}\n${new URL(suite.server.url).host}`);
  await add().click();
  await page.getByText('None may belong to another application', { exact: false }).waitFor();
  await page.getByLabel('Host names').fill(host);
  await add().click();
  await suite.dashboard.heading(`“${program}” was added`).waitFor();
  expect(await named(program)).toMatchObject({ kind: 'FORWARD', hosts: [host], clientId: null });
  expect(await page.getByText('Client secret').count()).toBe(0);
  const configuration = await page.getByRole('region', { name: 'Configuration' }).locator('pre').innerText();
  expect(configuration).toContain(host);
  expect(configuration).toContain('/auth/forward');
  await suite.dashboard.fits(`application-created-${program}`);
});

test('another program is shown the endpoints; what the server refuses is said at its field, and nothing typed is lost', async () => {
  const page = await suite.open(ADMIN.login, '/applications/create');
  await page.getByRole('button', { name: /^Another program/ }).click();
  await page.getByLabel('Name').fill('Wiki');
  await page.getByLabel('Redirect URIs', { exact: false }).first().fill('http://wiki.example.org/callback');
  await add().click();
  await page.getByText('Enter complete addresses that begin with https://', { exact: false }).waitFor();
  await suite.dashboard.inspect('application-create-refused');
  await page.getByLabel('Redirect URIs', { exact: false }).first().fill('https://wiki.example.org/callback');
  await suite.dashboard.button('Technical details').click();
  await field('Scopes').fill('openid Wrong!');
  await add().click();
  await page.getByText('Enter up to 20 names of small letters', { exact: false }).waitFor();
  await field('Scopes').fill('openid wiki');
  await add().click();
  await suite.dashboard.heading('“Wiki” was added').waitFor();
  await page.getByText(`${suite.server.url}/.well-known/openid-configuration`).waitFor();
  expect(await named('Wiki')).toMatchObject({ scopes: ['openid', 'wiki'], requirePkce: true });
  await suite.dashboard.inspect('application-created-other');
});

test('what is changed is sent, and what others have changed meanwhile stays', async () => {
  const { application } = await createApplication(suite.admin, { name: 'Before' });
  const page = await suite.open(ADMIN.login, `/applications/${application.id}`);
  await suite.dashboard.button('Edit').click();
  const dialog = page.getByRole('dialog', { name: 'Edit “Before”' });
  await dialog.getByLabel('Name').fill('After');
  await dialog.getByLabel('Who may enter').click();
  await page.getByRole('option', { name: 'Administrators only' }).click();
  await dialog.getByLabel('Ask to confirm again after (minutes)').fill('30');
  await suite.dashboard.inspect('application-edit');
  await updateApplication(suite.admin, application.id, { requireSecondFactor: true });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await suite.told('The application was changed.');
  await page.getByText('After 30 minutes').waitFor();
  expect(await named('After')).toMatchObject({
    mayEnter: 'ADMINISTRATORS',
    maxAge: 1800,
    requireSecondFactor: true,
  });
  await suite.dashboard.button('Edit').click();
  await page.getByRole('dialog').getByRole('switch', { name: 'Enabled' }).uncheck();
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByText('This application is switched off.', { exact: false }).waitFor();
});

test('where others have changed the same, it is asked whose is to be saved', async () => {
  const { application } = await createApplication(suite.admin, { name: 'Contested' });
  const { id } = application;
  const page = await suite.open(ADMIN.login, `/applications/${id}`);
  const dialog = page.getByRole('dialog', { name: 'Edit “' });
  const minutes = dialog.getByLabel('Ask to confirm again after (minutes)');
  const save = () => dialog.getByRole('button', { name: 'Save' }).click();
  await suite.dashboard.button('Edit').click();
  await minutes.fill('30');
  await dialog.getByLabel('Redirect URIs', { exact: true }).fill('https://mail.example.org/mine');
  const redirectUris = ['https://mail.example.org/a', 'https://mail.example.org/b'];
  await updateApplication(suite.admin, id, { redirectUris, maxAge: 600 });
  await save();
  await dialog
    .getByText('Redirect URIs: now https://mail.example.org/a, https://mail.example.org/b')
    .waitFor();
  await dialog.getByText('Ask to confirm again after (minutes): now 10').waitFor();
  await suite.dashboard.inspect('application-changed-meanwhile');
  expect(await named('Contested')).toMatchObject({ redirectUris, maxAge: 600 });
  await dialog.getByRole('button', { name: 'Take theirs' }).click();
  expect(await minutes.inputValue()).toBe('10');
  await minutes.fill('20');
  await save();
  await suite.told('The application was changed.');
  expect(await named('Contested')).toMatchObject({ redirectUris, maxAge: 1200 });

  await suite.dashboard.button('Edit').click();
  await minutes.fill('40');
  await updateApplication(suite.admin, id, { maxAge: null });
  await save();
  await dialog.getByText('Ask to confirm again after (minutes): now empty').waitFor();
  await dialog.getByRole('button', { name: 'Keep yours' }).click();
  await save();
  await suite.told('The application was changed.');
  expect(await named('Contested')).toMatchObject({ maxAge: 2400 });
});

test('while two-factor authentication is switched off, it is said that the second factor is not asked for', async () => {
  const { application } = await createApplication(suite.admin, { name: 'Strict', requireSecondFactor: true });
  const text = 'the second factor that this application requires is not asked for.';
  const page = await suite.open(ADMIN.login, `/applications/${application.id}`);
  await page.getByText('Required', { exact: true }).waitFor();
  expect(await page.getByText(text).count()).toBe(0);
  await updateSettings(suite.admin, { disabled: true });
  await page.reload();
  await page.getByText(text).waitFor();
  await suite.dashboard.inspect('application-not-enforced');
  await updateSettings(suite.admin, { disabled: false });
});

test('a new secret, with the old one beside it until it is dropped', async () => {
  const { application } = await createApplication(suite.admin, { name: 'Rotating' });
  const page = await suite.open(ADMIN.login, `/applications/${application.id}`);
  await suite.dashboard.button('Make a new secret').click();
  await suite.question('Make a new secret for “Rotating”?').waitFor();
  await suite.dashboard.inspect('application-rotate');
  suite.letProofGoStale();
  await suite.confirm('Make a new secret for “Rotating”?', 'Make a new secret');
  const proof = page.getByRole('dialog', { name: 'Confirm it’s you' });
  await proof.getByLabel('Your password').fill(ADMIN.password);
  await page.keyboard.press('Enter');
  const shown = page.getByRole('dialog', { name: 'New secret of “Rotating”' });
  expect(await shown.getByRole('code').innerText()).toMatch(/^[\w-]{43}$/);
  await suite.dashboard.inspect('application-rotated');
  await page.keyboard.press('Escape');
  await shown.getByRole('button', { name: 'Done' }).click();
  await page.getByText('It still works', { exact: false }).waitFor();
  await suite.dashboard.inspect('application-two-secrets');
  await suite.dashboard.button('Drop the old secret').click();
  await suite.confirm('Drop the old secret of “Rotating”?', 'Drop the old secret');
  await suite.told('The old secret was dropped.');
  await page.getByText('It still works', { exact: false }).waitFor({ state: 'detached' });
  const [{ oldSecretCreatedAt } = {}] = (await listed()).filter(({ name }) => name === 'Rotating');
  expect(oldSecretCreatedAt).toBeNull();
});

test('it is deleted after a question that says what ends', async () => {
  const { application } = await createApplication(suite.admin, { name: 'Leaving' });
  const page = await suite.open(ADMIN.login, `/applications/${application.id}`);
  await suite.dashboard.button('Delete').click();
  const question = suite.question('Delete “Leaving”?');
  await question.getByText('All its tokens stop working immediately', { exact: false }).waitFor();
  await suite.dashboard.inspect('application-delete');
  await question.getByRole('button', { name: 'Cancel' }).click();
  // While it fades, its own button has the same name.
  await question.waitFor({ state: 'detached' });
  expect(await named('Leaving')).toBeDefined();
  await suite.dashboard.button('Delete').click();
  await suite.confirm('Delete “Leaving”?', 'Delete');
  await suite.told('The application was deleted.');
  await page.waitForURL('**/applications');
  expect(await named('Leaving')).toBeUndefined();
});
