import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Account } from '../../server/accounts/account.entity.js';
import { GroupMember } from '../../server/accounts/groups/group-member.entity.js';
import { MEMBER_ROW } from '../../server/accounts/groups/member-rows.js';
import { domainOf } from '../../server/accounts/login.js';
import type { Client } from '../support/client.js';
import { administrator, createAccount, signedIn } from '../support/flows.js';
import { ADMIN, startTestServer, type TestServer } from '../support/server.js';
import { withMeanwhile } from '../support/meanwhile.js';

const CREATE = 'mutation ($input: CreateGroupInput!) { createGroup(input: $input) { id name kind source } }';
const RENAME = `mutation ($id: ID!, $name: String!, $expected: String) {
  updateGroup(id: $id, name: $name, expected: $expected) { name }
}`;
const DELETE = 'mutation ($id: ID!) { deleteGroup(id: $id) }';
const ADD = `mutation ($id: ID!, $accountIds: [ID!]!) {
  addToGroup(id: $id, accountIds: $accountIds) { id done refused: code }
}`;
const REMOVE = ADD.replace('addToGroup', 'removeFromGroup');
const LIST = `query ($filter: GroupFilter, $page: PageInput) {
  groups(filter: $filter, page: $page) { total items { name memberCount } }
}`;
const SHELL = { id: null, login: 'test', ipAddress: null };

let server: TestServer;
let admin: Client;
let token: string;
beforeAll(async () => {
  server = await startTestServer();
  admin = await administrator(server);
  ({ token } = await signedIn(server.client(), ADMIN.login, ADMIN.password));
});
afterAll(() => server.stop());

async function create(name: string, kind = 'MANUAL', source?: string): Promise<string> {
  const input = { name, kind, ...(source !== undefined && { source }) };
  return (await admin.data<{ createGroup: { id: string } }>(CREATE, { input })).createGroup.id;
}
const add = (id: string, ...accountIds: string[]) => admin.data(ADD, { id, accountIds });
async function listed(variables: Record<string, unknown>): Promise<[string, number][]> {
  interface Listed {
    groups: { total: number; items: { name: string; memberCount: number }[] };
  }
  const { groups } = await admin.data<Listed>(LIST, variables);
  expect(groups.total).toBe(groups.items.length);
  return groups.items.map(({ name, memberCount }) => [name, memberCount]);
}
async function logins(list: string, filter: object): Promise<string[]> {
  const type = { accounts: 'AccountFilter', devices: 'DeviceFilter', authTokens: 'AuthTokenFilter' }[list];
  const field = list === 'accounts' ? 'login' : 'account { login }';
  type Answer = Record<string, { total: number; items: { login: string; account?: { login: string } }[] }>;
  const answer = await admin.data<Answer>(
    `query ($filter: ${type}) { ${list}(filter: $filter) { total items { ${field} } } }`,
    { filter },
  );
  expect(answer[list]!.total).toBe(answer[list]!.items.length);
  return answer[list]!.items.map(({ login, account }) => account?.login ?? login).sort();
}
async function events(filter: object): Promise<[string, string | null, unknown][]> {
  interface Answer {
    auditEvents: { items: { action: string; accountLogin: string | null; details: unknown }[] };
  }
  const { auditEvents } = await admin.data<Answer>(
    'query ($filter: AuditFilter) { auditEvents(filter: $filter) { items { action accountLogin details } } }',
    { filter },
  );
  return auditEvents.items.map(({ action, accountLogin, details }) => [action, accountLogin, details]);
}
async function groupsOf(id: string): Promise<string[]> {
  const { account } = await admin.data<{ account: { groups: { name: string }[] } }>(
    'query ($id: ID!) { account(id: $id) { groups { name } } }',
    { id },
  );
  return account.groups.map(({ name }) => name);
}

