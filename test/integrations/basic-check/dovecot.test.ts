import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAppPassword, REVOKE_APP_PASSWORD } from '../../support/backends.js';
import type { Client } from '../../support/client.js';
import { appPasswordPassdb, imapSignIn, startDovecot } from '../../support/dovecot.js';
import { administrator, PASSWORD, protectedAccount, signInWithCode } from '../../support/flows.js';
import { freePort, type Program } from '../../support/programs.js';
import { startTestServer, type TestServer } from '../../support/server.js';

let server: TestServer;
let admin: Client;
let maria: Client;
let mariaId: string;
let dovecot: Program;
beforeAll(async () => {
  server = await startTestServer({ TRUSTED_PROXIES: 'loopback' });
  admin = await administrator(server);
  const { id, secret } = await protectedAccount(server, admin, 'maria@example.org');
  mariaId = id;
  maria = server.client();
  await signInWithCode(server, maria, 'maria@example.org', secret);
  dovecot = await startDovecot((folder) => appPasswordPassdb(folder, server.port));
});
afterAll(async () => {
  await dovecot.stop();
  await server.stop();
});

const signIn = (password: string, user = 'maria@example.org'): Promise<boolean> =>
  imapSignIn(dovecot.port, user, password);

test('a mail program: password refused, app password accepted, revoked and refused at once', async () => {
  expect(await signIn(PASSWORD)).toBe(false);
  const { password, appPassword } = await createAppPassword(maria, ['imap']);
  expect(await signIn(password)).toBe(true);
  expect(await signIn(password, 'MARIA@example.org')).toBe(true);
  await maria.data(REVOKE_APP_PASSWORD, { id: appPassword.id });
  expect(await signIn(password)).toBe(false);
  expect(dovecot.output.join('')).not.toContain(password);
});

test('an app password of another scope is refused', async () => {
  const { password } = await createAppPassword(maria, ['dav', 'smtp']);
  expect(await signIn(password)).toBe(false);
});

test.each(['ü', 'pässwörd', '%u', '"; os.exit() --', 'a:b', 'x'.repeat(300)])(
  'a password that is none is refused: %.20s',
  async (password) => {
    expect(await signIn(password)).toBe(false);
  },
);

test('failures are audited with the address of the mail program', async () => {
  await signIn('a guess of mine');
  const { auditEvents } = await admin.data<{ auditEvents: { items: object[] } }>(
    `query ($id: ID!) { auditEvents(filter: { accountId: $id, action: "backend_sign_in.failed" }, page: { page: 1, perPage: 1 }) {
      items { ipAddress details } } }`,
    { id: mariaId },
  );
  expect(auditEvents.items).toEqual([{ ipAddress: '127.0.0.1', details: { scope: 'imap' } }]);
});

test('while Latchkey is down nobody is told that a password is wrong', async () => {
  const { password } = await createAppPassword(maria, ['imap']);
  const port = await freePort();
  const alone = await startDovecot((folder) => appPasswordPassdb(folder, port));
  await expect(imapSignIn(alone.port, 'maria@example.org', password)).rejects.toThrow();
  expect(alone.output.join('')).toContain('Latchkey answered');
  await alone.stop();
});
