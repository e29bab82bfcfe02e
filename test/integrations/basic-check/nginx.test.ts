import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DAVClient } from 'tsdav';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY } from '../../../server/platform/clock.js';
import { basicHeader, createAppPassword, REVOKE_APP_PASSWORD } from '../../support/backends.js';
import type { Client } from '../../support/client.js';
import { administrator, PASSWORD, protectedAccount, signInWithCode } from '../../support/flows.js';
import { adaptExample, freePort, type Program, programFolder, startProgram } from '../../support/programs.js';
import { startRadicale } from '../../support/radicale.js';
import { startTestServer, type TestServer } from '../../support/server.js';

let server: TestServer;
let radicale: Program;
let nginx: Program;
let maria: Client;
beforeAll(async () => {
  server = await startTestServer({ TRUSTED_PROXIES: 'loopback', THROTTLE_ACCOUNT_ATTEMPTS: '5' });
  const admin = await administrator(server);
  const { secret } = await protectedAccount(server, admin, 'maria');
  maria = server.client();
  await signInWithCode(server, maria, 'maria', secret);
  radicale = await startRadicale();
  nginx = await startNginx(radicale.port);
});
afterAll(async () => {
  await nginx.stop();
  await radicale.stop();
  await server.stop();
});

async function startNginx(davPort: number): Promise<Program> {
  const [folder, port] = [programFolder('nginx'), await freePort()];
  adaptExample('docker/examples/nginx/dav.conf', join(folder, 'dav.conf'), {
    'listen 8080': `listen 127.0.0.1:${port}`,
    'http://radicale:5232': `http://127.0.0.1:${davPort}`,
    'http://latchkey:4000': `http://127.0.0.1:${server.port}`,
  });
  const config = join(folder, 'nginx.conf');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  writeFileSync(
    config,
    `daemon off;
pid ${folder}/pid;
error_log stderr;
events { }
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  include ${folder}/dav.conf;
}
`,
  );
  return startProgram('nginx', ['-c', config, '-p', folder, '-e', 'stderr'], { port, folder });
}

const dav = (password: string): DAVClient =>
  new DAVClient({
    serverUrl: `http://127.0.0.1:${nginx.port}/`,
    credentials: { username: 'Maria', password },
    authMethod: 'Basic',
    defaultAccountType: 'caldav',
  });

const get = (password: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`http://127.0.0.1:${nginx.port}/maria/`, {
    method: 'PROPFIND',
    headers: { authorization: basicHeader('maria', password), ...headers },
  });

test('a calendar client: password refused, app password accepted, revoked and refused at once', async () => {
  await expect(dav(PASSWORD).login()).rejects.toThrow();
  const { password, appPassword } = await createAppPassword(maria, ['dav']);
  const client = dav(password);
  await client.login();
  const home = client.account!.homeUrl!;
  await client.makeCalendar({ url: `${home}work/`, props: { displayname: 'Work' } });
  const [calendar] = await client.fetchCalendars();
  const event = `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//EN
BEGIN:VEVENT
UID:1
DTSTAMP:20260101T000000Z
DTSTART:20260102T100000Z
SUMMARY:Tea
END:VEVENT
END:VCALENDAR`;
  await client.createCalendarObject({ calendar: calendar!, filename: '1.ics', iCalString: event });
  const objects = await client.fetchCalendarObjects({ calendar: calendar! });
  expect(objects.map(({ data }) => data as string)).toEqual([expect.stringContaining('SUMMARY:Tea')]);

  await maria.data(REVOKE_APP_PASSWORD, { id: appPassword.id });
  expect((await get(password)).status).toBe(401);
  await expect(dav(password).login()).rejects.toThrow();
});

test('nobody names the account but Latchkey, and no password reaches the backend', async () => {
  const { password } = await createAppPassword(maria, ['dav']);
  expect((await get(password, { 'x-remote-user': 'admin', depth: '0' })).status).toBe(207);
  const forged = await fetch(`http://127.0.0.1:${nginx.port}/maria/`, {
    method: 'PROPFIND',
    headers: { 'x-remote-user': 'maria' },
  });
  expect(forged.status).toBe(401);
  expect(forged.headers.get('www-authenticate')).toContain('Basic realm="Latchkey"');
  expect(radicale.output.join('')).not.toContain(password);
});

test('an app password of another scope is forbidden; guesses are told when to come back', async () => {
  const { password } = await createAppPassword(maria, ['imap']);
  // What the other tests got wrong is forgotten.
  server.clock.advance(DAY);
  expect((await get(password)).status).toBe(403);
  let answer: Response;
  let guesses = 0;
  do answer = await get(`a guess of mine, number ${++guesses}`);
  while (answer.status === 401);
  expect(answer.status).toBe(429);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
});
