import { afterAll, beforeAll, expect, test } from 'vitest';
import { Account } from '../../../server/accounts/account.entity.js';
import { RoleGroup } from '../../../server/accounts/roles/role-group.entity.js';
import { AuditEvent } from '../../../server/events/audit/audit-event.entity.js';
import { UNATTENDED } from '../../support/acting.js';
import { administrator, PASSWORD, setUpApp, signedIn, STEP } from '../../support/flows.js';
import { groupOf, type Holder, holderOf, join } from '../../support/roles.js';
import { ADMIN, startTestServer, type TestServer } from '../../support/server.js';

const UPDATE =
  'mutation ($id: ID!, $input: UpdateAccountInput!) { updateAccount(id: $id, input: $input) { role administersGroups { name } permissions } }';
const CREATE = 'mutation ($input: CreateAccountInput!) { createAccount(input: $input) { id } }';

let server: TestServer;
let sales: string;
let berlin: string;
let made = 0;
let owner: Holder;
let admin: Holder;
let ofSales: Holder;
beforeAll(async () => {
  server = await startTestServer();
  sales = await groupOf(server, 'Sales');
  berlin = await groupOf(server, 'Berlin', 'berlin.example');
  owner = await holderOf(server, 'owner', 'OWNER');
  admin = await holderOf(server, 'administrator', 'ADMIN');
  ofSales = await holderOf(server, 'of sales', 'ADMIN', [sales, berlin]);
});
afterAll(() => server.stop());

const code = (by: Holder, id: string, input: object) => by.client.code(UPDATE, { id, input });
const create = (by: Holder, input: object) =>
  by.client.code(CREATE, { input: { login: `new ${++made}@berlin.example`, password: PASSWORD, ...input } });
const insider = async () => {
  const person = await holderOf(server, `person ${++made}`, 'USER');
  await join(server, sales, person.id);
  return person;
};

test('a role is given for all accounts or for those of some groups, shown, recorded and taken', async () => {
  const { id } = await insider();
  const give = (input: object) => owner.client.data(UPDATE, { id, input });
  expect(await give({ role: 'HELPDESK', administersGroups: [sales, berlin] })).toEqual({
    updateAccount: {
      role: 'HELPDESK',
      administersGroups: [{ name: 'Berlin' }, { name: 'Sales' }],
      permissions: ['ACCOUNTS_READ', 'ACCOUNTS_SUPPORT', 'GROUPS_READ'],
    },
  });
  const [event] = await server.app.database.manager.find(AuditEvent, {
    where: { accountId: id, action: 'account.updated' },
    order: { id: 'DESC' },
    take: 1,
  });
  expect(event?.details).toEqual({
    role: { from: 'USER', to: 'HELPDESK' },
    isScoped: { from: false, to: true },
    administersGroups: [sales, berlin].sort(),
  });
  // What is not said stays, and null is said.
  expect(await give({ role: 'AUDITOR' })).toMatchObject({
    updateAccount: { role: 'AUDITOR', administersGroups: [{}, {}] },
  });
  expect(await give({ administersGroups: null })).toMatchObject({
    updateAccount: { administersGroups: null },
  });
  await give({ administersGroups: [sales] });
  expect(await give({ role: 'USER' })).toMatchObject({
    updateAccount: { administersGroups: null, permissions: [] },
  });
  expect(await server.app.database.manager.findBy(RoleGroup, { accountId: id })).toEqual([]);
});

test('a role needs groups that there are, and one that can be for groups', async () => {
  const { id } = await insider();
  for (const [input, expected] of [
    [{ role: 'HELPDESK', administersGroups: [] }, 'BAD_USER_INPUT'],
    [{ role: 'OWNER', administersGroups: [sales] }, 'BAD_USER_INPUT'],
    [{ administersGroups: [sales] }, 'BAD_USER_INPUT'],
    [{ role: 'HELPDESK', administersGroups: [id] }, 'NOT_FOUND'],
  ] as const) {
    expect(await code(owner, id, input), JSON.stringify(input)).toBe(expected);
  }
  expect(await server.app.services.accounts.find(id)).toMatchObject({ role: 'USER', isScoped: false });
});

