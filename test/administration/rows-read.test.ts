import { readFileSync } from 'node:fs';
import { buildSchema, getNamedType, isEnumType, isInputObjectType, type GraphQLInputType } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY } from '../../server/platform/clock.js';
import type { Client } from '../support/client.js';
import { isMysql } from '../support/database.js';
import { administrator, signedIn } from '../support/flows.js';
import { rowCounter, selectsOf, type Sent } from '../support/rows-read.js';
import { ADMIN, startTestServer, type TestServer } from '../support/server.js';
import { sendNothingElse } from '../support/statements.js';

const ACCOUNTS = 12_000;
const EVENTS = 40_000;
const PER_PAGE = 25;
// Of so few all may be read.
const FEW = 500;
// So many are counted exactly.
const COUNTED = 1000;
const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));

let server: TestServer;
let admin: Client;
let counter: Awaited<ReturnType<typeof rowCounter>> | undefined;
beforeAll(async () => {
  server = await startTestServer();
  admin = await administrator(server);
  await sendNothingElse(server);
  await fill();
  counter = isMysql ? await rowCounter(server.databaseUrl) : undefined;
}, 300_000);
afterAll(async () => {
  await counter?.close();
  await server.stop();
});

const idOf = (kind: string, seq = 'seq') =>
  isMysql
    ? `CONCAT('0190000${kind}-0000-7000-8000-', LPAD(HEX(${seq}), 12, '0'))`
    : `printf('0190000${kind}-0000-7000-8000-%012X', ${seq})`;
const groupOf = (seq: number) =>
  `'0190000f-0000-7000-8000-${seq.toString(16).toUpperCase().padStart(12, '0')}'`;
const joined = (...parts: string[]) =>
  isMysql ? `CONCAT(${parts.join(', ')})` : parts.map((part) => `(${part})`).join(' || ');

/** From 0 to `n`, without regard to what else goes by `seq`. */
const spread = (n: number) => `(seq * 7919 % 10007 % ${n})`;

async function fillTable(table: string, count: number, columns: Record<string, string>): Promise<void> {
  const { dataSource } = server.app.database;
  const names = Object.keys(columns).join(', ');
  const values = Object.values(columns).join(', ');
  // As many as a series of tens: neither MySQL nor SQLite has it as a table.
  const tens = Array.from({ length: 10 }, (_, n) => `SELECT ${n} AS n`).join(' UNION ALL ');
  const places = [0, 1, 2, 3, 4].map((place) => `(${tens}) t${place}`).join(' CROSS JOIN ');
  const seq = '1 + t0.n + 10 * t1.n + 100 * t2.n + 1000 * t3.n + 10000 * t4.n';
  await dataSource.query(
    `INSERT INTO ${table} (${names}) SELECT ${values} FROM (SELECT ${seq} AS seq FROM ${places}) s WHERE seq <= ${count}`,
  );
}

