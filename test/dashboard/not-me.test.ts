import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Dashboard } from '../support/dashboard.js';
import { DashboardSuite } from '../support/dashboard-suite.js';
import { createAccount, ME, signedIn } from '../support/flows.js';
import { linkSentTo } from '../support/mail-links.js';
import { MailRelay } from '../support/mail-relay.js';
import { mmdb } from '../support/mmdb.js';
import { ADMIN } from '../support/server.js';

const WINDOWS =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const MUNICH = '198.51.100.7 · Munich, Germany (Example Telekom)';

const folder = mkdtempSync(join(tmpdir(), 'latchkey-not-me-'));
const cityFile = join(folder, 'city.mmdb');
const networkFile = join(folder, 'asn.mmdb');
const network = '198.51.100.0/24';
const relay = new MailRelay();
beforeAll(async () => {
  await relay.start();
  writeFileSync(
    cityFile,
    mmdb({ [network]: { city: { names: { en: 'Munich', de: 'München' } }, country: { iso_code: 'DE' } } }),
  );
  writeFileSync(networkFile, mmdb({ [network]: { autonomous_system_organization: 'Example Telekom' } }));
});
const suite = new DashboardSuite(() => ({
  SMTP_URL: relay.url,
  SMTP_STARTTLS: 'off',
  MAIL_FROM: 'noreply@example.org',
  TRUSTED_PROXIES: 'loopback',
  GEOIP_CITY: cityFile,
  GEOIP_ASN: networkFile,
}));
afterAll(async () => {
  await relay.stop();
  rmSync(folder, { recursive: true });
});

const munich = () =>
  suite.server.client({ userAgent: WINDOWS, headers: { 'x-forwarded-for': '198.51.100.7' } });

test('the link of a mail leads to one button, which locks the account; administrators see it, and unlock', async () => {
  const login = 'maria@example.org';
  const id = await createAccount(suite.admin, login);
  const client = munich();
  await signedIn(client, login);
  await suite.server.app.services.outbox.sendDue();
  await expect.poll(() => relay.received.some(({ to }) => to.includes(login))).toBe(true);
  const link = linkSentTo(relay, login).slice(suite.server.url.length);
  await signedIn(munich(), login);

  suite.dashboard = await Dashboard.open(suite.browser, suite.server, { path: link });
  const { page } = suite;
  await page.getByRole('heading', { name: 'Was somebody else in your account?' }).waitFor();
  await suite.dashboard.inspect('not-me');
  // Neither in the address nor in the history.
  expect(new URL(page.url()).hash).toBe('');
  expect(await client.data(ME)).toMatchObject({ me: { login } });
  await suite.dashboard.button('It wasn’t me: lock my account').click();
  await page.getByRole('heading', { name: 'Your account is locked' }).waitFor();
  await suite.dashboard.inspect('not-me-done');
  expect(await client.data(ME)).toEqual({ me: null });
  await page.goto('about:blank');
  await page.goto(suite.server.url + link);
  await suite.dashboard.button('It wasn’t me: lock my account').click();
  await page.getByRole('heading', { name: 'This link no longer works' }).waitFor();
  await suite.dashboard.close();

  await suite.open(ADMIN.login, `/accounts/${id}`);
  const administration = suite.page;
  await administration.getByText('it was reported that somebody else was in this account').waitFor();
  await administration.getByRole('region', { name: 'Devices' }).getByText(MUNICH).waitFor();
  await suite.dashboard.inspect('account-reported');
  await suite.dashboard.button('Unlock').first().click();
  await suite.question(`Unlock ${login}?`).getByText('only if that was a mistake').waitFor();
  await suite.confirm(`Unlock ${login}?`, 'Unlock');
  await suite.told('The account was unlocked.');
  await administration.getByText('it was reported that').waitFor({ state: 'hidden' });
  await signedIn(munich(), login);
});

test('one’s own devices and activity, and the audit log, say where an address is', async () => {
  const login = 'anna@example.org';
  await createAccount(suite.admin, login);
  await signedIn(munich(), login);
  const page = await suite.open(login, '/security/devices');
  await page.getByText(MUNICH).waitFor();
  await page.goto(`${suite.server.url}/security/activity`);
  // Asked of each first sign-in, be it from here.
  await page.getByText(MUNICH).waitFor();
  await page.getByText('Local network').waitFor();
  expect(await page.getByText('Was this you?').count()).toBe(2);
  await suite.dashboard.inspect('activity-places');
  await suite.dashboard.close();
  const audit = await suite.open(ADMIN.login, '/audit');
  await audit.getByText(MUNICH).first().waitFor();
  await suite.dashboard.inspect('audit-places');
});
