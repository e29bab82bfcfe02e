import { afterAll, beforeAll, expect, test } from 'vitest';
import { Client } from '../../support/client.js';
import { administrator, createAccount, signedIn, UPDATE_SETTINGS } from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const METHODS = '{ publicSettings { methods } }';
const BEGIN = 'mutation { beginSecurityKeyRegistration }';

/** Its pages are at an address that is not this machine's. */
const clientOf = ({ port, app }: TestServer): Client =>
  new Client(`http://localhost:${port}`, { origin: app.url });

const methodsOf = async (client: Client): Promise<string[]> =>
  (await client.data<{ publicSettings: { methods: string[] } }>(METHODS)).publicSettings.methods;

test('under the default PUBLIC_URL keys are offered', async () => {
  const server = await startTestServer();
  expect(await methodsOf(clientOf(server))).toContain('SECURITY_KEY');
  await server.stop();
});

test('an address for which RP_ID names another site’s keys may have them', async () => {
  const server = await startTestServer({
    PUBLIC_URL: 'http://192.168.1.10',
    RP_ID: 'example.org',
    WEBAUTHN_ORIGINS: 'https://mail.example.org',
  });
  expect(await methodsOf(clientOf(server))).toContain('SECURITY_KEY');
  await server.stop();
});

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer({ PUBLIC_URL: 'https://[2001:db8::10]' });
  admin = await administrator({ ...server, client: () => clientOf(server) });
});
afterAll(() => server.stop());

test('where PUBLIC_URL is an address, keys are not offered, and the log says why', async () => {
  expect(await methodsOf(admin)).toEqual(['AUTHENTICATOR_APP', 'BACKUP_CODE']);
  await createAccount(admin, 'maria');
  const maria = clientOf(server);
  await signedIn(maria, 'maria');
  expect(await maria.code(BEGIN)).toBe('METHOD_DISABLED');
  expect(server.logLines.join('')).toContain('PUBLIC_URL has an address for a host');
});

test('they cannot be switched on, nor a second factor demanded that could not be set up', async () => {
  const refused = await admin.request(UPDATE_SETTINGS, { input: { allowSecurityKeys: true } });
  expect(refused.errors?.[0]).toMatchObject({
    message: expect.stringContaining('PUBLIC_URL') as string,
    extensions: { code: 'BAD_USER_INPUT', field: 'allowSecurityKeys' },
  });
  const input = { allowAuthenticatorApp: false, requireTwoFactor: 'EVERYONE' };
  expect(await admin.code(UPDATE_SETTINGS, { input })).toBe('BAD_USER_INPUT');
});