async function fill(): Promise<void> {
  const now = server.clock.now();
  const login = joined("'person-'", 'seq', "'@'", 'seq % 800', "'.example'");
  const name = (word: string) => joined(`'${word} '`, 'seq % 7919', "' '", 'seq');
  await fillTable('accounts', ACCOUNTS, {
    id: idOf('a'),
    login,
    loginKey: login,
    domainKey: `CASE WHEN seq % 2 = 0 THEN 'big.example' ELSE ${joined('seq % 800', "'.example'")} END`,
    displayName: name('Person'),
    nameKey: name('person'),
    role: "CASE WHEN seq % 50 = 0 THEN 'ADMIN' ELSE 'USER' END",
    disabled: 'CASE WHEN seq % 20 = 0 THEN 1 ELSE 0 END',
    primaryFactors: 'seq % 4',
    requireTwoFactor: 'CASE WHEN seq % 9 = 0 THEN 1 ELSE 0 END',
    backupCodesLeft: 'CASE WHEN seq % 3 = 0 THEN seq % 11 END',
    createdAt: `${now - 400 * DAY} + seq * 1000000`,
    lastSignInAt: `CASE WHEN seq % 5 > 0 THEN ${now} - seq % 300 * ${DAY} - seq END`,
  });
  await fillTable('account_search_terms', ACCOUNTS, { accountId: idOf('a'), term: login });
  await fillTable('account_search_terms', ACCOUNTS, { accountId: idOf('a'), term: name('person') });
  await fillTable('account_groups', 100, {
    id: idOf('f'),
    name: joined("'Group '", 'seq'),
    nameKey: joined("'group '", 'seq'),
    kind: "CASE WHEN seq % 10 = 0 THEN 'DOMAIN' ELSE 'MANUAL' END",
    domainKey: `CASE WHEN seq = 10 THEN '7.example' WHEN seq = 20 THEN 'big.example' WHEN seq % 10 = 0 THEN ${joined("'none-'", 'seq')} END`,
    createdAt: `${now} - seq`,
  });
  // A small group, and one of half of all.
  const members = { loginKey: login, source: "'HAND'", createdAt: String(now) };
  await fillTable('group_members', 50, {
    accountId: idOf('a', 'seq * 200'),
    groupId: groupOf(1),
    ...members,
  });
  await fillTable('group_members', ACCOUNTS / 2, {
    ...members,
    accountId: idOf('a', 'seq * 2'),
    groupId: groupOf(2),
    loginKey: joined("'person-'", 'seq * 2', "'@'", 'seq * 2 % 800', "'.example'"),
  });
  await fillTable('throttle_counters', ACCOUNTS / 10, {
    bucket: joined("'bucket-'", 'seq'),
    kind: "'password'",
    accountId: idOf('a', 'seq * 7'),
    attempts: 'CASE WHEN seq % 10 = 0 THEN 5000 ELSE 1 END',
    blockedUntil: `CASE WHEN seq % 5 = 0 THEN ${now + DAY} ELSE 0 END`,
    forgottenAt: `${now + DAY}`,
  });
  await fillTable('contacts', ACCOUNTS / 2, {
    accountId: idOf('a', 'seq * 2'),
    email: joined("'p'", 'seq', "'@example.org'"),
    refusedEmail: `CASE WHEN ${spread(10)} = 3 THEN ${joined("'p'", 'seq', "'@example.org'")} END`,
  });
  await fillTable('devices', ACCOUNTS, {
    id: idOf('d'),
    accountId: idOf('a'),
    secretHash: joined("'device-'", 'seq'),
    createdAt: `${now - 200 * DAY} + seq`,
    lastSeenAt: `${now} - seq % 97 * ${DAY} - seq`,
    trustedAt: `CASE WHEN seq % 3 = 0 THEN ${now} - seq % 60 * ${DAY} END`,
    trustedUntil: `CASE WHEN seq % 3 = 0 THEN ${now + 30 * DAY} - seq % 60 * ${DAY} END`,
  });
  await fillTable('auth_tokens', ACCOUNTS, {
    id: idOf('e'),
    hash: joined("'token-'", 'seq'),
    accountId: idOf('a'),
    deviceId: idOf('d'),
    createdAt: `${now - 10 * DAY} + seq`,
    lastUsedAt: `${now} - seq`,
    expiresAt: `${now} + (${spread(40)} - 10) * ${DAY}`,
  });
  await fillTable('audit_events', EVENTS, {
    id: idOf('b'),
    at: `${now - 300 * DAY} + seq * 1000`,
    action: joined("'sign_in.kind'", 'seq % 40'),
    actorId: idOf('a', 'seq % 500 + 1'),
    // Not of the same parity as its action, or a group of every second account had half of all actions.
    accountId: idOf('a', `${spread(400)} + 1`),
    ipAddress: joined("'192.0.2.'", 'seq % 250'),
  });
  // Nobody has thousands, and MariaDB sorts some hundred as fast as it walks along an index.
  await fillTable('applications', 100, {
    id: idOf('c'),
    kind: "'OIDC'",
    name: joined("'Application '", 'seq % 777'),
    redirectUris: "'[]'",
    postLogoutRedirectUris: "'[]'",
    scopes: "'[]'",
    signingAlgorithm: "'RS256'",
    tokenEndpointAuthMethod: "'NONE'",
    requirePkce: '1',
    refreshTokens: '0',
    mayIntrospect: '0',
    mayEnter: "'EVERYONE'",
    requireSecondFactor: '0',
    enabled: '1',
    version: '0',
    createdAt: `${now} - seq`,
  });
  if (isMysql) {
    const tables = server.app.database.dataSource.entityMetadatas.map(({ tableName }) => tableName);
    await server.app.database.dataSource.query(`ANALYZE TABLE ${tables.join(', ')}`);
  }
}

const groups = [1, 2, 10, 20].map((seq) => groupOf(seq).slice(1, -1));
const account = '0190000a-0000-7000-8000-000000000064';
/** What is asked for where the schema does not say which values there are. */
const EXAMPLES: Record<string, unknown[]> = {
  'AccountFilter.ids': [[account]],
  'AccountFilter.groupId': groups,
  'AuditFilter.groupId': groups,
  'AuthTokenFilter.groupId': groups,
  'DeviceFilter.groupId': groups,
  'GroupFilter.search': ['group 1', 'group', 'none'],
  'AccountFilter.search': ['person-1', 'person', '7.example', 'nobody'],
  'AccountFilter.notSignedInForDays': [1, 100, 3000],
  'AuditFilter.accountId': [account],
  'AuditFilter.actorId': [account],
  'AuditFilter.action': ['sign_in.kind7', 'none'],
  'AuditFilter.ipAddress': ['192.0.2.7'],
  'AuditFilter.from': [new Date(0), new Date(Date.UTC(2100, 1))],
  'AuditFilter.to': [new Date(0), new Date(Date.UTC(2100, 1))],
  'AuthTokenFilter.accountId': [account],
  'DeviceFilter.accountId': [account],
};

