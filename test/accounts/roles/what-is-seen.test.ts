import {
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describedSchema } from '../../../server/api/graphql/schema.js';
import { SCOPED_PERMISSIONS, type Permission } from '../../../server/platform/acting/permissions.js';
import { RULES } from '../../support/access-rules.js';
import { UNATTENDED } from '../../support/acting.js';
import { createAppPassword } from '../../support/backends.js';
import { setUpApp, signInWithCode } from '../../support/flows.js';
import { groupOf, type Holder, holderOf, join } from '../../support/roles.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const DEEPEST = 4;

let server: TestServer;
let sales: string;
let berlin: string;
let board: string;
let viewers: Record<string, Holder>;
let inside: Holder[];
let outside: Holder;
/** Whatever would tell of people outside, or of groups that are not one's own. */
let untold: string[];

beforeAll(async () => {
  server = await startTestServer();
  [sales, berlin, board] = [
    await groupOf(server, 'Sales'),
    await groupOf(server, 'Berlin', 'berlin.example'),
    await groupOf(server, 'Board'),
  ];
  inside = [await person('inside-one'), await person('inside-two@berlin.example')];
  await join(server, sales, inside[0]!.id);
  await join(server, board, inside[0]!.id);
  outside = await person('outside-one@elsewhere.example');
  await join(server, board, outside.id);
  // What others did to people inside names them.
  const admin = await holderOf(server, 'outside-admin', 'ADMIN');
  const unlock = 'mutation ($id: ID!) { unlockAccount(id: $id) { id } }';
  for (const { id } of inside) await admin.client.data(unlock, { id });

  const about = { sales: [sales], 'sales and a domain': [sales, berlin], nobody: [await gone()] };
  viewers = {};
  for (const role of ['AUDITOR', 'HELPDESK', 'ADMIN'] as const) {
    for (const [whom, groups] of Object.entries(about)) {
      const viewer = await holderOf(server, `${role} of ${whom}`, role, groups);
      viewers[`${role} of ${whom}`] = viewer;
    }
  }
  await server.app.services.groups.delete(UNATTENDED, about.nobody[0]!);
  const { devices, tokens } = await belongings(outside.id);
  untold = ['outside', outside.id, admin.id, board, 'Board', ...devices, ...tokens];
});
afterAll(() => server.stop());

const gone = () => groupOf(server, 'Gone');

async function person(login: string): Promise<Holder> {
  const made = await holderOf(server, login, 'USER');
  const secret = await setUpApp(server, made.client);
  await createAppPassword(made.client, ['imap']);
  await server.app.services.contacts.update(UNATTENDED, made.id, {
    email: `mail.of.${login.replace('@', '.')}@mail.example`,
  });
  await signInWithCode(server, server.client(), login, secret, true);
  return made;
}

async function belongings(id: string): Promise<{ devices: string[]; tokens: string[] }> {
  const { tokenList, deviceList } = server.app.services;
  const all = { page: 1, perPage: 100 };
  const tokens = await tokenList.page(UNATTENDED, { accountId: id }, all);
  const devices = await deviceList.page(UNATTENDED, { accountId: id }, all);
  return { devices: devices.items.map((one) => one.id), tokens: tokens.items.map((one) => one.id) };
}

/** All there is to select, as deep as it goes. */
function selectionOf(type: GraphQLObjectType, depth = 1): string {
  const fields = Object.values(type.getFields()).flatMap((field: GraphQLField<unknown, unknown>) => {
    if (field.args.some(isRequiredArgument)) return [];
    const named = getNamedType(field.type);
    if (isLeafType(named)) return [field.name];
    if (!isObjectType(named) || depth === DEEPEST) return [];
    return [`${field.name} ${selectionOf(named, depth + 1)}`];
  });
  return `{ ${['__typename', ...fields].join(' ')} }`;
}

const schema = describedSchema();
const queries = Object.entries(RULES)
  .filter(([name, rule]) => name.startsWith('Query.') && SCOPED_PERMISSIONS.has(rule as Permission))
  .map(([name]) => schema.getQueryType()!.getFields()[name.replace('Query.', '')]!);

const shown = async ({ client }: Holder, query: string) => JSON.stringify(await client.request(query));
const refuseUntold = (answer: string) => {
  for (const one of untold) expect(answer).not.toContain(one);
};
const documentOf = (field: GraphQLField<unknown, unknown>, args = '') =>
  `{ ${field.name}${args} ${selectionOf(getNamedType(field.type) as GraphQLObjectType)} }`;

test('the queries that a role for some groups may ask are those tried here', () => {
  expect(queries.map(({ name }) => name).sort()).toEqual([
    'account',
    'accounts',
    'auditEvents',
    'authTokens',
    'devices',
    'group',
    'groups',
  ]);
});

