import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { createAccount, PASSWORD } from '../support/flows.js';
import { PlainHttpSuite } from '../support/plain-http-suite.js';

const suite = new PlainHttpSuite();

/** The page that shows a new app password. */
async function open(login: string): Promise<Page> {
  await createAccount(suite.admin, login);
  const page = await suite.open('/security/app-passwords');
  await suite.dashboard.enterPassword(login, PASSWORD);
  await suite.dashboard.button('Create app password').click();
  await page.getByLabel('What it is for', { exact: false }).fill('Phone');
  await page.getByRole('dialog').getByRole('button', { name: 'Create app password' }).click();
  await page.getByText('Your new app password').waitFor();
  return page;
}

/** What a person gets who pastes. */
async function pasted(): Promise<string> {
  const { page } = suite.dashboard;
  await page.evaluate(() => {
    const field = document.createElement('textarea');
    field.id = 'pasted';
    document.querySelector('[role=dialog]')?.append(field);
    field.focus();
  });
  await page.keyboard.press('Control+V');
  return page.locator('#pasted').inputValue();
}

test('over plain http, what is shown once can be copied, also from a dialog', async () => {
  const page = await open('plain@example.org');
  expect(await page.evaluate(() => [window.isSecureContext, 'clipboard' in navigator])).toEqual([
    false,
    false,
  ]);
  const password = await page.getByRole('dialog').locator('code').innerText();
  await suite.dashboard.button('Copy').click();
  await suite.dashboard.button('Copied').waitFor();
  expect(await pasted()).toBe(password);
});

test('where the browser copies nothing, that is said, and the text is selected for Ctrl+C', async () => {
  const page = await open('refused@example.org');
  await page.evaluate(() => {
    Object.assign(document, { execCommand: () => false });
  });
  const password = await page.getByRole('dialog').locator('code').innerText();
  await suite.dashboard.button('Copy').click();
  await page.getByText('press Ctrl+C', { exact: false }).waitFor();
  expect(await suite.dashboard.button('Copied').count()).toBe(0);
  await suite.dashboard.inspect('copy-by-hand');
  await page.getByLabel('Copy by hand').focus();
  await page.keyboard.press('Control+C');
  expect(await pasted()).toBe(password);
});
