import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PAGE_TEXTS } from '../../../server/api/http/pages.js';
import { accentOn } from '../../../server/platform/accent.js';
import { LOCALES } from '../../../server/platform/locale.js';
import { administrator, updateSettings } from '../../support/flows.js';
import { picture, setLogo } from '../../support/logo.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const MARKUP = '<img src=x onerror=alert(1)> "&\' $&';

let server: TestServer;
let logoPath: string;
beforeAll(async () => {
  server = await startTestServer();
  const admin = await administrator(server);
  logoPath = await setLogo(admin, await picture());
  await updateSettings(admin, {
    serviceName: MARKUP,
    accentColour: '#ffd400',
    helpUrl: 'https://help.example.org/?a=1&b="2"',
    helpText: `${MARKUP} ext. 42`,
  });
});
afterAll(() => server.stop());

const opened = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(server.url + path, { headers: { accept: 'text/html', ...headers } });
  return { response, html: await response.text() };
};

test.each(['/nothing', '/assets/nothing.js', '/auth/nothing', '/branding/logo/0123'])(
  'a browser at %s, where nothing is, gets a page with a way home',
  async (path) => {
    const { response, html } = await opened(path);
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(html).toContain('<h1>There is no such page</h1>');
    expect(html).toContain(`<a href="${server.url}/">Go to the start page</a>`);
  },
);

test('a program gets JSON there, and so does whatever is no GET', async () => {
  for (const init of [
    {},
    { headers: { accept: 'application/json' } },
    { headers: { accept: 'application/json, text/html;q=0.5' } },
    { method: 'POST', headers: { accept: 'text/html' } },
  ]) {
    const response = await fetch(`${server.url}/nothing`, init);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
  }
});

test('name, help and logo are text: markup in them is escaped, on the pages and in what the dashboard begins with', async () => {
  for (const path of ['/nothing', '/auth/sign-out', '/sign-in', '/auth/forward/start']) {
    const { html } = await opened(path);
    expect(html).not.toContain('<img src=x');
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt; ');
    expect(html).not.toMatch(/\son\w+="|<script(?![^>]* src=)/);
  }
  const { html } = await opened('/nothing');
  expect(html).toContain('href="https://help.example.org/?a=1&amp;b=&quot;2&quot;"');
  expect(html).toContain(`<img src="${server.url}${logoPath}" alt="">`);
  expect(html).toContain('onerror=alert(1)&gt; &quot;&amp;&#39; $&amp; ext. 42');
});

test('the dashboard’s page knows name, colour and logo before its script has asked', async () => {
  const { html } = await opened('/sign-in');
  const [, written = ''] = /data-brand="([^"]+)"/.exec(html)!;
  const text = written.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>');
  const brand = JSON.parse(text.replaceAll('&#39;', "'").replaceAll('&amp;', '&')) as object;
  expect(brand).toEqual({
    name: MARKUP,
    accentColour: '#ffd400',
    helpUrl: 'https://help.example.org/?a=1&b="2"',
    helpText: `${MARKUP} ext. 42`,
    logoPath,
  });
  expect(html).toContain(
    '<title>Sign in – &lt;img src=x onerror=alert(1)&gt; &quot;&amp;&#39; $&amp;</title>',
  );
  expect(html).toContain(`<link rel="icon" href="${logoPath}" />`);
});

test('the policy lets in the one style that is there, the logo, and nothing else; nobody may frame the page', async () => {
  const { response, html } = await opened('/nothing');
  const [, style = ''] = /<style>([^]*?)<\/style>/.exec(html)!;
  const hash = createHash('sha256').update(style).digest('base64');
  const policy = response.headers.get('content-security-policy')!;
  expect(policy).toBe(
    `default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-${hash}'; img-src ${server.url}; frame-ancestors 'none'`,
  );
  expect(response.headers.get('x-frame-options')).toBe('DENY');
  expect(html).not.toMatch(/style=|<script/);
  expect(style).toContain('--fill:');
});

test.each([
  ...LOCALES.map((locale) => [locale, locale] as const),
  ['de-AT,de;q=0.9,en;q=0.5', 'de'],
  ['pt, es;q=0.8', 'es'],
  ['ja', 'en'],
] as const)('whose browser asks for %s reads %s', async (language, locale) => {
  const { html } = await opened('/nothing', { 'accept-language': language });
  const { help, pages } = PAGE_TEXTS[locale];
  const [title] = pages.NOT_FOUND;
  expect(html).toContain(`<html lang="${locale}">`);
  expect(html).toContain(`<h1>${title}</h1>`);
  expect(html).toContain(`${help}</a>`);
});

test('what fails on our side is said to a browser as our mistake, and to a program as before', async () => {
  const failing = await startTestServer({ ISSUER: 'Example Suite' });
  await failing.app.database.dataSource.query('DROP TABLE application_hosts');
  const url = `${failing.url}/auth/forward/start?host=app.example.org&challenge=${'0'.repeat(64)}`;
  const page = await fetch(url, { headers: { accept: 'text/html' } });
  expect(page.status).toBeGreaterThanOrEqual(500);
  const html = await page.text();
  expect(html).toMatch(/<h1>(Something went wrong|Not available right now)<\/h1>\s*<p>Example Suite /);
  expect(html).toContain('This is not your mistake. Try again in a moment');
  const program = await fetch(url);
  expect(program.status).toBe(page.status);
  expect(await program.json()).toHaveProperty('errors');
  await failing.stop();
});

/** WCAG 2.2, “contrast ratio”, of colours as #rrggbb. */
function contrast(one: string, other: string): number {
  const luminance = (hex: string): number => {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    }) as [number, number, number];
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [darker, lighter] = [luminance(one), luminance(other)].toSorted((a, b) => a - b) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

test('whatever the colour, the text on buttons can be read, and buttons told from the ground', () => {
  const channels = ['00', '40', '80', 'c0', 'ff'];
  const colours = channels.flatMap((r) => channels.flatMap((g) => channels.map((b) => `#${r}${g}${b}`)));
  for (const ground of ['#ffffff', '#151922']) {
    for (const colour of colours) {
      const { fill, onFill } = accentOn(ground, colour);
      expect(contrast(fill, ground), colour).toBeGreaterThanOrEqual(3);
      expect(contrast(onFill, fill), colour).toBeGreaterThanOrEqual(4.5);
    }
  }
  // What can be read already stays as it is.
  expect(accentOn('#ffffff', '#0b5cad')).toEqual({ fill: '#0b5cad', onFill: '#ffffff' });
});
