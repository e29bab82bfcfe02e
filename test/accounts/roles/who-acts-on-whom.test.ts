import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY } from '../../../server/platform/clock.js';
import type { AccountRole } from '../../../server/platform/acting/account-profile.js';
import { SoftAuthenticator } from '../../support/authenticator.js';
import { RULES } from '../../support/access-rules.js';
import { UNATTENDED } from '../../support/acting.js';
import { createAppPassword } from '../../support/backends.js';
import { beforeCall } from '../../support/barrier.js';
import { setUpApp, signInWithCode } from '../../support/flows.js';
import { groupOf, type Holder, holderOf, join } from '../../support/roles.js';
import { registerKey } from '../../support/security-keys.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { tablesOf } from '../../support/tables.js';

/** Whoever is acted on, with something of everything. */
interface Target {
  id: string;
  securityKey: string;
  appPassword: string;
  device: string;
  token: string;
}
interface Sent {
  query: string;
  variables: Record<string, unknown>;
}

const of = (field: string, id: string): Sent => ({
  query: `mutation ($id: ID!) { ${field} }`,
  variables: { id },
});

const REMOVE_KEY =
  'mutation ($id: ID!, $key: ID!) { removeLostFactor(accountId: $id, method: SECURITY_KEY, id: $key, evenLast: true) { id } }';
const REVOKE_APP_PASSWORD =
  'mutation ($id: ID!, $of: ID!) { revokeAccountAppPassword(accountId: $id, id: $of) }';

const EXEMPT = `mutation ($id: ID!, $endsAt: DateTimeISO!) {
  setExemption(accountId: $id, reason: "on leave", endsAt: $endsAt) { id }
}`;
const tomorrow = (): string => new Date(server.clock.now() + DAY).toISOString();

/** Every mutation that acts on accounts there are, once for each way in that it has. */
const ACTS: Record<string, (target: Target) => Sent | Promise<Sent>> = {
  deleteAccount: ({ id }) => of('deleteAccount(id: $id)', id),
  issueBypassCode: ({ id }) => of('issueBypassCode(accountId: $id) { code }', id),
  issuePasswordLink: ({ id }) => of('issuePasswordLink(accountId: $id) { token }', id),
  issueRecoveryCode: ({ id }) => of('issueRecoveryCode(accountId: $id) { code }', id),
  removeAccountDevice: ({ device }) => of('removeAccountDevice(id: $id)', device),
  removeLostFactor: ({ id, securityKey }) => ({ query: REMOVE_KEY, variables: { id, key: securityKey } }),
  resetTwoFactor: ({ id }) => of('resetTwoFactor(accountId: $id) { id }', id),
  revokeAccountAppPassword: ({ id, appPassword }) => ({
    query: REVOKE_APP_PASSWORD,
    variables: { id, of: appPassword },
  }),
  revokeAccountToken: ({ token }) => of('revokeAccountToken(id: $id)', token),
  revokeAccountTokens: ({ id }) => of('revokeAccountTokens(accountId: $id)', id),
  setExemption: ({ id }) => ({ query: EXEMPT, variables: { id, endsAt: tomorrow() } }),
  signOutAccountDevice: ({ device }) => of('signOutAccountDevice(id: $id) { id }', device),
  unlockAccount: ({ id }) => of('unlockAccount(id: $id) { id }', id),
  untrustAccountDevice: ({ device }) => of('untrustAccountDevice(id: $id) { id }', device),
  updateAccount: ({ id }) => of('updateAccount(id: $id, input: { displayName: "Changed" }) { id }', id),
  'updateAccount, its password': ({ id }) =>
    of('updateAccount(id: $id, input: { password: "seven green giraffes sing" }) { id }', id),
  updateContact: ({ id }) => of('updateContact(accountId: $id, input: { email: "a@example.net" })', id),
  async withdrawBypassCode({ id }) {
    if (await isThere(id)) await server.app.services.bypassCodes.issue(UNATTENDED, id, 1, 1);
    return of('withdrawBypassCode(accountId: $id)', id);
  },
  async withdrawExemption({ id }) {
    const account = await server.app.services.accounts.find(id);
    if (account?.role === 'USER') {
      await server.app.services.exemptions.set(UNATTENDED, id, 'on leave', server.clock.now() + DAY);
    }
    return of('withdrawExemption(accountId: $id) { id }', id);
  },
};

/** What is answered of somebody with a role to whoever may act on them, where it is not done. */
const FOR_USERS_ONLY: Record<string, string> = { setExemption: 'CONFLICT', withdrawExemption: 'NOT_FOUND' };

