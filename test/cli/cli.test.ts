import { Not } from 'typeorm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ARGON2_COST } from '../../server/accounts/password-hasher.js';
import { AuthToken } from '../../server/sessions/tokens/auth-token.entity.js';
import { runCli } from '../support/cli.js';
import {
  administrator,
  challengeFor,
  createAccount,
  ME,
  PASSWORD,
  protectedAccount,
  SIGN_IN,
  signedIn,
} from '../support/flows.js';
import { startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  // The command line's own clock runs; what comes from now on is later than the first start.
  server.clock.advance(1000);
});
afterAll(() => server.stop());

const SET_BY_LINK = `mutation ($token: String!) {
  setPasswordByLink(token: $token, newPassword: "${PASSWORD}")
}`;

const cli = (args: string[], input?: string) => runCli(server, args, input);
const json = async (args: string[], input?: string): Promise<unknown> =>
  JSON.parse((await cli([...args, '--json'], input)).stdout);

test('account:create makes an account, and shows a link by which the person chooses the password', async () => {
  const created = (await json(['account:create', 'made@example.org', '--display-name', 'Made Up'])) as {
    passwordLink: { url: string; token: string };
  };
  expect(created).toMatchObject({ login: 'made@example.org', role: 'USER' });
  const { url, token } = created.passwordLink;
  expect(url).toBe(`http://localhost:4000/activate#${token}`);
  await server.client().data(SET_BY_LINK, { token });
  await signedIn(server.client(), 'made@example.org');
  expect((await cli(['account:create', 'shown@example.org'])).stdout).toMatch(
    /^Created shown@example\.org .*\nLink .*\/activate#[\w-]{43}\n$/,
  );
});

test('password-link:issue gives a link for a password that was forgotten', async () => {
  await createAccount(await administrator(server), 'forgetful@example.org', 'USER', 'soon to be forgotten');
  const { passwordLink } = (await json(['password-link:issue', 'forgetful@example.org'])) as {
    passwordLink: { token: string };
  };
  await server.client().data(SET_BY_LINK, { token: passwordLink.token });
  await signedIn(server.client(), 'forgetful@example.org');
  expect((await cli(['password-link:issue', 'nobody@example.org'])).status).toBe(1);
});

test('settings:profile strict sets what --dry-run has shown', async () => {
  const shown = await json(['settings:profile', 'strict', '--dry-run']);
  expect(shown).toMatchObject({ profile: 'STRICT', changes: { clockTolerance: { from: 2, to: 1 } } });
  expect(await json(['settings:get', 'clockTolerance'])).toEqual({ clockTolerance: 2 });
  expect(await json(['settings:profile', 'strict'])).toEqual(shown);
  expect(await json(['settings:get', 'clockTolerance'])).toEqual({ clockTolerance: 1 });
  expect((await cli(['settings:profile', 'strict'])).stdout).toBe('Nothing to change.\n');
  expect((await cli(['settings:profile', 'lax'])).status).toBe(2);
  for (const [name, value] of [
    ['clockTolerance', '2'],
    ['authTokenExpirationLifetimeDays', '14'],
    ['trustDevicesForDays', '30'],
    ['idleTimeoutMinutes', '0'],
  ]) {
    expect((await cli(['settings:set', name!, value!])).status).toBe(0);
  }
});

test('account:create reads a password from standard input, does not show it, and has it changed first', async () => {
  const { status, stdout } = await cli(
    ['account:create', 'boss@example.org', '--admin', '--password-stdin'],
    `${PASSWORD}\n`,
  );
  expect(status).toBe(0);
  expect(stdout).not.toContain(PASSWORD);
  const boss = server.client();
  await signedIn(boss, 'boss@example.org');
  expect(await boss.code('{ accounts { total } }')).toBe('PASSWORD_CHANGE_REQUIRED');
  await boss.data(
    `mutation { changePassword(currentPassword: "${PASSWORD}", newPassword: "chosen by the boss") }`,
  );
  expect(await boss.code('{ accounts { total } }')).toBeUndefined();
});

test('what the server refuses, the tool refuses, with exit code 1 and the code of the contract', async () => {
  const common = await cli(
    ['account:create', 'weak@example.org', '--password-stdin', '--json'],
    'password123',
  );
  expect(common.status).toBe(1);
  expect(JSON.parse(common.stderr)).toMatchObject({ error: { code: 'BAD_USER_INPUT' } });
  expect(common.stderr).not.toContain('password123');
  const taken = await cli(['account:create', 'ADMIN', '--json']);
  expect(taken.status).toBe(1);
  expect(JSON.parse(taken.stderr)).toMatchObject({ error: { code: 'CONFLICT' } });
  expect((await cli(['two-factor:reset', 'nobody@example.org'])).status).toBe(1);
});

test('wrong usage is exit code 2 and one line', async () => {
  for (const args of [['fly'], ['account:create'], ['settings:set', 'disabled'], ['--wings'], ['toString']]) {
    const { status, stderr } = await cli(args);
    expect(status).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  }
});

