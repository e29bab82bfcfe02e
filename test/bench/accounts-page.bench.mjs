import { hash } from '@node-rs/argon2';
import { ARGON2_COST } from '../../dist/server/accounts/password-hasher.js';
import { openDatabase } from '../../dist/server/app/data-source.js';
import { fill, fillSearchTerms, idOf, text } from './support/fill.mjs';
import { onMysql } from './support/databases.mjs';
import { show, sideBySide, timed } from './support/measure.mjs';
import { PASSWORD, send, signInAdmin, startServer } from './support/server.mjs';

export const title =
  'Accounts page and search: few accounts and many, on MariaDB (--rows N, default 100,000; aim: 1,000,000)';

const FEW = 1000;
const PER_PAGE = 25;
const ROUNDS = 3;
const PAGES = 40;
const PAGE = `query ($page: Int!, $search: String) {
  accounts(filter: { search: $search }, page: { page: $page, perPage: ${PER_PAGE} }) { total items { id login
  twoFactor { enabled required authenticatorApp { createdAt } securityKeys { id } backupCodesRemaining } } } }`;

async function serverWith(databaseUrl, rows) {
  const database = await openDatabase({ url: databaseUrl, poolSize: 2 });
  const began = performance.now();
  await fill(database, 'accounts', rows, {
    id: idOf(database, 'a'),
    // A page full of accounts for each domain; all begin with the same word.
    login: `CONCAT('filler-', seq, '@', seq % ${rows / PER_PAGE}, '.example')`,
    loginKey: `CONCAT('filler-', seq, '@', seq % ${rows / PER_PAGE}, '.example')`,
    displayName: text(database, 'Person Word-'),
    nameKey: text(database, 'person word-'),
    role: "'USER'",
    primaryFactors: 'seq % 2',
    createdAt: 'seq',
  });
  await fillSearchTerms(database);
  console.log(`  ${rows} accounts made in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  await database.dataSource.query(
    `INSERT INTO accounts (id, login, loginKey, role, passwordHash, createdAt)
      VALUES (UUID(), 'admin', 'admin', 'ADMIN', ?, 0)`,
    [await hash(PASSWORD, ARGON2_COST)],
  );
  await database.close();
  const server = await startServer(databaseUrl);
  return { server, token: await signInAdmin(server.url) };
}

export const run = ({ rows = '100000' }) =>
  onMysql((few) =>
    onMysql(async (many) => {
      const small = await serverWith(few, FEW);
      const large = await serverWith(many, Number(rows));
      const asked = [
        ['page 1', { page: 1 }, { page: 1 }],
        ['pages 40 and 100', { page: FEW / PER_PAGE }, { page: 100 }],
        ['search by domain', { page: 1, search: '@7.example' }, { page: 1, search: '@7.example' }],
        ['search by second word', { page: 1, search: 'word-99' }, { page: 1, search: 'word-99999' }],
        ['search that all match', { page: 1, search: 'person' }, { page: 1, search: 'person' }],
      ];
      // One at a time: the cost of a page, not of a queue for the cores.
      const contender =
        ({ server, token }, variables) =>
        () => {
          const ask = () => send(server.url, PAGE, variables, token);
          return timed(
            Array.from({ length: PAGES }, () => ask),
            1,
          );
        };
      const measured = await sideBySide(
        asked.flatMap(([, ofFew, ofMany]) => [contender(small, ofFew), contender(large, ofMany)]),
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
