import { expect, test } from 'vitest';
import { startTestServer } from '../../support/server.js';

const FINGERPRINT = Array.from({ length: 32 }, (_, index) => index.toString(16).padStart(2, '0')).join(':');
const PATHS = [
  '/.well-known/assetlinks.json',
  '/.well-known/apple-app-site-association',
  '/.well-known/webauthn',
  '/u2f/facets.json',
];

test('nothing is claimed that is not configured', async () => {
  const server = await startTestServer();
  for (const path of PATHS) expect((await fetch(server.url + path)).status).toBe(404);
  await server.stop();
});

test('people manage their password and passkeys on our own pages unless told otherwise', async () => {
  const server = await startTestServer();
  const passkeys = await fetch(`${server.url}/.well-known/passkey-endpoints`);
  const security = `${server.url}/security`;
  expect(await passkeys.json()).toEqual({ enroll: security, manage: security });
  const password = await fetch(`${server.url}/.well-known/change-password`, { redirect: 'manual' });
  expect(password.headers.get('location')).toBe(`${security}/password`);
  await server.stop();
});

test('each file says what is configured, with its content type, and may be cached', async () => {
  const server = await startTestServer({
    ANDROID_APPS: `org.example.mail=${FINGERPRINT}`,
    APPLE_APPS: 'ABCDE12345.org.example.mail',
    WEBAUTHN_ORIGINS: 'https://mail.example.org',
    ACCOUNT_PAGE: 'https://mail.example.org/security',
    U2F_APP_ID: 'https://old.example.org/app-id.json',
    U2F_FACETS: 'https://old.example.org,android:apk-key-hash:AAECAw',
  });
  const file = async (path: string) => {
    const response = await fetch(server.url + path, { redirect: 'manual' });
    expect(response.headers.get('cache-control')).toBe('public, max-age=3600');
    return { type: response.headers.get('content-type'), response };
  };
  const json = async (path: string) => {
    const { type, response } = await file(path);
    return { type, body: (await response.json()) as unknown };
  };
  expect(await json('/.well-known/assetlinks.json')).toEqual({
    type: 'application/json',
    body: [
      {
        relation: [
          'delegate_permission/common.handle_all_urls',
          'delegate_permission/common.get_login_creds',
        ],
        target: {
          namespace: 'android_app',
          package_name: 'org.example.mail',
          sha256_cert_fingerprints: [FINGERPRINT.toUpperCase()],
        },
      },
    ],
  });
  expect(await json('/.well-known/apple-app-site-association')).toEqual({
    type: 'application/json',
    body: { webcredentials: { apps: ['ABCDE12345.org.example.mail'] } },
  });
  expect(await json('/.well-known/webauthn')).toEqual({
    type: 'application/json',
    body: { origins: [server.url, 'https://mail.example.org'] },
  });
  expect(await json('/u2f/facets.json')).toEqual({
    type: 'application/fido.trusted-apps+json',
    body: {
      trustedFacets: [
        { version: { major: 1, minor: 0 }, ids: ['https://old.example.org', 'android:apk-key-hash:AAECAw'] },
      ],
    },
  });
  expect(await json('/.well-known/passkey-endpoints')).toEqual({
    type: 'application/json',
    body: { enroll: 'https://mail.example.org/security', manage: 'https://mail.example.org/security' },
  });
  const { response } = await file('/.well-known/change-password');
  expect(response.status).toBe(302);
  expect(response.headers.get('location')).toBe('https://mail.example.org/security');
  await server.stop();
});
