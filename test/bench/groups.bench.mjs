import { hash } from '@node-rs/argon2';
import { ARGON2_COST } from '../../dist/server/accounts/password-hasher.js';
import { openDatabase } from '../../dist/server/app/data-source.js';
import { onMysql, onSqlite } from './support/databases.mjs';
import { fill, fillSearchTerms, idOf, text } from './support/fill.mjs';
import { show, sideBySide, timed } from './support/measure.mjs';
import { PASSWORD, send, signInAdmin, startServer } from './support/server.mjs';

export const title = `Groups: lists with a thousand groups, of few accounts and of many
  (--rows N, default 100,000; aim: 1,000,000; --on sqlite or mysql, default both)`;

const FEW = 1000;
const DOMAINS = 500;
// The first has everybody; each account is in two of the others.
const MANUAL = 500;
const PER_PAGE = 25;
const ROUNDS = 3;
const PAGES = 40;
const GROUPS = `query ($page: Int!, $search: String) {
  groups(filter: { search: $search }, page: { page: $page, perPage: ${PER_PAGE} }) {
    total items { id name kind source memberCount } } }`;
const ACCOUNTS = `query ($page: Int!, $groupId: ID!, $search: String) {
  accounts(filter: { groupId: $groupId, search: $search }, page: { page: $page, perPage: ${PER_PAGE} }) {
    total items { id login twoFactor { enabled required } } } }`;
const ACCOUNT = 'query ($id: ID!) { account(id: $id) { id login groups { id name kind } } }';

const padded = (database, number) =>
  database.isMysql ? `LPAD(HEX(${number}), 12, '0')` : `printf('%012x', ${number})`;
const joined = (database, ...parts) =>
  database.isMysql ? `CONCAT(${parts.join(', ')})` : parts.join(' || ');
const groupId = (database, number) =>
  joined(database, "'01900000-0000-7000-9000-'", padded(database, number));
const idOfGroup = (number) => `01900000-0000-7000-9000-${number.toString(16).padStart(12, '0')}`;
const [EVERYBODY, SOME] = [idOfGroup(DOMAINS + 1), idOfGroup(DOMAINS + 8)];
// A domain with half of the accounts, and one of those that share the others.
const [LARGE, SMALL] = [idOfGroup(1), idOfGroup(8)];
const DOMAIN = `CASE WHEN seq % 2 = 0 THEN 1 ELSE 2 + (seq / 2) % ${DOMAINS - 1} END`;

async function serverWith(databaseUrl, rows) {
  const database = await openDatabase({ url: databaseUrl, poolSize: 2 });
  const began = performance.now();
  const whole = database.isMysql ? DOMAIN.replace('seq / 2', 'seq DIV 2') : DOMAIN;
  const domain = joined(database, "'domain-'", `(${whole})`, "'.example'");
  const login = joined(database, "'filler-'", 'seq', "'@'", domain);
  await fill(database, 'account_groups', DOMAINS + MANUAL, {
    id: groupId(database, 'seq'),
    name: text(database, 'Group '),
    nameKey: text(database, 'group '),
    kind: `CASE WHEN seq <= ${DOMAINS} THEN 'DOMAIN' ELSE 'MANUAL' END`,
    source: `CASE WHEN seq <= ${DOMAINS} THEN ${joined(database, "'domain-'", 'seq', "'.example'")} END`,
    domainKey: `CASE WHEN seq <= ${DOMAINS} THEN ${joined(database, "'domain-'", 'seq', "'.example'")} END`,
    createdAt: 'seq',
  });
  await fill(database, 'accounts', rows, {
    id: idOf(database, 'a'),
    login,
    loginKey: login,
    domainKey: domain,
    displayName: text(database, 'Person Word-'),
    nameKey: text(database, 'person word-'),
    role: "'USER'",
    primaryFactors: 'seq % 2',
    createdAt: 'seq',
  });
  const others = MANUAL - 1;
  for (const group of ['1', `2 + seq % ${others}`, `2 + (seq + 7) % ${others}`]) {
    await fill(database, 'group_members', rows, {
      accountId: idOf(database, 'a'),
      groupId: groupId(database, `${DOMAINS} + ${group}`),
      loginKey: login,
      source: "'HAND'",
      createdAt: 'seq',
    });
  }
  await fillSearchTerms(database);
  if (!database.isMysql) await database.dataSource.query('ANALYZE');
  console.log(`  ${rows} accounts made in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  await database.dataSource.query(
    `INSERT INTO accounts (id, login, loginKey, role, passwordHash, createdAt)
      VALUES ('01900000-0000-7000-a000-000000000000', 'admin', 'admin', 'ADMIN', ?, 0)`,
    [await hash(PASSWORD, ARGON2_COST)],
  );
  await database.close();
  const server = await startServer(databaseUrl);
  return { server, token: await signInAdmin(server.url) };
}

/** The same of few accounts and of many, one at a time: what is asked costs, and not a queue for the cores. */
async function compare(onDatabase, rows) {
  await onDatabase((few) =>
    onDatabase(async (many) => {
      const small = await serverWith(few, FEW);
      const large = await serverWith(many, rows);
      const member = '0190000a-0000-7000-8000-000000000007';
      const asked = [
        ['groups, page 1', GROUPS, { page: 1 }],
        ['groups, page 20', GROUPS, { page: 20 }],
        ['groups by name', GROUPS, { page: 1, search: 'group 77' }],
        ['accounts of a group', ACCOUNTS, { page: 1, groupId: SOME }],
        ['accounts of a group of all', ACCOUNTS, { page: 1, groupId: EVERYBODY }],
        ['the same, page 30', ACCOUNTS, { page: 30, groupId: EVERYBODY }],
        ['accounts of a domain', ACCOUNTS, { page: 1, groupId: SMALL }],
        ['accounts of a domain with half of them', ACCOUNTS, { page: 1, groupId: LARGE }],
        ['the same, page 15', ACCOUNTS, { page: 15, groupId: LARGE }],
        ['a search in a group', ACCOUNTS, { page: 1, groupId: SOME, search: 'filler-99' }],
        ['an account with its groups', ACCOUNT, { id: member }],
      ];
      const contender =
        ({ server, token }, query, variables) =>
        () =>
          timed(
            Array.from({ length: PAGES }, () => () => send(server.url, query, variables, token)),
            1,
          );
      const measured = await sideBySide(
        asked.flatMap(([, query, variables]) => [
          contender(small, query, variables),
          contender(large, query, variables),
        ]),
        ROUNDS,
      );
      for (const [index, [name]] of asked.entries()) {
        const [few, many] = measured.slice(2 * index);
        show(`${FEW} accounts, ${name}`, few);
        show(
          `${rows} accounts, ${name}`,
          many,
          `p50 ${(many.p50 / few.p50).toFixed(2)} × (aim: 1.50 or less)`,
        );
      }
      await small.server.stop();
      await large.server.stop();
    }),
  );
}

export async function run({ rows = '100000', on }) {
  if (on !== 'mysql') {
    console.log(' SQLite');
    await compare(onSqlite, Number(rows));
  }
  if (on !== 'sqlite') {
    console.log(' MariaDB/MySQL');
    await compare(onMysql, Number(rows));
  }
}
