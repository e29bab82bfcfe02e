import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { SettingsPatch } from '../../server/settings/declarations.js';
import { SoftAuthenticator } from '../support/authenticator.js';
import type { Client } from '../support/client.js';
import { administrator, backupCodes, createAccount, protectedAccount, signedIn } from '../support/flows.js';
import { registerKey } from '../support/security-keys.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { tablesOf } from '../support/tables.js';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
  await server.app.services.jobs.stop(10_000);
});
beforeEach(async () => {
  await policy({ disabled: false });
  admin = await administrator(server);
});
afterAll(() => server.stop());

const policy = (patch: SettingsPatch) =>
  server.app.services.settingsChanges.update({ id: null, login: 'test', ipAddress: null }, patch);

/** While the password is enough for all, what would still be so when it is not any more. */
const LASTING: Record<string, string> = {
  'removes no app': 'disableAuthenticatorApp { enabled }',
  'removes no security key': 'removeSecurityKey(id: $key) { enabled }',
  'removes no backup codes': 'removeBackupCodes { enabled }',
  'removes not all factors at once': 'disableTwoFactor { enabled }',
  'makes no app password': 'createAppPassword(input: { name: "tablet", scopes: ["dav"] }) { password }',
  'has notices go nowhere else': 'updateMyContact(input: { email: "thief@example.net" })',
  'trusts no device': 'trustCurrentDevice { id }',
  'has no backup codes made': 'generateBackupCodes',
};

test.each(Object.entries(LASTING))(
  'while two-factor is switched off, who knows only the password %s',
  async (_, field) => {
    const login = `with factors: ${field}`;
    const { client } = await protectedAccount(server, admin, login);
    const { id } = await registerKey(client, new SoftAuthenticator(server.url));
    await backupCodes(client);
    await policy({ disabled: true });
    const thief = server.client();
    await signedIn(thief, login);
    const before = await tablesOf(server);
    const variables = field.includes('$key') ? { key: id } : {};
    const asked = field.includes('$key') ? `mutation ($key: ID!) { ${field} }` : `mutation { ${field} }`;
    expect(await thief.code(asked, variables)).toBe('METHOD_DISABLED');
    expect(await tablesOf(server)).toEqual(before);
    await policy({ disabled: false });
    expect(await client.code(asked, variables)).toBeUndefined();
  },
);

test('who has no second factor goes on as on any other day', async () => {
  await createAccount(admin, 'without factors');
  await policy({ disabled: true });
  const client = server.client();
  await signedIn(client, 'without factors');
  const { 'makes no app password': appPassword, 'has notices go nowhere else': contact } = LASTING;
  for (const field of [appPassword, contact])
    expect(await client.code(`mutation { ${field} }`)).toBeUndefined();
});
