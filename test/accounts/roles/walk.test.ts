import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY } from '../../../server/platform/clock.js';
import { Account } from '../../../server/accounts/account.entity.js';
import { GroupMember } from '../../../server/accounts/groups/group-member.entity.js';
import { Group } from '../../../server/accounts/groups/group.entity.js';
import { RoleGroup } from '../../../server/accounts/roles/role-group.entity.js';
import { ACTIONS } from '../../../server/administration/bulk-actions.js';
import { type AccountRole, ROLES } from '../../../server/platform/acting/account-profile.js';
import { PERMISSIONS_OF, SCOPED_PERMISSIONS } from '../../../server/platform/acting/permissions.js';
import { RULES } from '../../support/access-rules.js';
import { UNATTENDED } from '../../support/acting.js';
import { PASSWORD, SIGN_IN } from '../../support/flows.js';
import { groupOf, join } from '../../support/roles.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const RUNS = 10;
const ACTS_EACH = 40;
const SEED = 20_261_130;
const DOMAINS = ['north.example', 'south.example', 'nowhere.example'];

/** Written without a look at how the server decides. */
interface Person {
  id: string;
  login: string;
  role: AccountRole;
  disabled: boolean;
  permissions: Set<string>;
  /** Whose accounts it administers, by group; null: all. */
  scope: Set<string> | null;
  /** The groups it is in. */
  memberOf: Set<string>;
  /** All that an act could change of it. */
  state: string;
}
type World = Map<string, Person>;

let server: TestServer;
let groups: string[];
let made = 0;
beforeAll(async () => {
  server = await startTestServer();
  await server.app.services.jobs.stop(10_000);
});
afterAll(() => server.stop());

async function world(): Promise<World> {
  const { manager } = server.app.database;
  const [accounts, roleGroups, members, all] = await Promise.all([
    manager
      .createQueryBuilder(Account, 'account')
      .addSelect('account.passwordHash')
      .addSelect('account.domainKey')
      .getMany(),
    manager.find(RoleGroup),
    manager.find(GroupMember),
    manager.find(Group),
  ]);
  return new Map(
    accounts.map((account) => {
      const { id, login, role, isScoped, disabled } = account;
      const scope = isScoped
        ? new Set(roleGroups.filter((one) => one.accountId === id).map(({ groupId }) => groupId))
        : null;
      const permissions = new Set<string>(
        [...PERMISSIONS_OF[role]].filter((one) => !scope || SCOPED_PERMISSIONS.has(one)),
      );
      const memberOf = new Set([
        ...members.filter((one) => one.accountId === id).map(({ groupId }) => groupId),
        ...all
          .filter(({ domainKey }) => domainKey !== null && login.endsWith(`@${domainKey}`))
          .map((one) => one.id),
      ]);
      const state = JSON.stringify([
        { ...account, lastSignInAt: null },
        [...(scope ?? ['all'])],
        [...memberOf].sort(),
      ]);
      return [id, { id, login, role, disabled, permissions, scope, memberOf, state }];
    }),
  );
}

const isSubset = (one: Set<string>, other: Set<string>) => [...one].every((value) => other.has(value));
type Power = Pick<Person, 'permissions' | 'scope'>;
/** Whether one may do nothing that the other may not. */
const isNoMore = (one: Power, other: Power): boolean =>
  one.permissions.size === 0 ||
  (isSubset(one.permissions, other.permissions) &&
    (other.scope === null || isSubset(one.scope ?? new Set(['all']), other.scope)));
const reaches = ({ scope }: Person, { memberOf }: Person): boolean =>
  scope === null || [...memberOf].some((group) => scope.has(group));

/** Nobody but an owner is there for certain. */
async function populate(): Promise<void> {
  const { manager } = server.app.database;
  await manager.createQueryBuilder().delete().from(Account).execute();
  await manager.createQueryBuilder().delete().from(Group).execute();
  groups = [
    await groupOf(server, `Sales ${++made}`),
    await groupOf(server, `Board ${++made}`),
    await groupOf(server, `North ${++made}`, 'north.example'),
    await groupOf(server, `South ${++made}`, 'south.example'),
  ];
  const { newAccounts } = server.app.services;
  const create = async (role: AccountRole, of: number[] | null = null) => {
    const administersGroups = of?.map((index) => groups[index]!) ?? null;
    const login = `${role.toLowerCase()}-${++made}@${DOMAINS[made % DOMAINS.length]!}`;
    const { id } = await newAccounts.create(UNATTENDED, {
      login,
      role,
      administersGroups,
      password: PASSWORD,
      passwordMustChange: false,
    });
    if (made % 3 > 0) await join(server, groups[made % 2]!, id);
  };
  for (const role of ROLES) await create(role);
  for (const role of ['ADMIN', 'HELPDESK', 'AUDITOR'] as const) {
    await create(role, [0]);
    await create(role, [1, 2]);
  }
  for (let users = 0; users < 3; users++) await create('USER');
}

