import { afterAll, expect, test } from 'vitest';
import { Dashboard } from '../support/dashboard.js';
import { DashboardSuite } from '../support/dashboard-suite.js';
import { createAccount, protectedAccount, SIGN_IN, updateSettings } from '../support/flows.js';
import { linkSentTo } from '../support/mail-links.js';
import { MailRelay } from '../support/mail-relay.js';

const CHOSEN = 'seven green kettles whistle';

const relay = new MailRelay();
await relay.start();
afterAll(() => relay.stop());
const suite = new DashboardSuite(() => ({
  SMTP_URL: relay.url,
  SMTP_STARTTLS: 'off',
  MAIL_FROM: 'noreply@example.org',
}));

/** Asks for a link on the page that the sign-in page leads to, and opens it as its receiver does. */
async function follow(login: string, looks: boolean): Promise<void> {
  suite.dashboard = await Dashboard.open(suite.browser, suite.server, { path: '/sign-in' });
  const { page } = suite;
  const forgotten = page.getByRole('link', { name: 'Forgotten your password?' });
  await forgotten.waitFor();
  if (looks) await suite.dashboard.inspect('sign-in-forgotten');
  await forgotten.click();
  await suite.dashboard.heading('Forgotten your password?').waitFor();
  if (looks) await suite.dashboard.inspect('forgotten-password');
  await page.getByLabel('Login').fill(login);
  await suite.dashboard.button('Send link').click();
  await suite.dashboard.heading('Look in your mailbox').waitFor();
  if (looks) await suite.dashboard.inspect('forgotten-password-sent');
  await suite.server.app.services.laterWrites.settle();
  await suite.server.app.services.outbox.stop();
  await suite.server.app.services.outbox.sendDue();
  const { pathname, hash } = new URL(linkSentTo(relay, login));
  await page.goto(suite.server.url + pathname + hash);
  await suite.dashboard.heading('Choose your password').waitFor();
  // It stands neither in the address nor in what one comes back to.
  expect(page.url()).toBe(`${suite.server.url}/reset-password`);
}

test('who has forgotten the password gets a link, and with it and the second factor another password', async () => {
  await updateSettings(suite.admin, { allowPasswordResetByMail: true });
  const login = 'forgetful@example.org';
  const { secret } = await protectedAccount(suite.server, suite.admin, login);
  await suite.server.app.services.outbox.sendDue();
  await follow(login, true);
  const { page } = suite;
  await page.getByLabel('New password').fill('short');
  await suite.dashboard.button('Set password').click();
  await page.getByText('Use at least 8 characters.').waitFor();
  await page.getByLabel('New password').fill(CHOSEN);
  await suite.dashboard.button('Set password').click();
  await suite.dashboard.heading('Enter the code from your app').waitFor();
  await suite.dashboard.inspect('reset-password-code');
  await page.getByLabel('Six-digit code').fill('000000');
  await page.getByText('Wrong code.', { exact: false }).waitFor();
  await page.getByLabel('Six-digit code').fill(suite.codeOf(secret));
  await page.getByText(`You can now sign in as ${login}.`, { exact: false }).waitFor();
  expect(await suite.server.client().code(SIGN_IN, { login, password: CHOSEN })).toBeUndefined();
});

test('a link that has expired says so, and where there is another; switched off, none is offered', async () => {
  await updateSettings(suite.admin, { allowPasswordResetByMail: true });
  const login = 'late@example.org';
  await createAccount(suite.admin, login);
  await follow(login, false);
  await updateSettings(suite.admin, { allowPasswordResetByMail: false });
  await suite.page.getByLabel('New password').fill(CHOSEN);
  await suite.dashboard.button('Set password').click();
  await suite.dashboard.heading('This link no longer works').waitFor();
  await suite.dashboard.inspect('reset-password-over');
  await suite.page.goto(`${suite.server.url}/sign-in`);
  await suite.dashboard.button('Sign in').first().waitFor();
  expect(await suite.page.getByRole('link', { name: 'Forgotten your password?' }).count()).toBe(0);
});