function valuesOf(filter: string, field: string, type: GraphQLInputType): unknown[] {
  const named = getNamedType(type);
  if (named.name === 'Boolean') return [true, false];
  if (isEnumType(named)) return named.getValues().map(({ name }) => name);
  const examples = EXAMPLES[`${filter}.${field}`];
  if (!examples) throw new Error(`What values has ${filter}.${field}? Add some to EXAMPLES.`);
  return examples;
}

const LISTS = Object.values(schema.getQueryType()!.getFields())
  .filter(({ args }) => args.some(({ name }) => name === 'page'))
  .map((field) => {
    const input = field.args.find(({ name }) => name === 'filter')?.type;
    const type = input && getNamedType(input);
    const filters = isInputObjectType(type)
      ? Object.values(type.getFields()).flatMap((one) =>
          valuesOf(type.name, one.name, one.type).map((value) => ({ [one.name]: value })),
        )
      : [];
    return { name: field.name, type: type?.name, filters: [{}, ...filters] };
  });

interface Asked {
  filter: Record<string, unknown>;
  sortBy: string | undefined;
  sortOrder: string | undefined;
  page: number;
}

/** What reads more for each row that it shows, and why. */
const EXCEPTIONS: { of: string; reason: string; is: (asked: Asked) => boolean }[] = [
  {
    of: 'accounts',
    reason: 'who is disabled has not signed in for long: in this order one walks over most others',
    is: ({ filter, sortBy }) => filter['disabled'] === true && sortBy === 'lastSignInAt',
  },
  {
    of: 'devices',
    reason: 'devices that are trusted come first in this order, and are walked over',
    is: ({ filter, sortBy }) => filter['trusted'] === false && sortBy === 'trustedUntil',
  },
  {
    of: 'accounts',
    reason: 'what blocks somebody now is read to find accounts that are locked, whomever it blocks',
    is: ({ filter }) => filter['locked'] === true,
  },
  {
    of: 'accounts',
    reason:
      'whom nobody can write to follows from login and contact: all are counted, which is kept where it is slow',
    is: ({ filter }) => filter['notifiable'] === false,
  },
  {
    of: 'accounts',
    reason: 'up to 10,000 that a search finds are looked up and sorted: no index has both orders',
    is: ({ filter }) => 'search' in filter,
  },
  {
    of: 'accounts',
    reason: 'whether a factor is overdue follows from several demands: those without any are walked over',
    is: ({ filter }) => 'overdue' in filter,
  },
  {
    of: 'accounts',
    reason:
      'no index leads to those that were reported, or invited and have no password yet: all are walked over',
    is: ({ filter }) => 'reported' in filter || 'invitation' in filter,
  },
];

/** What is passed over until the page is full, where those that match are spread evenly, with what belongs to each. */
const budget = ({ page, filter }: Asked, total: number, all: number): number =>
  // The members of a group are read as well, and to find what is theirs; and with each account what policy depends on.
  60 + (total <= FEW ? ('groupId' in filter ? 11 : 3) * total : (7 * page * PER_PAGE * all) / total);

const isCount = ({ sql }: Sent): boolean => sql.startsWith('SELECT COUNT(');

async function troubleOnMysql(asked: Asked, selects: Sent[], total: number, all: number): Promise<string[]> {
  const trouble = [];
  let rows = 0;
  let counted = 0;
  for (const select of selects) {
    const read = await counter!.of(select);
    if (isCount(select)) counted += read;
    else rows += read;
  }
  const most = budget(asked, total, all);
  if (rows > most) trouble.push(`reads ${rows} rows of at most ${most.toFixed()}`);
  // A total that costs more has been remembered by then.
  if (asked.page > 1 && counted > 2 * COUNTED + 10) trouble.push(`counts ${counted} rows`);
  return trouble;
}