test('by hand: each account is added or refused for itself, once, and the log has a row for each', async () => {
  const id = await create('Team: Röd');
  const ids = [await createAccount(admin, 'hand-one'), await createAccount(admin, 'hand-two')];
  const gone = '00000000-0000-7000-8000-000000000000';
  expect(await add(id, ids[0]!, gone, ids[1]!)).toEqual({
    addToGroup: [
      { id: ids[0], done: true, refused: null },
      { id: gone, done: false, refused: 'NOT_FOUND' },
      { id: ids[1], done: true, refused: null },
    ],
  });
  await add(id, ids[0]!);
  const details = { groupId: id, group: 'Team: Röd' };
  expect(await events({ action: 'group.member_added' })).toEqual([
    ['group.member_added', 'hand-two', details],
    ['group.member_added', 'hand-one', details],
  ]);
  expect(await listed({ filter: { search: 'TEAM: r' } })).toEqual([['Team: Röd', 2]]);
  expect(await groupsOf(ids[0]!)).toEqual(['Team: Röd']);
  await admin.data(REMOVE, { id, accountIds: [ids[0], ids[0]] });
  await admin.data(REMOVE, { id, accountIds: [ids[0]] });
  expect(await events({ action: 'group.member_removed' })).toEqual([
    ['group.member_removed', 'hand-one', details],
  ]);
  expect(await groupsOf(ids[0]!)).toEqual([]);
  await admin.data('mutation ($id: ID!) { deleteAccount(id: $id) }', { id: ids[1] });
  expect(await listed({ filter: { search: 'team' } })).toEqual([['Team: Röd', 0]]);
  expect(await admin.code(ADD, { id, accountIds: [] })).toBe('BAD_USER_INPUT');
  expect(await admin.code(ADD, { id: gone, accountIds: [ids[0]] })).toBe('NOT_FOUND');
});

test('a name is one line, one group’s without regard to case, and is changed only by who has seen it', async () => {
  const id = await create(' Office ');
  for (const name of ['', 'a;b', 'a,b', 'a|b', 'a\nb', 'x'.repeat(65)]) {
    expect(await admin.code(CREATE, { input: { name, kind: 'MANUAL' } }), name).toBe('BAD_USER_INPUT');
  }
  expect(await admin.code(CREATE, { input: { name: 'oFFICE', kind: 'MANUAL' } })).toBe('CONFLICT');
  expect(await admin.data(RENAME, { id, name: 'Büro', expected: 'Office' })).toEqual({
    updateGroup: { name: 'Büro' },
  });
  expect(await admin.code(RENAME, { id, name: 'Bureau', expected: 'Office' })).toBe('CONFLICT');
  expect(await events({ action: 'group.updated' })).toEqual([
    ['group.updated', null, { groupId: id, group: 'Büro', name: { from: 'Office', to: 'Büro' } }],
  ]);
  await create('Office');
  expect(await admin.code(RENAME, { id, name: 'OFFICE' })).toBe('CONFLICT');
  expect(await admin.data(DELETE, { id })).toEqual({ deleteGroup: true });
  expect(await admin.code(DELETE, { id })).toBe('NOT_FOUND');
  expect(await admin.code(RENAME, { id, name: 'Gone' })).toBe('NOT_FOUND');
  expect((await events({ action: 'group.deleted' })).length).toBe(1);
});

test('a domain is a group at once of all whose login ends in it, and follows each login that changes', async () => {
  const inside = await createAccount(admin, 'before@Some.example');
  await createAccount(admin, 'before@awesome.example');
  await createAccount(admin, 'some.example');
  const id = await create('Some people', 'DOMAIN', '@some.EXAMPLE');
  const after = await createAccount(admin, 'after@some.example');
  expect(await logins('accounts', { groupId: id })).toEqual(['after@some.example', 'before@Some.example']);
  expect(await listed({ filter: { kind: 'DOMAIN' } })).toEqual([['Some people', 2]]);
  const update =
    'mutation ($id: ID!, $login: String) { updateAccount(id: $id, input: { login: $login }) { id } }';
  await admin.data(update, { id: inside, login: 'before@other.example' });
  expect(await groupsOf(inside)).toEqual([]);
  await admin.data(update, { id: inside, login: 'again@SOME.example' });
  expect(await groupsOf(inside)).toEqual(['Some people']);
  expect(await admin.code(ADD, { id, accountIds: [after] })).toBe('CONFLICT');
  expect(await admin.code(REMOVE, { id, accountIds: [after] })).toBe('CONFLICT');
  for (const source of [null, '', '@', 'a b', 'x@y']) {
    expect(await admin.code(CREATE, { input: { name: 'No', kind: 'DOMAIN', source } })).toBe(
      'BAD_USER_INPUT',
    );
  }
  const taken = { name: 'Twice', kind: 'DOMAIN', source: 'Some.Example' };
  expect(await admin.code(CREATE, { input: taken })).toBe('CONFLICT');
  expect(await admin.code(CREATE, { input: { name: 'No', kind: 'MANUAL', source: 'x' } })).toBe(
    'BAD_USER_INPUT',
  );
  const kept = await server.app.database.manager.find(Account, {
    select: { loginKey: true, domainKey: true },
  });
  expect(kept.filter(({ loginKey, domainKey }) => domainKey !== domainOf(loginKey))).toEqual([]);
});