/** Of many at once each is answered by itself: see below. And these act on no account that is there. */
const OTHERWISE = ['applyToAccounts', 'createAccount', 'importAccounts'];

const permissionFor = (mutation: string): string =>
  RULES[`Mutation.${mutation.split(',')[0]!}`]!.split(' ')[0]!;
const isThere = async (id: string) => (await server.app.services.accounts.find(id)) !== null;

let server: TestServer;
let sales: string;
let made = 0;
let actors: Record<string, Holder>;
beforeAll(async () => {
  server = await startTestServer();
  await server.app.services.jobs.stop(10_000);
  sales = await groupOf(server, 'Sales');
});
afterAll(() => server.stop());

/** Proofs last ten minutes, and time passes here. */
async function freshActors(): Promise<void> {
  actors = {
    'accounts:support': await holderOf(server, `help ${++made}`, 'HELPDESK', [sales]),
    'accounts:manage': await holderOf(server, `admin ${++made}`, 'ADMIN', [sales]),
  };
}

async function target(role: AccountRole, groups: string[], roleFor: string[] | null = null): Promise<Target> {
  const { id, login, client } = await holderOf(server, `target ${++made}`, role, roleFor);
  for (const group of groups) await join(server, group, id);
  const secret = await setUpApp(server, client);
  const key = await registerKey(client, new SoftAuthenticator(server.url));
  const { appPassword } = await createAppPassword(client, ['imap']);
  const { device, token } = await signInWithCode(server, server.client(), login, secret, true);
  const { myTokens } = await server
    .client({ bearer: token })
    .data<{ myTokens: { id: string; current: boolean }[] }>('{ myTokens { id current } }');
  return {
    id,
    securityKey: key['id'] as string,
    appPassword: appPassword.id,
    device: device.id,
    token: myTokens.find(({ current }) => current)!.id,
  };
}

const nobody = (): Target => ({
  id: randomUUID(),
  securityKey: randomUUID(),
  appPassword: randomUUID(),
  device: randomUUID(),
  token: randomUUID(),
});

const answered = async ({ client }: Holder, { query, variables }: Sent) =>
  (await client.request(query, variables)).errors?.map(({ message, extensions }) => ({
    message,
    extensions,
  }));

/** But for the time of the request, and the locks that looking takes. */
const without = (tables: Map<string, string[]>) =>
  [...tables].filter(([name]) => !['throttle_counters', 'auth_tokens', 'devices', 'accounts'].includes(name));

test('every mutation that acts on accounts is tried here', () => {
  const acting = Object.entries(RULES)
    .filter(([name, rule]) => name.startsWith('Mutation.') && rule.startsWith('accounts:'))
    .map(([name]) => name.replace('Mutation.', ''));
  const tried = new Set(Object.keys(ACTS).map((name) => name.split(',')[0]!));
  expect([...tried, ...OTHERWISE].sort()).toEqual(acting.sort());
});

test.each(Object.entries(ACTS))(
  '%s: people outside are as if they were not there, whoever may do more is refused, others are acted on',
  async (name, sent) => {
    const outsider = await target('USER', []);
    const above: Record<string, Target> = {
      'an administrator of all': await target('ADMIN', [sales]),
      'the help desk of all': await target('HELPDESK', [sales]),
      'an auditor': await target('AUDITOR', [sales]),
    };
    const colleague = await target('HELPDESK', [sales], [sales]);
    const insider = await target('USER', [sales]);
    await freshActors();
    const actor = actors[permissionFor(name)]!;

    const unknown = await answered(actor, await sent(nobody()));
    expect(unknown).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    const prepared = await sent(outsider);
    const before = without(await tablesOf(server));
    expect(await answered(actor, prepared)).toEqual(unknown);
    expect(without(await tablesOf(server))).toEqual(before);

    for (const [who, one] of Object.entries(above)) {
      const asked = await sent(one);
      const untouched = without(await tablesOf(server));
      expect((await answered(actor, asked))?.[0]?.extensions.code, who).toBe('FORBIDDEN');
      expect(without(await tablesOf(server)), who).toEqual(untouched);
    }
    // An administrator of the same group may, the help desk may not.
    const ofColleague = (await answered(actor, await sent(colleague)))?.[0]?.extensions.code;
    expect(ofColleague).toBe(permissionFor(name) === 'accounts:manage' ? FOR_USERS_ONLY[name] : 'FORBIDDEN');
    expect(await answered(actor, await sent(insider))).toBeUndefined();
  },
);

