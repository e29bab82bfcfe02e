import type { Page } from 'playwright-core';
import { test } from 'vitest';
import { AuthenticatorApp } from '../../server/factors/authenticator-app/authenticator-app.entity.js';
import { OWN_PARAMETERS } from '../../server/factors/authenticator-app/totp.js';
import { Dashboard } from '../support/dashboard.js';
import { DashboardSuite } from '../support/dashboard-suite.js';
import { PASSWORD, protectedAccount, STEP } from '../support/flows.js';
import { appCode } from '../support/totp.js';

const suite = new DashboardSuite();

const shifted = (zero: number) => (code: string) =>
  code.replaceAll(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
const fullWidth = shifted(0xff10);
const arabicIndic = shifted(0x660);
const split = (separator: string) => (code: string) =>
  code.slice(0, code.length / 2) + separator + code.slice(code.length / 2);
const asItIs = (code: string) => code;

async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await page.keyboard.press('Control+V');
}
const type = (page: Page, text: string) => page.keyboard.type(text);

test.each([
  ['six digits typed', 6, type, asItIs],
  ['six digits with a hyphen pasted', 6, paste, split('-')],
  ['full-width digits typed', 6, type, fullWidth],
  ['full-width digits pasted', 6, paste, fullWidth],
  ['Arabic-Indic digits typed', 6, type, arabicIndic],
  ['eight digits typed', 8, type, asItIs],
  ['eight digits pasted', 8, paste, asItIs],
  ['eight digits with a space pasted', 8, paste, split(' ')],
  [
    'eight Arabic-Indic digits with a hyphen pasted',
    8,
    paste,
    (code: string) => split('-')(arabicIndic(code)),
  ],
])('a code is sent as soon as it is complete: %s', async (what, digits, enter, written) => {
  const login = `${what.replaceAll(' ', '-').toLowerCase()}@example.org`;
  const { id, secret } = await protectedAccount(suite.server, suite.admin, login);
  await suite.server.app.database.manager.update(AuthenticatorApp, { accountId: id }, { digits });
  suite.server.clock.advance(STEP);
  suite.dashboard = await Dashboard.open(suite.browser, suite.server, { path: '/security' });
  await suite.dashboard.enterPassword(login, PASSWORD);
  // It has the focus: nobody has to click first.
  await suite.page.locator('input[autocomplete=one-time-code]:focus').waitFor();
  const code = appCode(secret, suite.server.clock.now(), { ...OWN_PARAMETERS, digits });
  await enter(suite.page, written(code));
  await suite.dashboard.button(/^Your account/).waitFor();
});
