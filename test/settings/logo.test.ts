import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startApp } from '../../server/app/app.js';
import { readConfig } from '../../server/config/config.js';
import { Logo } from '../../server/settings/logo.entity.js';
import { Client } from '../support/client.js';
import { administrator } from '../support/flows.js';
import { picture, REMOVE_LOGO, SET_LOGO, setLogo } from '../support/logo.js';
import { startTestServer, type TestServer } from '../support/server.js';

const PATH = '{ publicSettings { logoPath } }';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  admin = await administrator(server);
  await admin.data(REMOVE_LOGO);
});
afterAll(() => server.stop());

const shown = async (client = server.client()) =>
  (await client.data<{ publicSettings: { logoPath: string | null } }>(PATH)).publicSettings.logoPath;
const fetched = (path: string, headers: Record<string, string> = {}) => fetch(server.url + path, { headers });

test('a logo is served to anyone for good, at an address that is its own', async () => {
  const content = await picture();
  const path = await setLogo(admin, content);
  expect(path).toMatch(/^\/branding\/logo\/[0-9a-f]{64}$/);
  expect(await shown()).toBe(path);
  const response = await fetched(path);
  expect(Buffer.from(await response.arrayBuffer()).equals(content)).toBe(true);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'image/png',
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    // Pages at the addresses of applications show it, too.
    'cross-origin-resource-policy': 'cross-origin',
  });
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  const etag = response.headers.get('etag')!;
  expect(etag).toContain(path.slice(-64));
  expect((await fetched(path, { 'if-none-match': etag, 'cache-control': 'max-age=0' })).status).toBe(304);
});

test('another takes its place, and none is left when it is removed', async () => {
  const [first, second] = [await picture('one'), await picture('two')];
  const before = await setLogo(admin, first);
  const after = await setLogo(admin, second);
  expect(after).not.toBe(before);
  expect((await fetched(before)).status).toBe(404);
  expect(await admin.data(REMOVE_LOGO)).toEqual({ removeLogo: { logoPath: null } });
  expect(await shown()).toBeNull();
  expect((await fetched(after)).status).toBe(404);
  expect(await server.app.database.manager.count(Logo)).toBe(0);
  const { auditEvents } = await admin.data<{ auditEvents: { items: { details: object }[] } }>(
    '{ auditEvents(filter: { action: "settings.updated" }) { items { details } } }',
  );
  const [hashBefore, hashAfter] = [before.slice(-64), after.slice(-64)];
  expect(auditEvents.items.slice(0, 3).map(({ details }) => details)).toEqual([
    { logo: { from: hashAfter, to: null } },
    { logo: { from: hashBefore, to: hashAfter } },
    { logo: { from: null, to: hashBefore } },
  ]);
});

const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';

test.each([
  ['an SVG, which can hold scripts', Buffer.from(SVG)],
  ['an SVG behind white space', Buffer.from(`\n ${SVG}`)],
  ['a page', Buffer.from('<!doctype html><script>alert(1)</script>')],
  ['a GIF', Buffer.from('GIF89a')],
  ['a RIFF that is no WebP', Buffer.from('RIFF\0\0\0\0WAVEfmt ')],
  ['nothing', Buffer.alloc(0)],
])('%s is no logo', async (_, content) => {
  const { errors } = await admin.request(SET_LOGO, { image: content.toString('base64') });
  expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'image' });
  expect(await shown()).toBeNull();
});

test('a picture is good to the last byte that is allowed, and not to the next', async () => {
  const whole = Buffer.alloc(64_000);
  (await picture()).copy(whole);
  expect(await admin.code(SET_LOGO, { image: whole.toString('base64') })).toBeUndefined();
  const stored = await fetched((await shown())!);
  expect((await stored.arrayBuffer()).byteLength).toBe(64_000);
  const more = Buffer.concat([whole, Buffer.alloc(1)]);
  expect(await admin.code(SET_LOGO, { image: more.toString('base64') })).toBe('BAD_USER_INPUT');
});

test('base64 with anything else in it is refused', async () => {
  const image = (await picture()).toString('base64');
  for (const odd of [`${image}!`, image.replace(/.{8}/, '$&\n'), `data:image/png;base64,${image}`]) {
    expect(await admin.code(SET_LOGO, { image: odd })).toBe('BAD_USER_INPUT');
  }
});

test.each([
  ['image/jpeg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16])],
  ['image/webp', Buffer.from('RIFF\x24\0\0\0WEBPVP8 ', 'latin1')],
])('%s is served as what it is', async (type, content) => {
  const path = await setLogo(admin, content);
  expect((await fetched(path)).headers.get('content-type')).toBe(type);
});

test('two administrators at once leave one logo, which is the one that is shown', async () => {
  const contents = await Promise.all(['a', 'b', 'c'].map((text) => picture(text)));
  await Promise.all(contents.map((content) => setLogo(admin, content)));
  const rows = await server.app.database.manager.find(Logo);
  expect(rows).toHaveLength(1);
  server.app.services.settings.forget();
  expect(await shown()).toBe(`/branding/logo/${rows[0]!.hash}`);
});

test('another server shows it within two seconds, at the path that it is under', async () => {
  const other = await startApp({
    config: readConfig({
      PORT: '0',
      DATABASE_URL: server.databaseUrl,
      SECRET_KEY: server.secretKey,
      PUBLIC_URL: 'https://example.org/sign-in-service',
    }),
    clock: server.clock,
    log: pino({ level: 'silent' }),
  });
  const there = new Client(`http://127.0.0.1:${other.port}`);
  expect(await shown(there)).toBeNull();
  const path = await setLogo(admin, await picture());
  server.clock.advance(2000);
  expect(await shown(there)).toBe(`/sign-in-service${path}`);
  const response = await fetch(`http://127.0.0.1:${other.port}/sign-in-service${path}`);
  expect(response.headers.get('content-type')).toBe('image/png');
  await other.stop();
});
