import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import {
  administrator,
  BEGIN_SETUP,
  createAccount,
  signedIn,
  UPDATE_SETTINGS,
  updateSettings,
} from '../support/flows.js';
import { startTestServer, type TestServer } from '../support/server.js';

const NOTHING = { serviceName: '', accentColour: '', helpUrl: '', helpText: '' };
const PUBLIC = '{ publicSettings { serviceName accentColour helpUrl helpText logoPath } }';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer({ ISSUER: 'Configured' });
});
beforeEach(async () => {
  admin = await administrator(server);
  await updateSettings(admin, NOTHING);
});
afterAll(() => server.stop());

const anyone = async () =>
  (await server.client().data<{ publicSettings: Record<string, string | null> }>(PUBLIC)).publicSettings;

test('name, colour and help are for anyone to see, tidied; where nothing is set, the name is ISSUER', async () => {
  const none = { accentColour: null, helpUrl: null, helpText: null, logoPath: null };
  expect(await anyone()).toEqual({ serviceName: 'Configured', ...none });
  await updateSettings(admin, {
    serviceName: '  Example Suite ',
    accentColour: '#0B5CAD',
    helpUrl: 'mailto:help@example.org',
    helpText: 'Cafe\u0301, extension 42',
  });
  expect(await anyone()).toEqual({
    serviceName: 'Example Suite',
    accentColour: '#0b5cad',
    helpUrl: 'mailto:help@example.org',
    helpText: 'Café, extension 42',
    logoPath: null,
  });
  const { auditEvents } = await admin.data<{ auditEvents: { items: { details: object }[] } }>(
    '{ auditEvents(filter: { action: "settings.updated" }) { items { details } } }',
  );
  expect(auditEvents.items[0]!.details).toMatchObject({
    serviceName: { from: '', to: 'Example Suite' },
    accentColour: { from: '', to: '#0b5cad' },
  });
});

test.each([
  ['https://help.example.org/sign-in?from=2fa#start'],
  ['https://hilfe.example.org/für-alle'],
  ['mailto:help@example.org?subject=Sign-in'],
  ['tel:+49-30-1234567'],
])('%s is a link for help', async (helpUrl) => {
  await updateSettings(admin, { helpUrl });
  expect((await anyone())['helpUrl']).toBe(helpUrl);
});

const BAD_LINKS = [
  'javascript:alert(1)',
  'JavaScript:alert(1)//https://example.org',
  'java\tscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'http://help.example.org/',
  'https://user:secret@example.org/',
  'https://',
  '//example.org/',
  'help.example.org',
  'mailto:',
  'mailto:a@example.org,b@example.org',
  'tel:call me',
  'https://example.org/ onmouseover=alert(1)',
  `https://example.org/${'x'.repeat(1000)}`,
];

test.each(BAD_LINKS)('a help link that runs a script, or leads nowhere, is refused: %s', async (helpUrl) => {
  const { errors } = await admin.request(UPDATE_SETTINGS, { input: { helpUrl } });
  expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'helpUrl' });
  expect((await anyone())['helpUrl']).toBeNull();
});

test('a help link that stands in the database and is none is shown to nobody', async () => {
  await server.app.database.manager.update('Settings', { id: 1 }, { helpUrl: 'javascript:alert(1)' });
  server.app.services.settings.forget();
  expect((await anyone())['helpUrl']).toBeNull();
  const page = await fetch(`${server.url}/nothing`, { headers: { accept: 'text/html' } });
  expect(await page.text()).not.toContain('javascript:');
});

test.each([
  [{ accentColour: 'red' }],
  [{ accentColour: '#fff' }],
  [{ accentColour: '#0b5ca' }],
  [{ accentColour: '#0b5cag' }],
  [{ accentColour: '0b5cad' }],
  [{ accentColour: '}body' }],
  [{ serviceName: 'with: a colon' }],
  [{ serviceName: 'x'.repeat(61) }],
  [{ serviceName: 'two\nlines' }],
  [{ serviceName: 'turned \u202Eround' }],
  [{ helpText: 'x'.repeat(121) }],
  [{ helpText: 'a\u0000b' }],
])('%o is refused with what to change', async (input) => {
  const { errors } = await admin.request(UPDATE_SETTINGS, { input });
  const [field] = Object.keys(input);
  expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field });
  expect(errors![0]!.message).toContain(field);
  expect((await anyone())['serviceName']).toBe('Configured');
});

test('authenticator apps and passkeys that are set up call the service by its name', async () => {
  await updateSettings(admin, { serviceName: 'Example Suite' });
  await createAccount(admin, 'named@example.org');
  const client = server.client();
  await signedIn(client, 'named@example.org');
  const { beginAuthenticatorAppSetup: setup } = await client.data<{
    beginAuthenticatorAppSetup: { otpauthUri: string };
  }>(BEGIN_SETUP);
  const uri = new URL(setup.otpauthUri);
  expect(uri.searchParams.get('issuer')).toBe('Example Suite');
  expect(decodeURIComponent(uri.pathname)).toContain('Example Suite:named@example.org');
  const { beginSecurityKeyRegistration: options } = await client.data<{
    beginSecurityKeyRegistration: { rp: { name: string } };
  }>('mutation { beginSecurityKeyRegistration }');
  expect(options.rp.name).toBe('Example Suite');
});

test('a password made of the name is refused as one made of ISSUER was', async () => {
  await updateSettings(admin, { serviceName: 'Quokkahouse' });
  const { errors } = await admin.request(
    'mutation { createAccount(input: { login: "guessable", password: "Quokkahouse-Quokkahouse" }) { id } }',
  );
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'password' });
});

test('the command line sets them, too', async () => {
  const { settingsChanges } = server.app.services;
  const shell = { id: null, login: 'shell', ipAddress: null };
  await settingsChanges.update(shell, { serviceName: 'By hand' });
  expect((await anyone())['serviceName']).toBe('By hand');
});