test('lists, exports and their other filters are narrowed to a group, however large it is', async () => {
  const domain = await create('Narrow', 'DOMAIN', 'narrow.example');
  const few = await create('Narrow few');
  const many = await create('Narrow many');
  const people = ['zoe@narrow.example', 'adam@narrow.example', 'eve@wide.example'];
  const ids: string[] = [];
  for (const login of people) {
    ids.push(await createAccount(admin, login));
    await signedIn(server.client(), login);
  }
  const [zoe, adam, eve] = ids as [string, string, string];
  await add(few, zoe, eve);
  await add(many, zoe, eve);
  await fillUp(many);
  const expected = {
    [domain]: ['adam@narrow.example', 'zoe@narrow.example'],
    [few]: ['eve@wide.example', 'zoe@narrow.example'],
    [many]: ['eve@wide.example', 'zoe@narrow.example'],
    '00000000-0000-7000-8000-000000000000': [],
  };
  for (const [groupId, members] of Object.entries(expected)) {
    for (const list of ['devices', 'authTokens']) {
      expect(await logins(list, { groupId }), list).toEqual(members);
    }
    if (groupId !== many) expect(await logins('accounts', { groupId })).toEqual(members);
    expect(await logins('accounts', { groupId, search: 'zoe' })).toEqual(
      members.filter((login) => login.startsWith('zoe')),
    );
    expect(await logins('accounts', { groupId, neverSignedIn: false })).toEqual(members);
    expect((await events({ groupId, action: 'sign_in.succeeded' })).map(([, login]) => login).sort()).toEqual(
      members,
    );
    const get = async (path: string) => {
      const answer = await fetch(server.url + path, { headers: { authorization: `Bearer ${token}` } });
      return parse<Record<string, string>>(await answer.text(), { columns: true, bom: true });
    };
    const rows = await get(`/export/accounts.csv?groupId=${groupId}&neverSignedIn=false`);
    expect(rows.map(({ login }) => login)).toEqual(members);
    if (groupId === domain) expect(rows[1]!['groups']).toBe('Narrow; Narrow few; Narrow many');
    const told = await get(`/export/audit.csv?groupId=${groupId}&action=sign_in.succeeded`);
    expect(told.map(({ accountLogin }) => accountLogin).sort()).toEqual(members);
  }
  // In the order of the group's own index, which follows a login that changes.
  const first = async (sortOrder: string) => {
    const page = { page: 1, perPage: 1, sortBy: 'login', sortOrder };
    const { accounts } = await admin.data<{ accounts: { items: { login: string }[]; total: number } }>(
      'query ($id: ID!, $page: PageInput) { accounts(filter: { groupId: $id }, page: $page) { total items { login } } }',
      { id: many, page },
    );
    expect(accounts.total).toBe(1202);
    return accounts.items[0]!.login;
  };
  expect(await first('ASC')).toBe('eve@wide.example');
  expect(await first('DESC')).toBe('zoe@narrow.example');
  await admin.data(
    'mutation ($id: ID!) { updateAccount(id: $id, input: { login: "aaron@narrow.example" }) { id } }',
    { id: zoe },
  );
  expect(await first('ASC')).toBe('aaron@narrow.example');
  expect(await groupsOf(adam)).toEqual(['Narrow']);
});

/** With so many that each row of a list is asked instead. */
async function fillUp(groupId: string): Promise<void> {
  const { accountTransfer } = server.app.services;
  const newcomers = Array.from({ length: 1200 }, (_, n) => ({
    login: `filler-${n}`,
    loginKey: `filler-${n}`,
    displayName: null,
    role: 'USER' as const,
    disabled: false,
    passwordHash: 'none',
    passwordState: 'LONG' as const,
    passwordCost: null,
    primaryFactors: 0,
    requireTwoFactor: false,
    allowedNetworks: '',
    backupCodesLeft: null,
    recommendationDismissed: false,
  }));
  await server.app.database.transaction(async (tx) => {
    const accounts = await accountTransfer.insert(tx, newcomers);
    const row = { groupId, source: 'HAND' as const, createdAt: 0 };
    await MEMBER_ROW.allInto(
      tx,
      accounts.map(({ id, loginKey }) => ({ ...row, accountId: id, loginKey })),
    );
  });
}