test('account:list finds by the beginning of a login and tells who is protected', async () => {
  await protectedAccount(server, await administrator(server), 'zoe@example.org');
  expect(await json(['account:list', '--search', 'zoe'])).toMatchObject({
    total: 1,
    items: [{ login: 'zoe@example.org', twoFactorEnabled: true, disabled: false }],
  });
});

test('two-factor:reset and tokens:revoke end a live session at once', async () => {
  const admin = await administrator(server);
  const { client } = await protectedAccount(server, admin, 'lost@example.org');
  expect((await cli(['two-factor:reset', 'lost@example.org'])).status).toBe(0);
  expect(await client.data(ME)).toEqual({ me: null });
  await signedIn(client, 'lost@example.org');
  expect(await json(['tokens:revoke', 'LOST@example.org'])).toMatchObject({ revoked: 1 });
  expect(await client.data(ME)).toEqual({ me: null });
});

test('account:unlock lets a locked login in again, and recovery-code:issue one who lost all', async () => {
  // The command line hashes the recovery code at the real cost, and so must who checks it.
  const locking = await startTestServer({ THROTTLE_ACCOUNT_ATTEMPTS: '2' }, ARGON2_COST);
  const admin = await administrator(locking);
  await createAccount(admin, 'locked');
  const guess = (password: string) => locking.client().code(SIGN_IN, { login: 'locked', password });
  for (let tries = 0; tries < 3; tries++) await guess('wrong password entirely');
  expect(await guess(PASSWORD)).toBe('TOO_MANY_ATTEMPTS');
  expect((await runCli(locking, ['account:unlock', 'LOCKED'])).status).toBe(0);
  await signedIn(locking.client(), 'locked');

  expect((await runCli(locking, ['recovery-code:issue', 'locked', '--json'])).stderr).toContain('CONFLICT');
  await protectedAccount(locking, admin, 'lost');
  const issued = await runCli(locking, ['recovery-code:issue', 'lost']);
  expect(issued).toMatchObject({ status: 0, stderr: '' });
  const code = /: (\S+)\n$/.exec(issued.stdout)![1];
  const client = locking.client();
  const { challenge } = await challengeFor(client, 'lost');
  const verify = `mutation ($challenge: String!, $code: String!) {
    verifyRecoveryCode(challenge: $challenge, code: $code) { account { login } } }`;
  expect(await client.data(verify, { challenge, code })).toEqual({
    verifyRecoveryCode: { account: { login: 'lost' } },
  });
  await locking.stop();
});

test('settings:set is typed, checked, and seen by a running server', async () => {
  expect(await json(['settings:set', 'clockTolerance', '1'])).toEqual({ clockTolerance: 1 });
  server.clock.advance(1000);
  const admin = await administrator(server);
  expect(await admin.data('{ settings { clockTolerance } }')).toEqual({ settings: { clockTolerance: 1 } });
  expect(await json(['settings:get', 'clockTolerance'])).toEqual({ clockTolerance: 1 });
  expect((await cli(['settings:set', 'clockTolerance', 'two'])).status).toBe(2);
  expect((await cli(['settings:set', 'wings', 'true'])).status).toBe(2);
  expect((await cli(['settings:set', 'disabled', '1'])).status).toBe(2);
  expect((await cli(['settings:set', 'trustDevicesForDays', '3'])).status).toBe(1);
  const { status, stdout } = await cli(['settings:get']);
  expect(status).toBe(0);
  expect(stdout).toContain('trustDevicesForDays = 30');
});

test('audit:verify finds all as written, then what was changed; audit:export tells every event', async () => {
  await server.app.services.auditChain.seal();
  const verified = await cli(['audit:verify']);
  expect(verified).toMatchObject({ status: 0, stdout: expect.stringContaining('all as written') as string });
  const anchor = /^Anchor: (\S+)$/m.exec(verified.stdout)![1]!;
  expect((await cli(['audit:verify', '--anchor', `${anchor}x`])).status).toBe(1);

  const lines = (await cli(['audit:export'])).stdout.trim().split('\n');
  const events = lines.map((line) => JSON.parse(line) as { id: string; at: string; action: string });
  const { total } = await server.app.services.audit.page({}, { page: 1, perPage: 1 });
  expect(events).toHaveLength(total);
  expect(events[0]).toMatchObject({ action: 'account.created', actorLogin: 'first start' });

  const statement = "UPDATE audit_events SET actorLogin = 'somebody else' WHERE id = ?";
  await server.app.database.dataSource.query(statement, [events[0]!.id]);
  const tampered = await cli(['audit:verify', '--json']);
  expect(tampered.status).toBe(1);
  expect(JSON.parse(tampered.stdout)).toMatchObject({
    findings: [`Event ${events[0]!.id} was altered, or not written by us.`],
  });
});

test('cleanup deletes what has expired and counts it', async () => {
  await administrator(server);
  await server.app.database.manager.update(AuthToken, { accountId: Not('') }, { expiresAt: Date.now() - 1 });
  const counted = (await json(['cleanup'])) as { rows: Record<string, number>; batches: number };
  expect(counted.rows['tokens']).toBeGreaterThan(0);
  expect(await json(['cleanup'])).toMatchObject({ rows: { tokens: 0 } });
  expect((await cli(['cleanup'])).stdout).toContain('tokens\t0\n');
});
