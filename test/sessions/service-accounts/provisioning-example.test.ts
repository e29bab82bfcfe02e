import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Account } from '../../../server/accounts/account.entity.js';
import { AuditEvent } from '../../../server/events/audit/audit-event.entity.js';
import { runCli } from '../../support/cli.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const SECTION = readFileSync('docker/README.md', 'utf8')
  .split('\n## Provisioning from a panel\n')[1]!
  .split('\n## ')[0]!;
const blocks = (language: string): string[] =>
  [...SECTION.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, block]) => block!.trim());

let server: TestServer;
let folder: string;
let TOKEN: string;
beforeAll(async () => {
  server = await startTestServer();
  folder = mkdtempSync(join(tmpdir(), 'latchkey-panel-'));
  symlinkSync(resolve('docker'), join(folder, 'docker'));
  const [command] = blocks('sh');
  const args = command!.split('npm run --silent cli -- ')[1]!.split(' ');
  const { stdout } = await runCli(server, args);
  TOKEN = /lks_\S+/.exec(stdout)![0];
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await server.stop();
});

const bash = async (script: string): Promise<string[]> => {
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: folder,
    env: { PATH: process.env['PATH'], LATCHKEY: server.url, TOKEN },
  });
  return stdout.trim().split('\n');
};
const anna = () => server.app.database.manager.findOneBy(Account, { loginKey: 'anna@example.org' });

test('the example runs as docker/README.md has it: somebody is added, and removed again', async () => {
  const [script] = blocks('bash');
  const counted = '{"data":{"accounts":{"total":1}}}';
  const lines = (await bash(script!)).join('\n');
  expect(lines.replace(counted, '').trim().split('\n')).toEqual([
    'anna@example.org is in Sales, and needs a second factor.',
    'anna@example.org is gone.',
  ]);
  expect(lines).toContain(counted);
  expect(statSync(join(folder, 'panel.header')).mode & 0o077).toBe(0);
  expect(await anna()).toBeNull();
  const events = await server.app.database.manager.find(AuditEvent, {
    where: { actorLogin: 'service:panel' },
    order: { id: 'ASC' },
  });
  expect(events.map(({ action }) => action)).toEqual([
    'account.created',
    'password_link.issued',
    'account.updated',
    'group.created',
    'group.member_added',
    'account.deleted',
  ]);
});

test('whoever is added twice is there once, in the group, with a second factor required', async () => {
  const add = 'node docker/examples/provisioning/provision.mjs add anna@example.org "Anna Berg" sales';
  await bash(`${add} && ${add}`);
  const account = await anna();
  expect(account).toMatchObject({ displayName: 'Anna Berg', role: 'USER', requireTwoFactor: true });
  const groups = await server.app.services.memberships.ofAccounts([account!.id]);
  expect(groups.map(({ name }) => name)).toEqual(['Sales']);
});
