import { Not } from 'typeorm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RoleGroup } from '../../server/accounts/roles/role-group.entity.js';
import { UNATTENDED } from '../support/acting.js';
import { ARGON2_COST } from '../../server/accounts/password-hasher.js';
import { AuthToken } from '../../server/sessions/tokens/auth-token.entity.js';
import { SoftAuthenticator } from '../support/authenticator.js';
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
import { registerKey } from '../support/security-keys.js';
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

test('two-factor:remove-lost removes one factor, by name, and the last only when told so', async () => {
  const admin = await administrator(server);
  const { client } = await protectedAccount(server, admin, 'desk@example.org');
  await registerKey(client, new SoftAuthenticator(server.url), 'blue');
  const lose = (...args: string[]) => cli(['two-factor:remove-lost', 'desk@example.org', ...args]);
  expect((await lose('poem')).status).toBe(2);
  expect((await lose('securityKey')).status).toBe(1);
  expect((await lose('securityKey', 'green')).status).toBe(1);
  const done = await lose('securityKey', 'blue');
  expect(done).toMatchObject({ status: 0 });
  expect(done.stdout).toContain('desk@example.org signs in with the other second factor.');
  expect((await lose('authenticatorApp')).stderr).toContain('This is the last second factor');
  expect(
    await json(['two-factor:remove-lost', 'desk@example.org', 'authenticatorApp', '--even-last']),
  ).toMatchObject({ login: 'desk@example.org', factor: 'authenticatorApp' });
  await signedIn(server.client(), 'desk@example.org');
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

test('bypass-code:issue gives a temporary code, and bypass-code:withdraw takes it back', async () => {
  const admin = await administrator(server);
  const { id } = await protectedAccount(server, admin, 'at-home@example.org');
  const status = () => server.app.services.bypassCodes.statusOf([id]);
  const given = await json(['bypass-code:issue', 'at-home@example.org', '--hours=2', '--uses=3']);
  expect(given).toMatchObject({ login: 'at-home@example.org', uses: 3 });
  expect(await status()).toMatchObject([{ usesLeft: 3 }]);
  const beyond = await runCli(server, ['bypass-code:issue', 'at-home@example.org', '--uses=21']);
  expect(beyond.stderr).toBe('uses must be from 1 to 20.\n');
  await json(['bypass-code:withdraw', 'at-home@example.org']);
  expect(await status()).toEqual([]);
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
  const { total } = await server.app.services.audit.page(UNATTENDED, {}, { page: 1, perPage: 1 });
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
  expect((await cli(['cleanup'])).stdout).toMatch(/^EXPIRED +DELETED\n(.*\n)*tokens +0\n/);
});

test('account:set-password shows a generated one once, to be changed first, and ends the sessions', async () => {
  await createAccount(await administrator(server), 'locked-out@example.org');
  const before = server.client();
  await signedIn(before, 'locked-out@example.org');
  const { stdout } = await cli(['account:set-password', 'LOCKED-OUT@example.org']);
  const [, password = ''] = /shown this once: (\S+)\n/.exec(stdout)!;
  expect(password).toMatch(/^([a-z2-9]{4}-){5}[a-z2-9]{4}$/);
  expect(await before.data(ME)).toEqual({ me: null });
  expect(await server.client().code(SIGN_IN, { login: 'locked-out@example.org', password: PASSWORD })).toBe(
    'INVALID_CREDENTIALS',
  );
  const after = server.client();
  await signedIn(after, 'locked-out@example.org', password);
  expect(await after.code('mutation { generateBackupCodes }')).toBe('PASSWORD_CHANGE_REQUIRED');
});

test('account:set-password takes one from standard input, by the rules of all, and shows none', async () => {
  await createAccount(await administrator(server), 'given@example.org');
  const set = (given: string) =>
    cli(['account:set-password', 'given@example.org', '--password-stdin'], given);
  expect(await set('password123')).toMatchObject({ status: 1 });
  const { status, stdout, stderr } = await set('tulips in the cellar\n');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).not.toContain('tulips');
  await signedIn(server.client(), 'given@example.org', 'tulips in the cellar');
  expect((await cli(['account:set-password', 'given@example.org', 'tulips in the cellar'])).status).toBe(2);
});

test('account:disable ends sessions and keeps out until account:enable; the audit log says who did it', async () => {
  const id = await createAccount(await administrator(server), 'leaver@example.org');
  const client = server.client();
  await signedIn(client, 'leaver@example.org');
  expect(await json(['account:disable', 'leaver@example.org'])).toEqual({
    id,
    login: 'leaver@example.org',
    disabled: true,
  });
  expect(await client.data(ME)).toEqual({ me: null });
  const signIn = { login: 'leaver@example.org', password: PASSWORD };
  expect(await server.client().code(SIGN_IN, signIn)).toBe('INVALID_CREDENTIALS');
  expect((await cli(['account:enable', 'leaver@example.org'])).status).toBe(0);
  await signedIn(server.client(), 'leaver@example.org');
  const { items } = await server.app.services.audit.page(
    UNATTENDED,
    { accountId: id, action: 'account.updated' },
    { page: 1, perPage: 10 },
  );
  expect(items.map(({ actorLogin, details }) => [actorLogin, details])).toEqual([
    ['command line', { disabled: { from: true, to: false } }],
    ['command line', { disabled: { from: false, to: true } }],
  ]);
});

test('account:role and account:delete do as the dashboard does, and refuse the last owner as it does', async () => {
  const own = await startTestServer();
  const run = (...args: string[]) => runCli(own, args);
  const admin = await administrator(own);
  const id = await createAccount(admin, 'deputy@example.org');
  for (const args of [
    ['account:role', 'admin', 'user'],
    ['account:disable', 'admin'],
    ['account:delete', 'admin'],
  ]) {
    const { status, stderr } = await run(...args, '--json');
    expect({ args, status }).toEqual({ args, status: 1 });
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'CONFLICT' } });
  }
  const deputy = own.client();
  await signedIn(deputy, 'deputy@example.org');
  expect(await deputy.code('{ accounts { total } }')).toBe('FORBIDDEN');
  expect(await run('account:role', 'deputy@example.org', 'admin')).toMatchObject({ status: 0, stderr: '' });
  await signedIn(deputy, 'deputy@example.org');
  expect(await deputy.data('{ accounts { total } }')).toEqual({ accounts: { total: 2 } });
  expect((await run('account:role', 'deputy@example.org', 'root')).status).toBe(2);
  expect(await run('account:role', 'admin', 'user')).toMatchObject({ status: 1 });
  expect(await run('account:role', 'deputy@example.org', 'helpdesk', '--groups', 'Sales')).toMatchObject({
    status: 1,
    stderr: 'There is no group “Sales”.\n',
  });
  const sales = await own.app.services.groups.create(UNATTENDED, { name: 'Sales', kind: 'MANUAL' });
  expect(await run('account:role', 'deputy@example.org', 'helpdesk', '--groups', 'sales')).toMatchObject({
    status: 0,
    stdout: 'deputy@example.org is of the help desk, for sales.\n',
  });
  expect(await own.app.services.accounts.find(id)).toMatchObject({ role: 'HELPDESK', isScoped: true });
  expect(await own.app.database.manager.find(RoleGroup)).toEqual([{ accountId: id, groupId: sales.id }]);
  expect(await run('account:role', 'deputy@example.org', 'owner')).toMatchObject({ status: 0 });
  expect(await own.app.database.manager.find(RoleGroup)).toEqual([]);
  expect(await run('account:role', 'admin', 'user')).toMatchObject({ status: 0 });
  expect(await run('account:delete', 'admin')).toMatchObject({ status: 0, stdout: 'Deleted admin.\n' });
  expect(await run('account:delete', 'admin')).toMatchObject({ status: 1, stderr: 'No such account.\n' });
  expect(await own.app.services.accounts.findByLogin('admin')).toBeNull();
  expect(await own.app.services.accounts.find(id)).toMatchObject({ role: 'OWNER' });
  await own.stop();
});

test('a list has a heading over its columns, which are in line', async () => {
  const [heading = '', ...rows] = (await cli(['account:list'])).stdout.trimEnd().split('\n');
  expect(heading).toMatch(/^LOGIN +ROLE +PROTECTED BY +STATE$/);
  const total = rows.pop();
  expect(total).toBe(`${rows.length} of ${rows.length}`);
  for (const row of rows) {
    expect(row.slice(heading.indexOf('ROLE'))).toMatch(/^(USER|ADMIN|OWNER) /);
    expect(row.slice(heading.indexOf('STATE'))).toMatch(/^(en|dis)abled$/);
  }
});
