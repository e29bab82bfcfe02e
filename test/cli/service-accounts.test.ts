import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../support/cli.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { bearing } from '../support/service-accounts.js';

const COUNT = '{ accounts { total } }';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const cli = (...args: string[]) => runCli(server, args);
const secretIn = (stdout: string): string => /lks_[\w-]{43}/.exec(stdout)?.[0] ?? '';

test('a service account is created, listed, given a further token and deleted at the command line', async () => {
  const created = await cli(
    ...['service-account:create', 'Panel', '--permissions', 'accounts:read', 'groups:read', '--days', '365'],
    ...['--network', '127.0.0.0/8', '::1'],
  );
  expect(created).toMatchObject({ status: 0, stderr: '' });
  expect(created.stdout).toMatch(
    /^Added Panel\.\nToken until \d{4}-\d\d-\d\dT[\d:.]+Z, shown this once: lks_\S+\n$/,
  );
  const first = secretIn(created.stdout);
  expect(await bearing(server, first).code(COUNT)).toBeUndefined();

  const second = secretIn((await cli('service-account:issue-token', 'panel', '--days', '365')).stdout);
  const { stdout } = await cli('service-account:list');
  expect(stdout).toMatch(/^NAME +PERMISSIONS +STATE +TOKENS\nPanel +accounts:read groups:read +enabled +…/);
  expect(stdout).toContain(`…${first.slice(-4)} until 20`);
  expect(stdout).toContain(`…${second.slice(-4)} until 20`);
  expect(stdout).not.toContain(first);

  expect(await cli('service-account:revoke-token', 'panel', first.slice(-4))).toMatchObject({ status: 0 });
  expect(await bearing(server, first).code(COUNT)).toBe('UNAUTHENTICATED');
  expect(await bearing(server, second).code(COUNT)).toBeUndefined();
  expect(await cli('service-account:revoke-token', 'panel', first.slice(-4))).toMatchObject({
    status: 1,
    stderr: 'No such token, or it has ended.\n',
  });

  expect(await cli('service-account:delete', 'panel')).toMatchObject({
    status: 0,
    stdout: 'Deleted Panel.\n',
  });
  expect(await bearing(server, second).code(COUNT)).toBe('UNAUTHENTICATED');
});

test('what programs cannot be given is refused before there is one', async () => {
  const refused = await cli(
    'service-account:create',
    'x',
    '--permissions',
    'service-accounts:manage',
    '--days',
    '1',
  );
  expect(refused).toMatchObject({ status: 1, stdout: '' });
  expect(refused.stderr).toMatch(/^A service account can have one or more of accounts:read, /);
  const forever = await cli('service-account:create', 'x', '--permissions', 'accounts:read', '--days', '367');
  expect(forever.status).toBe(2);
  expect(forever.stderr).toContain('Expected 1 to 366.');
  expect(await cli('service-account:create', 'x')).toMatchObject({
    status: 2,
    stderr: 'Say with --permissions what it may do.\n',
  });
  expect(JSON.parse((await cli('service-account:list', '--json')).stdout)).toEqual([]);
});
