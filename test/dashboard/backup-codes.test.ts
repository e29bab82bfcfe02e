import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DashboardSuite } from '../support/dashboard-suite.js';
import { backupCodes, challengeFor, protectedAccount, VERIFY_BACKUP_CODE } from '../support/flows.js';

const suite = new DashboardSuite();

const codesOnScreen = () =>
  suite.page.getByRole('list', { name: 'Your backup codes' }).getByRole('listitem').allInnerTexts();
const used = async (login: string, code: string) => {
  const client = suite.server.client();
  const { challenge } = await challengeFor(client, login);
  return client.code(VERIFY_BACKUP_CODE, { challenge, code });
};

test('new codes void the old ones once they are kept, and are copied, kept in a file and printed alone', async () => {
  const { secret, client } = await protectedAccount(suite.server, suite.admin, 'maria@example.org');
  const [old = ''] = await backupCodes(client);
  const page = await suite.open('maria@example.org', '/security', secret);
  await page.getByText('10 codes left').waitFor();
  await page.getByRole('link', { name: 'New codes' }).click();
  await page.getByText('The old ones stop working once you have confirmed', { exact: false }).waitFor();
  await suite.dashboard.inspect('backup-codes-new');
  // Opening, reloading and leaving the page makes none.
  await page.reload();
  await suite.dashboard.button('Cancel').click();
  await page.getByText('10 codes left').waitFor();
  await page.getByRole('link', { name: 'New codes' }).click();

  suite.letProofGoStale();
  await suite.dashboard.button('Generate codes').click();
  const proof = page.getByRole('dialog', { name: 'Confirm it’s you' });
  await proof.getByRole('button', { name: 'Close' }).click();
  await proof.waitFor({ state: 'hidden' });
  expect(await codesOnScreen()).toEqual([]);
  await suite.dashboard.button('Generate codes').click();
  await proof.getByLabel('Six-digit code').fill(suite.codeOf(secret));
  await page.getByText('These codes won’t be shown again.', { exact: false }).waitFor();
  await expect.poll(async () => new Set(await codesOnScreen()).size).toBe(10);
  const codes = await codesOnScreen();

  const heading = 'Backup codes of maria@example.org for Latchkey';
  const today = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' }).format(new Date());
  const made = `Made on ${today}. Each works once, to sign in at ${suite.server.url}/`;
  const text = `${heading}\n${made}\n\n${codes.join('\n')}\n`;
  await suite.dashboard.button('Copy').click();
  await page.getByText('Copied').waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(text);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    suite.dashboard.button('Download').click(),
  ]);
  expect(readFileSync(await download.path(), 'utf8')).toBe(text);

  await page.evaluate(() => {
    window.print = () => document.body.setAttribute('data-printed', 'yes');
  });
  await suite.dashboard.button('Print').click();
  expect(await page.locator('body').getAttribute('data-printed')).toBe('yes');
  await page.emulateMedia({ media: 'print' });
  await page.screenshot({ path: 'test/dashboard/screenshots/backup-codes-print.png' });
  // What is hidden is no part of innerText.
  const printed = await page.evaluate(() => document.body.innerText);
  expect(printed.split('\n').filter((line) => line.trim() !== '')).toEqual([heading, made, ...codes]);
  const pdf = await page.pdf();
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length).toBe(1);
  await page.emulateMedia({ media: 'screen' });

  await page.getByLabel('I have saved these codes').check();
  await suite.dashboard.button('Done').click();
  await page.getByText('10 codes left').waitFor();
  expect(await used('maria@example.org', old)).toBe('INVALID_CODE');
  expect(await used('maria@example.org', codes[3] ?? '')).toBeUndefined();
  await page.reload();
  await page.getByText('9 codes left').waitFor();
});

test('the codes are nowhere once their page is left', async () => {
  const { secret } = await protectedAccount(suite.server, suite.admin, 'gone@example.org');
  const page = await suite.open('gone@example.org', '/security/backup-codes', secret);
  await suite.dashboard.button('Generate codes').click();
  await page.getByText('These codes won’t be shown again.', { exact: false }).waitFor();
  const [code = ''] = await codesOnScreen();
  await page.reload();
  await suite.dashboard.button('Generate codes').waitFor();
  const kept = await page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, location.href]),
  );
  expect(kept + (await page.content())).not.toContain(code);
});
