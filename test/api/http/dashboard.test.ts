import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const page = (path = '/', init?: RequestInit) => fetch(server.url + path, init);
const nonceIn = (policy: string | null) => /'nonce-([^']+)'/.exec(policy ?? '')?.[1];

test('the policy lets in nothing inline and nothing foreign; styles need the nonce of this very answer', async () => {
  const first = await page('/');
  const policy = first.headers.get('content-security-policy');
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  const html = await first.text();
  expect(html).toContain(`nonce="${String(nonceIn(policy))}"`);
  expect(html).not.toMatch(/<script(?![^>]* src=)|<style(?![^>]* nonce=)|\son\w+=|style=/);
  const second = await page('/');
  expect(nonceIn(second.headers.get('content-security-policy'))).not.toBe(nonceIn(policy));
});

test('the page is asked for every time, its files never again', async () => {
  const response = await page('/');
  expect(response.headers.get('cache-control')).toBe('no-cache');
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(await response.text())?.[1];
  const file = await page(script, { headers: { 'accept-encoding': 'br' } });
  expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(file.headers.get('content-encoding')).toBe('br');
  expect(file.headers.get('content-type')).toContain('javascript');
});

test.each(['/', '/sign-in', '/confirm-address', '/security', '/security/devices', '/index.html'])(
  '%s is the dashboard’s',
  async (path) => {
    expect((await page(path)).headers.get('content-type')).toContain('text/html');
  },
);

test('documents and the licences of what is shipped are there as text, in UTF-8', async () => {
  for (const path of ['/docs/operation.txt', '/docs/settings.txt', '/docs/api.txt']) {
    const document = await page(path);
    expect(document.headers.get('content-type'), path).toBe('text/plain; charset=utf-8');
    expect(await document.text(), path).toMatch(/^# /);
  }
  const licences = await (await page('/third-party-licences.txt')).text();
  const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
    string,
    Record<string, string>
  >;
  const installed = (name: string) =>
    JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')) as Record<string, string>;
  // Of the page's, which are development dependencies of the server: a component, a font, and what one brings along.
  const bundled = ['@mui/material', '@fontsource-variable/inter', '@emotion/cache', 'react-hook-form'];
  for (const alias of [...Object.keys(dependencies!), ...bundled]) {
    const { name, version, license } = installed(alias);
    expect(licences).toContain(`\n${name} ${version} (${license})`);
  }
  for (const name of ['vitest', 'eslint', 'playwright-core']) {
    expect(devDependencies).toHaveProperty([name]);
    expect(licences).not.toContain(`\n${name} `);
  }
  // Of one that the page bundles, and of one that only the server runs.
  for (const name of ['@mui/material', 'express']) {
    const text = readFileSync(`node_modules/${name}/LICENSE`, 'utf8').replaceAll('\r\n', '\n').trim();
    expect(licences).toContain(text);
  }
});

test.each(['/nothing', '/assets/nothing.js', '/securityx', '/.built', '/index.html.br/x'])(
  '%s is not found, as JSON',
  async (path) => {
    const response = await page(path);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
  },
);

test('nothing outside of the built folder is served', async () => {
  // fetch would tidy the path.
  const status = await new Promise((resolve, reject) => {
    const options = { port: server.port, path: '/assets/../../package.json' };
    request(options, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
  expect(status).toBe(404);
});