test.each(queries.filter(({ args }) => !args.some(isRequiredArgument)))(
  '$name: nobody outside is told of, by any field, and whoever administers all sees them',
  async (field) => {
    const everything = await holderOf(server, `everything ${field.name}`, 'OWNER');
    const all = await shown(everything, documentOf(field, '(page: { page: 1, perPage: 50 })'));
    expect(all).not.toContain('"errors"');
    expect(all).toContain(field.name === 'groups' ? 'Board' : outside.id);
    for (const [name, viewer] of Object.entries(viewers)) {
      const rule = RULES[`Query.${field.name}`]!;
      const mayAsk = rule !== 'audit:read' || !name.startsWith('HELPDESK');
      const answer = await shown(viewer, documentOf(field, '(page: { page: 1, perPage: 50 })'));
      refuseUntold(answer);
      expect(answer.includes('"errors"'), name).toBe(!mayAsk);
      if (!mayAsk) continue;
      const own = field.name === 'groups' ? [sales, berlin] : inside.map(({ id }) => id);
      const isSeen = name.endsWith('nobody') ? [false, false] : [true, name.endsWith('domain')];
      expect(
        own.map((id) => answer.includes(id)),
        name,
      ).toEqual(isSeen);
    }
  },
);

test.each(queries.filter(({ args }) => args.some(isRequiredArgument)))(
  '$name: one outside is none',
  async (field) => {
    const viewer = viewers['HELPDESK of sales and a domain']!;
    const [hidden, seen] = field.name === 'group' ? [board, sales] : [outside.id, inside[0]!.id];
    expect((await viewer.client.request(documentOf(field, `(id: "${hidden}")`))).data).toEqual({
      [field.name]: null,
    });
    const answer = await shown(viewer, documentOf(field, `(id: "${seen}")`));
    expect(answer).toContain(seen);
    refuseUntold(answer);
  },
);

test('no filter and no order leads beyond, and totals count what is seen', async () => {
  const filters: Record<string, string[]> = {
    accounts: [
      `ids: ["${outside.id}"]`,
      'search: "outside"',
      `groupId: "${board}"`,
      'role: ADMIN',
      'disabled: false',
      'twoFactorEnabled: true',
      'notifiable: true',
      'search: "in", twoFactorEnabled: true',
    ],
    devices: [`accountId: "${outside.id}"`, `groupId: "${board}"`, 'trusted: true'],
    authTokens: [`accountId: "${outside.id}"`, `groupId: "${board}"`, 'live: true'],
    auditEvents: [`accountId: "${outside.id}"`, `groupId: "${board}"`, 'action: "sign_in.succeeded"'],
  };
  for (const [name, viewer] of Object.entries(viewers)) {
    for (const [list, all] of Object.entries(filters)) {
      if (list === 'auditEvents' && name.startsWith('HELPDESK')) continue;
      for (const filter of all) {
        for (const order of ['', ', sortOrder: DESC']) {
          const query = `{ ${list}(filter: { ${filter} }, page: { page: 1, perPage: 100${order} }) { total items { id } } }`;
          const answer = await viewer.client.data<Record<string, { total: number; items: unknown[] }>>(query);
          expect(answer[list]!.total, `${name}: ${query}`).toBe(answer[list]!.items.length);
          expect(answer[list]!.items.length, `${name}: ${query}`).toBeLessThan(30);
          refuseUntold(JSON.stringify(answer));
        }
      }
    }
  }
  const { client } = viewers['ADMIN of sales and a domain']!;
  const totals =
    '{ accounts { total } everyone: accounts(filter: { disabled: false }) { total } groups { total } }';
  expect(await client.data(totals)).toEqual({
    accounts: { total: 2 },
    everyone: { total: 2 },
    groups: { total: 2 },
  });
});

test('exports hold what is seen', async () => {
  for (const [name, { login, client }] of Object.entries(viewers)) {
    const { token } = { token: client.cookies.get('latchkey')! };
    const get = async (path: string) => {
      const response = await fetch(server.url + path, { headers: { authorization: `Bearer ${token}` } });
      return { status: response.status, body: await response.text() };
    };
    for (const list of ['accounts', 'audit']) {
      const { status, body } = await get(`/export/${list}.csv`);
      const isForbidden = list === 'audit' && name.startsWith('HELPDESK');
      expect({ login, list, status }).toEqual({ login, list, status: isForbidden ? 403 : 200 });
      refuseUntold(body);
      expect(body.includes('inside-one'), `${name} ${list}`).toBe(!isForbidden && !name.endsWith('nobody'));
    }
  }
});
