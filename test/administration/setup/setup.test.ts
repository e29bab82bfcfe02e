import { afterAll, beforeAll, expect, test } from 'vitest';
import { AuditEvent } from '../../../server/events/audit/audit-event.entity.js';
import { Client } from '../../support/client.js';
import { createApplication } from '../../support/applications.js';
import { administrator, createAccount, setUpApp, signedIn, updateSettings } from '../../support/flows.js';
import { ADMIN, startTestServer, type TestServer } from '../../support/server.js';

const RECORD = 'mutation ($fact: SetupFact!) { recordSetupFact(fact: $fact) }';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
  admin = await administrator(server);
});
afterAll(() => server.stop());

/** The steps that are open; null: there is no list. */
async function open(client = admin): Promise<string[] | null> {
  const { setupChecklist } = await client.data<{
    setupChecklist: { step: string; done: boolean }[] | null;
  }>('{ setupChecklist { step done } }');
  return setupChecklist?.filter(({ done }) => !done).map(({ step }) => step) ?? null;
}
const noted = () => server.app.database.manager.findBy(AuditEvent, { action: 'setup.noted' });

test('a step of the set-up is ticked by what the server sees, and not before', async () => {
  expect(await open()).toEqual([
    'PROTECT_YOURSELF',
    'USE_HTTPS',
    'SEND_MAIL',
    'BACK_UP_KEY',
    'CHOOSE_POLICY',
    'CREATE_ACCOUNTS',
    'ADD_APPLICATIONS',
  ]);
  await createApplication(admin);
  expect(await open()).not.toContain('ADD_APPLICATIONS');
  await createAccount(admin, 'maria@example.org');
  expect(await open()).not.toContain('CREATE_ACCOUNTS');
  await updateSettings(admin, { requireTwoFactor: 'ADMINS', enrolmentGraceDays: 7 });
  expect(await open()).not.toContain('CHOOSE_POLICY');
  await updateSettings(admin, { requireTwoFactor: 'NOBODY' });
  expect(await open()).toContain('CHOOSE_POLICY');
  await setUpApp(server, admin);
  expect(await open()).toEqual(['USE_HTTPS', 'SEND_MAIL', 'BACK_UP_KEY', 'CHOOSE_POLICY']);
});

test('https and mail are ticked where they are configured', async () => {
  const configured = await startTestServer({
    PUBLIC_URL: 'https://login.example.org',
    SMTP_URL: 'smtp://127.0.0.1:1',
    MAIL_FROM: 'noreply@example.org',
  });
  // A proxy in front of it speaks https.
  const client = new Client(`http://127.0.0.1:${configured.port}`, { origin: 'https://login.example.org' });
  await signedIn(client, ADMIN.login, ADMIN.password);
  const steps = await open(client);
  expect(steps).not.toContain('USE_HTTPS');
  expect(steps).not.toContain('SEND_MAIL');
  await configured.stop();
});

test('what only an administrator knows is recorded once, with who said it, and dismissing hides the list from all', async () => {
  await admin.data(RECORD, { fact: 'KEY_BACKED_UP' });
  await admin.data(RECORD, { fact: 'KEY_BACKED_UP' });
  await admin.data(RECORD, { fact: 'POLICY_CHOSEN' });
  expect(await open()).toEqual(['USE_HTTPS', 'SEND_MAIL']);
  expect((await noted()).map(({ details, actorLogin }) => ({ ...details, actorLogin }))).toEqual([
    { fact: 'KEY_BACKED_UP', actorLogin: 'admin' },
    { fact: 'POLICY_CHOSEN', actorLogin: 'admin' },
  ]);
  await createAccount(admin, 'deputy@example.org', 'ADMIN');
  await admin.data(RECORD, { fact: 'DISMISSED' });
  expect(await open()).toBeNull();
  const deputy = server.client();
  await signedIn(deputy, 'deputy@example.org');
  expect(await open(deputy)).toBeNull();
});
