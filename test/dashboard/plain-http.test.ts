import { expect, test } from 'vitest';
import { createAccount, PASSWORD } from '../support/flows.js';
import { PlainHttpSuite } from '../support/plain-http-suite.js';

const WHY = 'Passkeys and security keys work over https only';

const suite = new PlainHttpSuite();

test('over plain http, sign-in, Security page and first set-up say that keys need https, and have no button for them', async () => {
  await createAccount(suite.admin, 'plain@example.org');
  const settings = suite.server.app.services.settingsChanges;
  await settings.update({ id: null, login: null, ipAddress: null }, { allowAuthenticatorApp: false });
  const page = await suite.open('/security');
  const { dashboard } = suite;
  await page.getByText(WHY, { exact: false }).waitFor();
  expect(await dashboard.button('Sign in with a passkey').count()).toBe(0);
  await dashboard.inspect('sign-in-plain-http');
  await dashboard.enterPassword('plain@example.org', PASSWORD);
  await page
    .getByRole('region', { name: 'Security keys and passkeys' })
    .getByText(WHY, { exact: false })
    .waitFor();
  expect(await dashboard.button('Add a key').count()).toBe(0);
  expect(await dashboard.button('Set up now').count()).toBe(0);
  const demanded = { requireTwoFactor: 'EVERYONE', enrolmentGraceDays: 0 } as const;
  await settings.update({ id: null, login: null, ipAddress: null }, demanded);
  await page.reload();
  await dashboard.heading('One more step to protect your account').waitFor();
  await page.getByText(WHY, { exact: false }).waitFor();
  expect(await dashboard.button(/Use a security key or passkey/).count()).toBe(0);
});