/** SQLite tells how it will go about it, not how many rows that took. */
async function troubleOnSqlite(_: Asked, selects: Sent[], total: number, all: number): Promise<string[]> {
  const trouble = [];
  for (const select of selects) {
    if (isCount(select)) continue;
    const values = Array.from(select.sql.matchAll(/\?/g), () => 0);
    const plan = await server.app.database.dataSource.query<{ detail: string }[]>(
      `EXPLAIN QUERY PLAN ${select.sql}`,
      values,
    );
    const sorts = plan.some(({ detail }) => detail === 'USE TEMP B-TREE FOR ORDER BY');
    const scans = plan.some(({ detail }) => /^SCAN (?!.*USING|found|1 )/.test(detail));
    const maySort = total <= 1000 || (total <= 5000 && total <= all / 10);
    if (scans || (sorts && !maySort)) trouble.push(plan.map(({ detail }) => detail).join('; '));
  }
  return trouble;
}

test.each(LISTS)(
  '$name reads about as many rows as it shows',
  { timeout: 300_000 },
  async ({ name, type, filters }) => {
    const query = type
      ? `query ($filter: ${type}, $page: PageInput) { ${name}(filter: $filter, page: $page) { total items { id } } }`
      : `query ($page: PageInput) { ${name}(page: $page) { total items { id } } }`;
    const ask = (filter: object, page: object) =>
      admin.request<Record<string, { total: number; items: unknown[] }>>(query, {
        filter,
        page: { perPage: PER_PAGE, ...page },
      });
    const refused = await ask({}, { page: 1, sortBy: 'nothing' });
    const sortable = /must be one of (.*)\.$/.exec(refused.errors![0]!.message)![1]!.split(', ');
    const orders = [
      {},
      ...sortable.flatMap((sortBy) => [
        { sortBy, sortOrder: 'ASC' },
        { sortBy, sortOrder: 'DESC' },
      ]),
    ];
    const all = (await ask({}, { page: 1 })).data![name]!.total;
    const found: string[] = [];
    const excused = new Set<string>();
    for (const filter of filters) {
      for (const order of orders) {
        for (const page of [1, 4]) {
          const asked = { filter, sortBy: undefined, sortOrder: undefined, ...order, page };
          let total = 0;
          const selects = await selectsOf(async () => {
            total = (await ask(filter, { page, ...order })).data![name]!.total;
          });
          const trouble = await (isMysql ? troubleOnMysql : troubleOnSqlite)(asked, selects, total, all);
          const exception = EXCEPTIONS.find(({ is }) => is(asked));
          if (trouble.length > 0 && exception) excused.add(exception.reason);
          else if (trouble.length > 0)
            found.push(`${JSON.stringify(asked)} (${total}): ${trouble.join(', ')}`);
        }
      }
    }
    expect(found).toEqual([]);
    // What excuses nothing goes.
    const expected = EXCEPTIONS.filter(({ of }) => of === name).map(({ reason }) => reason);
    if (isMysql) expect([...excused].sort()).toEqual(expected.sort());
  },
);

const asText = (value: unknown): string => (value instanceof Date ? value.toISOString() : String(value));

test.each([
  ['accounts', ACCOUNTS],
  ['auditEvents', EVENTS],
] as const)(
  'an export of %s reads each row once, with every filter',
  { timeout: 300_000 },
  async (name, all) => {
    const { token } = await signedIn(server.client(), ADMIN.login, ADMIN.password);
    const found: string[] = [];
    for (const filter of LISTS.find((list) => list.name === name)!.filters) {
      const given = Object.entries(filter).map(([key, value]) => [key, asText(value)]);
      const address = `${server.url}/export/${name === 'accounts' ? name : 'audit'}.csv?${new URLSearchParams(given).toString()}`;
      const selects = await selectsOf(async () => {
        const answer = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
        expect(answer.status).toBe(200);
        await answer.text();
      });
      if (isMysql) {
        let rows = 0;
        for (const select of selects) rows += await counter!.of(select);
        // What a search finds is looked up for each batch, up to 10,000; of more, each account’s terms are. The groups of an
        // account are some more.
        const each = ('search' in filter ? 15 : 5) + (name === 'accounts' ? 6 : 0);
        if (rows > each * all) found.push(`${JSON.stringify(filter)}: ${rows} rows`);
      } else {
        // By the second batch it would begin to read what it has read before.
        const batches = selects.filter(({ sql }) => sql.includes('ORDER BY'));
        for (const { sql } of batches.slice(1, 2)) {
          const values = Array.from(sql.matchAll(/\?/g), () => 0);
          const plan = await server.app.database.dataSource.query<{ detail: string }[]>(
            `EXPLAIN QUERY PLAN ${sql}`,
            values,
          );
          const sorts = plan.some(({ detail }) => detail === 'USE TEMP B-TREE FOR ORDER BY');
          if (sorts && batches.length > 7)
            found.push(`${JSON.stringify(filter)}: ${plan.map(({ detail }) => detail).join('; ')}`);
        }
      }
    }
    expect(found).toEqual([]);
  },
);