test('nobody gives more than they have, be it by changing or by creating', async () => {
  const { id } = await insider();
  const refused: [Holder, object][] = [
    [admin, { role: 'OWNER' }],
    [ofSales, { role: 'ADMIN' }],
    [ofSales, { role: 'HELPDESK' }],
    [ofSales, { role: 'AUDITOR' }],
    [ofSales, { role: 'HELPDESK', administersGroups: [await groupOf(server, 'Other')] }],
    [ofSales, { role: 'HELPDESK', administersGroups: [id] }],
  ];
  for (const [by, input] of refused) {
    expect(await code(by, id, input), JSON.stringify(input)).toBe('FORBIDDEN');
    expect(await create(by, input), JSON.stringify(input)).toBe('FORBIDDEN');
  }
  const given: [Holder, object][] = [
    [ofSales, { role: 'ADMIN', administersGroups: [sales] }],
    [ofSales, { role: 'AUDITOR', administersGroups: [sales, berlin] }],
    [ofSales, { role: 'USER' }],
    [admin, { role: 'ADMIN', administersGroups: null }],
    [owner, { role: 'OWNER' }],
  ];
  for (const [by, input] of given) {
    expect(await code(by, id, input), JSON.stringify(input)).toBeUndefined();
    expect(await create(by, input), JSON.stringify(input)).toBeUndefined();
  }
});

test('nobody raises themselves', async () => {
  expect(await code(admin, admin.id, { role: 'OWNER' })).toBe('FORBIDDEN');
  expect(await code(ofSales, ofSales.id, { administersGroups: null })).toBe('FORBIDDEN');
  expect(await code(ofSales, ofSales.id, { role: 'OWNER', administersGroups: null })).toBe('FORBIDDEN');
  expect(await server.app.services.accounts.find(ofSales.id)).toMatchObject({
    role: 'ADMIN',
    isScoped: true,
  });
  // Nor by another login, that of a domain whose groups mean something to applications.
  expect(await code(ofSales, ofSales.id, { login: 'boss@board.example' })).toBe('FORBIDDEN');
  expect(await code(ofSales, ofSales.id, { login: 'of our sales' })).toBeUndefined();
});

test('whoever administers some groups creates accounts in their domains only', async () => {
  expect(await create(ofSales, { login: 'one@berlin.example' })).toBeUndefined();
  expect(await create(ofSales, { login: 'one@paris.example' })).toBe('FORBIDDEN');
  expect(await create(ofSales, { login: 'no domain' })).toBe('FORBIDDEN');
  // Before it is looked whether there is one.
  expect(await create(ofSales, { login: 'administrator' })).toBe('FORBIDDEN');
});

test('who is given more may not be known to others by then: links and codes that were issued end', async () => {
  const { id, client, login } = await insider();
  await setUpApp(server, client);
  server.clock.advance(STEP);
  const issue = async () => {
    const { passwordLinks, recoveryCodes, bypassCodes } = server.app.services;
    await recoveryCodes.issue(UNATTENDED, id);
    const { code: temporary } = await bypassCodes.issue(UNATTENDED, id, 1, 1);
    const { token } = await passwordLinks.issue(UNATTENDED, id, false);
    return { temporary, token: token! };
  };
  const counts = async () => {
    const { manager } = server.app.database;
    return Promise.all(
      ['PasswordLink', 'RecoveryCode', 'BypassCode'].map((entity) =>
        manager.countBy(entity, { accountId: id }),
      ),
    );
  };
  await issue();
  await owner.client.data(UPDATE, { id, input: { displayName: 'Not more' } });
  expect(await counts()).toEqual([1, 1, 1]);
  await owner.client.data(UPDATE, { id, input: { role: 'ADMIN' } });
  expect(await counts()).toEqual([0, 0, 0]);
  await issue();
  await owner.client.data(UPDATE, { id, input: { role: 'HELPDESK', administersGroups: [sales] } });
  expect(await counts(), login).toEqual([1, 1, 1]);
});