const pick = <Value>(all: readonly Value[], at: number): Value => all[at % all.length]!;

interface Sent {
  query: string;
  variables: Record<string, unknown>;
}
/** An act on people and groups, by numbers that say which; `any` chooses all else. */
type Act = (target: Person, group: string, any: number[]) => Sent;

const onId =
  (field: string, more = ''): Act =>
  (target) => ({
    query: `mutation ($id: ID!) { ${field}(${more === '' ? 'accountId' : more}: $id) ${SELECTIONS[field] ?? ''} }`,
    variables: { id: target.id },
  });
const SELECTIONS: Record<string, string> = {
  withdrawExemption: '{ id }',
  issueBypassCode: '{ expiresAt }',
  issuePasswordLink: '{ expiresAt }',
  issueRecoveryCode: '{ expiresAt }',
  resetTwoFactor: '{ id }',
  unlockAccount: '{ id }',
};
const scopeBy = (any: number[]): string[] | null => {
  const chosen = groups.filter((_, index) => (any[3]! >> index) % 2 === 1);
  return chosen.length === 0 ? null : chosen;
};

const CHANGES: ((any: number[]) => object)[] = [
  (any) => ({ role: pick(ROLES, any[1]!) }),
  (any) => ({ role: pick(ROLES, any[1]!), administersGroups: scopeBy(any) }),
  (any) => ({ administersGroups: scopeBy(any) }),
  (any) => ({ disabled: any[1]! % 2 === 0 }),
  (any) => ({ login: `moved-${++made}@${pick(DOMAINS, any[1]!)}` }),
  () => ({ password: PASSWORD, passwordMustChange: false }),
  () => ({ displayName: `Called ${++made}` }),
];

const ACTS: Record<string, Act> = {
  updateAccount: ({ id }, _group, any) => ({
    query:
      'mutation ($id: ID!, $input: UpdateAccountInput!) { updateAccount(id: $id, input: $input) { id } }',
    variables: { id, input: pick(CHANGES, any[0]!)(any) },
  }),
  createAccount: (_target, _group, any) => ({
    query: 'mutation ($input: CreateAccountInput!) { createAccount(input: $input) { id } }',
    variables: {
      input: {
        login: `made-${++made}@${pick(DOMAINS, any[0]!)}`,
        role: pick(ROLES, any[1]!),
        ...(any[2]! % 2 === 0 && { administersGroups: scopeBy(any) }),
        password: PASSWORD,
        passwordMustChange: false,
      },
    },
  }),
  importAccounts: (target, _group, any) => ({
    query:
      'mutation ($csv: String!) { importAccounts(csv: $csv, dryRun: false, createGroups: true) { line } }',
    variables: {
      csv: `login,role,groups\nimported-${++made}@${pick(DOMAINS, any[0]!)},${pick(ROLES, any[1]!)},\n${target.login},${pick(ROLES, any[2]!)},Imported`,
    },
  }),
  applyToAccounts: ({ id }, _group, any) => ({
    query:
      'mutation ($id: ID!, $action: AccountAction!) { applyToAccounts(ids: [$id], action: $action) { done } }',
    variables: { id, action: pick(Object.keys(ACTIONS), any[0]!) },
  }),
  updateContact: ({ id }, _group, any) => ({
    query:
      'mutation ($id: ID!, $locale: Locale!) { updateContact(accountId: $id, input: { locale: $locale }) }',
    variables: { id, locale: pick(['DE', 'FR'], any[0]!) },
  }),
  addToGroup: ({ id }, group) => ({
    query: 'mutation ($group: ID!, $id: ID!) { addToGroup(id: $group, accountIds: [$id]) { done } }',
    variables: { group, id },
  }),
  removeFromGroup: ({ id }, group) => ({
    query: 'mutation ($group: ID!, $id: ID!) { removeFromGroup(id: $group, accountIds: [$id]) { done } }',
    variables: { group, id },
  }),
  createGroup: (_target, _group, any) => ({
    query: 'mutation ($input: CreateGroupInput!) { createGroup(input: $input) { id } }',
    variables: { input: { name: `Group ${++made}`, kind: 'DOMAIN', source: pick(DOMAINS, any[0]!) } },
  }),
  // Often enough, and not so often that none is left to be administered.
  deleteGroup: (_target, group, any) => ({
    query: 'mutation ($id: ID!) { deleteGroup(id: $id) }',
    variables: { id: any[0]! % 6 === 0 ? group : '' },
  }),
  updateGroup: (_target, group) => ({
    query: 'mutation ($id: ID!, $name: String!) { updateGroup(id: $id, name: $name) { id } }',
    variables: { id: group, name: `Renamed ${++made}` },
  }),
  deleteAccount: onId('deleteAccount', 'id'),
  issueBypassCode: onId('issueBypassCode'),
  issuePasswordLink: onId('issuePasswordLink'),
  issueRecoveryCode: onId('issueRecoveryCode'),
  resetTwoFactor: onId('resetTwoFactor'),
  revokeAccountTokens: onId('revokeAccountTokens'),
  unlockAccount: onId('unlockAccount', 'id'),
  withdrawBypassCode: onId('withdrawBypassCode'),
  setExemption: ({ id }) => ({
    query: `mutation ($id: ID!, $endsAt: DateTimeISO!) {
      setExemption(accountId: $id, reason: "on leave", endsAt: $endsAt) { id }
    }`,
    variables: { id, endsAt: new Date(server.clock.now() + DAY).toISOString() },
  }),
  withdrawExemption: onId('withdrawExemption'),
};

