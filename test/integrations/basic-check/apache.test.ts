import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAV_MODULES, davSite, startApache } from '../../support/apache.js';
import { basicHeader, createAppPassword, REVOKE_APP_PASSWORD } from '../../support/backends.js';
import type { Client } from '../../support/client.js';
import { administrator, PASSWORD, protectedAccount, signInWithCode } from '../../support/flows.js';
import type { Program } from '../../support/programs.js';
import { startRadicale } from '../../support/radicale.js';
import { startTestServer, type TestServer } from '../../support/server.js';

let server: TestServer;
let radicale: Program;
let apache: Program;
let maria: Client;
beforeAll(async () => {
  server = await startTestServer({ TRUSTED_PROXIES: 'loopback' });
  const { secret } = await protectedAccount(server, await administrator(server), 'maria');
  maria = server.client();
  await signInWithCode(server, maria, 'maria', secret);
  radicale = await startRadicale();
  apache = await startApache(DAV_MODULES, (folder) =>
    davSite(folder, 'docker/examples/apache/dav.conf', { latchkey: server.port, dav: radicale.port }),
  );
});
afterAll(async () => {
  await apache.stop();
  await radicale.stop();
  await server.stop();
});

const propfind = async (user: string, password: string): Promise<number> => {
  const response = await fetch(`http://127.0.0.1:${apache.port}/maria/`, {
    method: 'PROPFIND',
    headers: { authorization: basicHeader(user, password), 'x-remote-user': 'admin', depth: '0' },
  });
  return response.status;
};

test('password refused, app password accepted, revoked and refused at once', async () => {
  expect(await propfind('maria', PASSWORD)).toBe(401);
  const { password, appPassword } = await createAppPassword(maria, ['dav']);
  expect(await propfind('Maria', password)).toBe(207);
  expect(readFileSync(join(apache.folder, 'error.log'), 'utf8')).not.toContain(password);
  await maria.data(REVOKE_APP_PASSWORD, { id: appPassword.id });
  expect(await propfind('maria', password)).toBe(401);
});

test('what is behind is given the login as it is stored, however it was typed', async () => {
  const { password } = await createAppPassword(maria, ['dav']);
  // Full-width letters are the same login, and the calendars of maria are hers alone.
  expect(await propfind('ＭＡＲＩＡ', password)).toBe(207);
});

test.each(['"', '\\', 'a"\nurl = "http://127.0.0.1/', 'pässwörd', '$(exit 0)', '', '-'])(
  'a password that is none is refused, whatever a shell or curl could read into it: %j',
  async (password) => {
    expect(await propfind('maria', password)).toBe(401);
  },
);

test('an app password of another scope is refused', async () => {
  const { password } = await createAppPassword(maria, ['imap']);
  expect(await propfind('maria', password)).toBe(401);
});
