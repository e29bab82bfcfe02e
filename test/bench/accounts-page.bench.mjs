import { hash } from '@node-rs/argon2';
import { ARGON2_COST } from '../../dist/server/accounts/password-hasher.js';
import { openDatabase } from '../../dist/server/app/data-source.js';
import { fill, idOf, text } from './support/fill.mjs';
import { onMysql } from './support/databases.mjs';
import { show, sideBySide, timed } from './support/measure.mjs';
import { PASSWORD, send, signInAdmin, startServer } from './support/server.mjs';

export const title =
  'Accounts page: few accounts and many, on MariaDB (--rows N, default 100,000; aim: 1,000,000)';

const FEW = 1000;
const PER_PAGE = 25;
const ROUNDS = 5;
const PAGES = 200;
const page = (number) => `{ accounts(page: { page: ${number}, perPage: ${PER_PAGE} }) { total items { id login
  twoFactor { enabled required authenticatorApp { createdAt } securityKeys { id } backupCodesRemaining } } } }`;

async function serverWith(databaseUrl, rows) {
  const database = await openDatabase({ url: databaseUrl, poolSize: 2 });
  const began = performance.now();
  await fill(database, 'accounts', rows, {
    id: idOf(database, 'a'),
    login: text(database, 'filler-'),
    loginKey: text(database, 'filler-'),
    role: "'USER'",
    primaryFactors: 'seq % 2',
    createdAt: 'seq',
  });
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
      const pages = [
        [small, FEW, 1],
        [large, rows, 1],
        [small, FEW, FEW / PER_PAGE],
        [large, rows, 100],
      ];
      // One at a time: the cost of a page, not of a queue for the cores.
      const measured = await sideBySide(
        pages.map(([{ server, token }, , number]) => () => {
          const ask = () => send(server.url, page(number), {}, token);
          return timed(
            Array.from({ length: PAGES }, () => ask),
            1,
          );
        }),
        ROUNDS,
      );
      for (const [index, [, accounts, number]] of pages.entries()) {
        const ratio = (measured[index].p50 / measured[0].p50).toFixed(2);
        const note = index === 0 ? '' : `p50 ${ratio} × (aim: 1.50 or less)`;
        show(`${accounts} accounts, page ${number}`, measured[index], note);
      }
      await small.server.stop();
      await large.server.stop();
    }),
  );