test('an import makes nobody who may do more than whoever imports, and brings nothing to one', async () => {
  const csv =
    'login,role,groups\nimported-owner,owner,\nimported-admin,admin,\nowner,,Sales\nadministrator,,Sales';
  const importing = async (by: Holder) => {
    const { importAccounts } = await by.client.data<{
      importAccounts: { login: string; result: string; problem: string | null }[];
    }>(
      'mutation ($csv: String!, $dry: Boolean!) { importAccounts(csv: $csv, dryRun: $dry) { login result problem } }',
      { csv, dry: false },
    );
    return importAccounts.map(({ login, result, problem }) => `${login} ${result} ${problem}`);
  };
  expect(await importing(admin)).toEqual([
    'imported-owner REFUSED RIGHTS',
    'imported-admin NEW null',
    'owner REFUSED RIGHTS',
    'administrator EXISTS null',
  ]);
  const { accounts, memberships } = server.app.services;
  expect(await accounts.findByLogin('imported-owner')).toBeNull();
  expect(await accounts.findByLogin('imported-admin')).toMatchObject({ role: 'ADMIN' });
  expect(await memberships.namesOf(owner.id)).toEqual([]);
  expect(await memberships.namesOf(admin.id)).toEqual(['Sales']);
  await importing(owner);
  expect(await accounts.findByLogin('imported-owner')).toMatchObject({ role: 'OWNER' });
  expect(await memberships.namesOf(owner.id)).toEqual(['Sales']);
});

test('the last owner stays, and where there is none, the last administrator of everything', async () => {
  const own = await startTestServer();
  const { accounts } = own.app.services;
  const { client } = { client: await administrator(own) };
  const first = (await accounts.findByLogin(ADMIN.login))!.id;
  const groups = [await groupOf(own, 'Sales')];
  const deputy = await holderOf(own, 'deputy', 'ADMIN');
  await holderOf(own, 'of sales', 'ADMIN', groups);
  const ends: [string, Record<string, unknown>][] = [
    [UPDATE, { id: first, input: { role: 'ADMIN' } }],
    [UPDATE, { id: first, input: { role: 'ADMIN', administersGroups: groups } }],
    [UPDATE, { id: first, input: { role: 'USER' } }],
    [UPDATE, { id: first, input: { disabled: true } }],
    ['mutation ($id: ID!) { deleteAccount(id: $id) }', { id: first }],
  ];
  for (const [query, variables] of ends) expect(await client.code(query, variables)).toBe('CONFLICT');
  const disabled = await holderOf(own, 'disabled', 'OWNER');
  await accounts.update(UNATTENDED, disabled.id, { disabled: true });
  for (const [query, variables] of ends) expect(await client.code(query, variables)).toBe('CONFLICT');
  // Administrators come and go beside an owner.
  await client.data(UPDATE, { id: deputy.id, input: { role: 'USER' } });
  await client.data(UPDATE, { id: deputy.id, input: { role: 'ADMIN' } });

  // As installations are that are older than the role.
  await own.app.database.manager.update(Account, { role: 'OWNER' }, { role: 'ADMIN' });
  await signedIn(deputy.client, 'deputy');
  const demote = (id: string, input: object) => deputy.client.code(UPDATE, { id, input });
  expect(await demote(first, { role: 'USER' })).toBeUndefined();
  for (const input of [{ role: 'USER' }, { administersGroups: groups }, { disabled: true }]) {
    expect(await demote(deputy.id, input)).toBe('CONFLICT');
  }
  await own.stop();
});