test('an account is in 200 groups at most, be several added at once; and in none that was deleted meanwhile', async () => {
  const accountId = await createAccount(admin, 'joiner');
  const { groups, memberships } = server.app.services;
  const made: { id: string }[] = [];
  for (let n = 0; n < 202; n++) made.push(await groups.create(SHELL, { name: `Many ${n}`, kind: 'MANUAL' }));
  await server.app.database.transaction((tx) =>
    MEMBER_ROW.allInto(
      tx,
      made.slice(3).map(({ id }) => ({
        accountId,
        groupId: id,
        loginKey: 'joiner',
        source: 'HAND' as const,
        createdAt: 0,
      })),
    ),
  );
  const outcomes = await Promise.all(
    made.slice(0, 3).map(({ id }) => memberships.add(SHELL, id, [accountId])),
  );
  const codes = outcomes.map(([outcome]) => outcome!.refusal?.code ?? 'done').sort();
  expect(codes).toEqual(['CONFLICT', 'CONFLICT', 'done']);
  expect(await server.app.database.manager.countBy(GroupMember, { accountId })).toBe(200);
  const late = await createAccount(admin, 'late joiner');
  const vanishing = await create('Vanishing');
  const slow = withMeanwhile(memberships, 'guard', () => groups.delete(SHELL, vanishing), 'on');
  const [outcome] = await slow.add(SHELL, vanishing, [late]);
  expect(outcome!.refusal?.code).toBe('NOT_FOUND');
});

test('imports: a column of groups adds new and old accounts, and makes groups only where it is told to', async () => {
  const old = await createAccount(admin, 'sheet old');
  await create('Sheet', 'MANUAL');
  await create('Sheet domain', 'DOMAIN', 'sheet.example');
  const csv =
    'login,groups\nsheet one,sheet; Sheet new ;SHEET NEW\nsheet old,Sheet domain;Sheet\nsheet two,a|b\nsheet three,Sheet new';
  interface Row {
    login: string;
    result: string;
    problem: string | null;
  }
  const imported = async (more: string) =>
    (
      await admin.data<{ importAccounts: Row[] }>(
        `mutation ($csv: String!) { importAccounts(csv: $csv, ${more}) { login result problem } }`,
        { csv },
      )
    ).importAccounts.map(({ result, problem }) => [result, problem]);
  expect(await imported('dryRun: true')).toEqual([
    ['REFUSED', 'GROUP'],
    ['EXISTS', null],
    ['REFUSED', 'GROUP'],
    ['REFUSED', 'GROUP'],
  ]);
  expect(await listed({ filter: { search: 'sheet' } })).toEqual([
    ['Sheet', 0],
    ['Sheet domain', 0],
  ]);
  const result = [
    ['NEW', null],
    ['EXISTS', null],
    ['REFUSED', 'GROUP'],
    ['NEW', null],
  ];
  expect(await imported('dryRun: false, createGroups: true')).toEqual(result);
  expect(await listed({ filter: { search: 'sheet' } })).toEqual([
    ['Sheet', 2],
    ['Sheet domain', 0],
    ['Sheet new', 2],
  ]);
  expect(await groupsOf(old)).toEqual(['Sheet']);
  expect((await events({ accountId: old, action: 'group.member_added' })).map(([, , told]) => told)).toEqual([
    expect.objectContaining({ group: 'Sheet', by: 'import' }),
  ]);
  const { import: importer } = server.app.services;
  async function* entries() {
    yield await Promise.resolve({ line: 1, fields: { login: 'sheet four', groups: ['Sheet', 'None'] } });
    yield { line: 2, fields: { login: 'sheet old', groups: ['SHEET new'] } };
  }
  const outcomes = [];
  for await (const one of importer.run(SHELL, entries(), { dryRun: false, createAccounts: true })) {
    outcomes.push([one.result, one.parts, one.remark]);
  }
  expect(outcomes).toEqual([
    ['refused', [], 'There is no group “None”.'],
    ['attached', ['groups'], null],
  ]);
  expect(await groupsOf(old)).toEqual(['Sheet', 'Sheet new']);
  const exported = [];
  for await (const one of server.app.services.export.run(SHELL)) exported.push(one);
  expect(exported.find(({ id }) => id === old)).toMatchObject({ groups: ['Sheet', 'Sheet new'] });
});
