import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { openDatabase } from '../../dist/server/app/data-source.js';
import { insertProtected } from './support/accounts.mjs';
import { PASSWORD, startServer } from './support/server.mjs';

export const title =
  'First load of the sign-in page: 400 kbit/s, a CPU four times slower (--kbits N, --slowdown N, --runs N)';

const LATENCY_MS = 150;

const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];

/** One visit of a browser that has nothing of it yet: what came over the line, and after how many ms what was there. */
async function visit(browser, url, person, { kbits, slowdown }) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const devTools = await context.newCDPSession(page);
  await devTools.send('Network.enable');
  const throughput = (kbits * 1000) / 8;
  await devTools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: LATENCY_MS,
    downloadThroughput: throughput,
    uploadThroughput: throughput,
  });
  await devTools.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  let bytes = 0;
  let requests = 0;
  devTools.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
    requests++;
  });
  // By the clock of the page, which does not wait for this process.
  await page.addInitScript(`
    new MutationObserver((_changes, observer) => {
      if (!document.querySelector('input[name=login]')) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => performance.mark('usable')));
    }).observe(document, { childList: true, subtree: true });
    new MutationObserver((_changes, observer) => {
      if (!document.querySelector('input[name=login]') || document.querySelector('[data-early]')) return;
      observer.disconnect();
      performance.mark('ready');
    }).observe(document, { childList: true, subtree: true });
    new MutationObserver((_changes, observer) => {
      if (!document.querySelector('input[autocomplete=one-time-code]')) return;
      observer.disconnect();
      performance.mark('second');
    }).observe(document, { childList: true, subtree: true });
  `);
  await page.goto(`${url}/sign-in`, { waitUntil: 'commit' });
  await page.waitForFunction(() => performance.getEntriesByName('usable').length > 0);
  const [before, requestsBefore] = [bytes, requests];
  const usable = await page.evaluate(() => performance.getEntriesByName('usable')[0].startTime);
  const painted = await page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
  );
  // As soon as there are fields: what is sent then must not be lost.
  await page.locator('input[name=login]').fill(person.login);
  await page.locator('input[name=password]').fill(PASSWORD);
  await page.locator('input[name=password]').press('Enter');
  await page.waitForFunction(() => performance.getEntriesByName('second').length > 0, null, {
    timeout: 120_000,
  });
  const [ready, second] = await page.evaluate(() =>
    ['ready', 'second'].map((name) => performance.getEntriesByName(name)[0].startTime),
  );
  await page.waitForLoadState('networkidle');
  const all = { bytes, requests };
  await context.close();
  return { painted, usable, ready, second, bytes: before, requests: requestsBefore, all };
}

export async function run({ kbits = '400', slowdown = '4', runs = '3' }) {
  const folder = mkdtempSync(join(tmpdir(), 'first-load-'));
  const databaseUrl = `sqlite:${join(folder, 'latchkey.sqlite')}`;
  const server = await startServer(databaseUrl);
  // A page signs in only at the address that PUBLIC_URL has.
  const url = server.url.replace('127.0.0.1', 'localhost');
  const database = await openDatabase({ url: databaseUrl, poolSize: 2 });
  const [person] = await insertProtected(database, 1);
  await database.close();
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium-headless-shell',
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
  });
  const visits = [];
  for (let round = 0; round < Number(runs); round++) {
    visits.push(await visit(browser, url, person, { kbits: Number(kbits), slowdown: Number(slowdown) }));
  }
  await browser.close();
  await server.stop();
  rmSync(folder, { recursive: true });
  const of = (measure) => Math.round(median(visits.map(measure)));
  console.log(`something is seen after    ${of(({ painted }) => painted)} ms`);
  console.log(`one can type after          ${of(({ usable }) => usable)} ms`);
  console.log(`its scripts are there after ${of(({ ready }) => ready)} ms`);
  console.log(`what was sent at once leads to the second step after ${of(({ second }) => second)} ms`);
  console.log(
    `until one can type         ${of(({ bytes }) => bytes)} bytes in ${of((one) => one.requests)} requests`,
  );
  console.log(
    `in all                     ${of(({ all }) => all.bytes)} bytes in ${of(({ all }) => all.requests)} requests`,
  );
}