/** On what belongs to an account, by its own id; that they keep to the rule is in who-acts-on-whom.test.ts. */
const BY_BELONGINGS = [
  'removeAccountDevice',
  'removeLostFactor',
  'revokeAccountAppPassword',
  'revokeAccountToken',
  'signOutAccountDevice',
  'untrustAccountDevice',
];

test('every act on accounts and groups is among those of the walk', () => {
  const acts = Object.entries(RULES)
    .filter(([name, rule]) => name.startsWith('Mutation.') && /^(accounts|groups):/.test(rule))
    .map(([name]) => name.replace('Mutation.', ''));
  expect([...Object.keys(ACTS), ...BY_BELONGINGS].sort()).toEqual(acts.sort());
});

/** Signs in anew if an act has ended the session; null for whoever cannot. */
async function ask({ login }: Person, { query, variables }: Sent) {
  const client = server.client();
  const { data } = await client.request<{ signIn?: { __typename: string } }>(SIGN_IN, {
    login,
    password: PASSWORD,
  });
  if (data?.signIn?.__typename !== 'SignedIn') return null;
  return client.code(query, variables);
}

const step = fc.record({
  act: fc.constantFrom(
    ...Object.keys(ACTS),
    'updateAccount',
    'updateAccount',
    'updateAccount',
    'createAccount',
  ),
  by: fc.nat(1000),
  on: fc.nat(1000),
  onOneself: fc.integer({ min: 0, max: 2 }),
  group: fc.nat(1000),
  any: fc.array(fc.nat(1000), { minLength: 4, maxLength: 4 }),
});

const done = { acts: 0, changed: 0, raised: 0, refused: 0 };

test('no sequence of administrative acts gives anybody more than who acts has, and an owner stays', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: ACTS_EACH, maxLength: ACTS_EACH }), async (steps) => {
      await populate();
      let before = await world();
      for (const { act, by, on, onOneself, group, any } of steps) {
        const people = [...before.values()];
        // Mostly by those who may do something.
        const acting = people.filter(({ permissions, disabled }) => permissions.size > 0 && !disabled);
        const actor = pick(by % 8 === 0 ? people : acting, by);
        const target = onOneself === 0 ? actor : pick(people, on);
        const code = await ask(actor, ACTS[act]!(target, pick(groups, group), any));
        const after = await world();
        const told = JSON.stringify({ act, any, actor, target, code });
        done.acts++;
        if (code !== undefined) done.refused++;
        for (const person of after.values()) {
          const was = before.get(person.id);
          const grew = was ? !isNoMore(person, was) : person.permissions.size > 0;
          if (grew) {
            done.raised++;
            expect(person.id, `raises themselves: ${told}`).not.toBe(actor.id);
            expect(isNoMore(person, actor), `gives more than they have: ${told}`).toBe(true);
          }
          if (!was && actor.scope) expect(reaches(actor, person), `creates outside: ${told}`).toBe(true);
        }
        for (const was of before.values()) {
          const person = after.get(was.id);
          // Whose groups are deleted is changed by nobody's act on them.
          if (person?.state === was.state || was.id === actor.id || act.endsWith('Group')) continue;
          done.changed++;
          expect(reaches(actor, was), `acts on somebody outside: ${told}`).toBe(true);
          expect(isNoMore(was, actor), `acts on somebody above: ${told}`).toBe(true);
          if (person) expect(reaches(actor, person), `moves somebody outside: ${told}`).toBe(true);
        }
        const owners = [...after.values()].filter(({ role, disabled }) => role === 'OWNER' && !disabled);
        expect(owners.length, `no owner is left: ${told}`).toBeGreaterThan(0);
        before = after;
      }
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: true },
  );
  // It went where it was to go.
  expect(done.changed).toBeGreaterThan(done.acts / 50);
  expect(done.raised).toBeGreaterThan(RUNS / 2);
  expect(done.refused).toBeGreaterThan(done.acts / 5);
}, 600_000);