test('of many accounts at once, each is acted on or refused by itself', async () => {
  const targets = {
    above: await target('ADMIN', [sales]),
    outside: await target('USER', []),
    inside: await target('USER', [sales]),
  };
  await freshActors();
  const { client } = actors['accounts:support']!;
  const apply = (action: string) =>
    client.data<{ applyToAccounts: { done: boolean; because: string | null }[] }>(
      `mutation ($ids: [ID!]!) { applyToAccounts(ids: $ids, action: ${action}) { done because: code } }`,
      { ids: Object.values(targets).map(({ id }) => id) },
    );
  expect(await apply('RESET_TWO_FACTOR')).toEqual({
    applyToAccounts: [
      { done: false, because: 'FORBIDDEN' },
      { done: false, because: 'NOT_FOUND' },
      { done: true, because: null },
    ],
  });
});

test('an owner is acted on by owners only', async () => {
  const admin = await holderOf(server, `admin ${++made}`, 'ADMIN');
  const owner = await holderOf(server, `owner ${++made}`, 'OWNER');
  const other = await holderOf(server, `owner ${++made}`, 'OWNER');
  const unlock = of('unlockAccount(id: $id) { id }', owner.id);
  expect((await answered(admin, unlock))?.[0]?.extensions.code).toBe('FORBIDDEN');
  expect(await answered(other, unlock)).toBeUndefined();
});

test('whose groups are all deleted administers nobody, rather than all', async () => {
  const passing = await groupOf(server, 'Passing');
  const help = await holderOf(server, `help ${++made}`, 'HELPDESK', [passing]);
  const { id } = await holderOf(server, `person ${++made}`, 'USER');
  await join(server, passing, id);
  const unlock = of('unlockAccount(id: $id) { id }', id);
  expect(await answered(help, unlock)).toBeUndefined();
  await server.app.services.groups.delete(UNATTENDED, passing);
  expect((await answered(help, unlock))?.[0]?.extensions.code).toBe('NOT_FOUND');
  expect(await help.client.data('{ accounts { total } devices { total } groups { total } }')).toEqual({
    accounts: { total: 0 },
    devices: { total: 0 },
    groups: { total: 0 },
  });
});

test('a domain is a group as well, and whose login leaves it is out of reach', async () => {
  const domain = await groupOf(server, 'Example', 'scope.example');
  const admin = await holderOf(server, `admin ${++made}`, 'ADMIN', [domain]);
  const { id } = await holderOf(server, 'person@scope.example', 'USER');
  const rename = (login: string) => ({
    query: 'mutation ($id: ID!, $login: String!) { updateAccount(id: $id, input: { login: $login }) { id } }',
    variables: { id, login },
  });
  expect(await answered(admin, rename('other@scope.example'))).toBeUndefined();
  // By the administrator of the domain it cannot be moved out, also where that login is taken.
  await holderOf(server, 'taken@elsewhere.example', 'USER');
  for (const login of ['other@elsewhere.example', 'taken@elsewhere.example']) {
    expect((await answered(admin, rename(login)))?.[0]?.extensions.code).toBe('FORBIDDEN');
  }
  await server.app.services.accounts.update(UNATTENDED, id, { login: 'other@elsewhere.example' });
  expect((await answered(admin, rename('back@scope.example')))?.[0]?.extensions.code).toBe('NOT_FOUND');
});

test('it is decided under the lock: who has left the group, or whose role is another by then', async () => {
  const { memberships, accounts } = server.app.services;
  const help = await holderOf(server, `help ${++made}`, 'HELPDESK', [sales]);
  const { id } = await holderOf(server, `person ${++made}`, 'USER');
  await join(server, sales, id);
  const unlock = of('unlockAccount(id: $id) { id }', id);
  const meanwhile = async (act: () => Promise<unknown>) => {
    const before = beforeCall(server.app.database, 'transaction', act);
    const answer = await answered(help, unlock);
    expect(before.happened()).toBe(true);
    return answer?.[0]?.extensions.code;
  };
  expect(await meanwhile(() => memberships.remove(UNATTENDED, sales, [id]))).toBe('NOT_FOUND');
  await join(server, sales, id);
  expect(await meanwhile(() => accounts.update(UNATTENDED, id, { role: 'AUDITOR' }))).toBe('FORBIDDEN');
  await accounts.update(UNATTENDED, id, { role: 'USER' });
  const elsewhere = await groupOf(server, 'Elsewhere');
  const moved = () => accounts.update(UNATTENDED, help.id, { administersGroups: [elsewhere] });
  expect(await meanwhile(moved)).toBe('NOT_FOUND');
  const all = () => accounts.update(UNATTENDED, help.id, { administersGroups: null });
  expect(await meanwhile(all)).toBe('FORBIDDEN');
});
