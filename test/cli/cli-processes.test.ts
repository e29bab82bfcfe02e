import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli, spawnCli, spawnCliForOneLine, spawnUnreadCli } from '../support/cli.js';
import { PASSWORD, signedIn } from '../support/flows.js';
import { startTestServer, type TestServer } from '../support/server.js';

// The command line as operators start it; test/cli/cli.test.ts runs the commands in its own process.
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

test('account:create reads a password from standard input, and does not show it', async () => {
  const { status, stdout } = await spawnCli(
    server,
    ['account:create', 'boss@example.org', '--admin', '--password-stdin'],
    `${PASSWORD}\n`,
  );
  expect(status).toBe(0);
  expect(stdout).not.toContain(PASSWORD);
  await signedIn(server.client(), 'boss@example.org');
});

test('wrong usage is told on standard error, with exit code 2', async () => {
  const { status, stdout, stderr } = await spawnCli(server, ['fly']);
  expect({ status, stdout, lines: stderr.trim().split('\n').length }).toEqual({
    status: 2,
    stdout: '',
    lines: 1,
  });
});

test.each([['--help'], ['settings:set', 'clockTolerance', '1']])(
  '%s is no failure when nobody reads what it writes, as behind `| head`',
  async (...args) => {
    expect(await spawnUnreadCli(server, args)).toEqual({ status: 0, stderr: '' });
  },
);

test('audit:export is no failure when its reader leaves in the middle, as `| head -1` does', async () => {
  const { services, database } = server.app;
  const actor = { id: null, login: 'somebody', ipAddress: null };
  // More than a pipe holds, so that it is still writing.
  await database.transaction(async (tx) => {
    for (let written = 0; written < 200; written++) {
      await services.audit.record(tx, {
        action: 'account.unlocked',
        actor,
        details: { text: 'x'.repeat(2000) },
      });
    }
  });
  const { status, stdout, stderr } = await spawnCliForOneLine(server, ['audit:export']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ actorLogin: 'first start' });
});

test('what nobody reads of has been done all the same', async () => {
  expect((await runCli(server, ['settings:get', 'clockTolerance'])).stdout).toBe('1\n');
});
