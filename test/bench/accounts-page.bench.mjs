import { openDatabase } from '../../dist/server/database/data-source.js';
import { fillAccounts } from './support/accounts.mjs';
import { onEachDatabase } from './support/databases.mjs';
import { load, show, sideBySide } from './support/measure.mjs';
import { graphqlRequest, signInAdmin, startServer } from './support/server.mjs';

export const title = 'Accounts page: few accounts and many (--rows N, default 100,000)';

const FEW = 1000;
const page = (
  number,
) => `{ accounts(page: { page: ${number}, perPage: 25 }) { total items { id login twoFactor {
  enabled required authenticatorApp { createdAt } securityKeys { id } backupCodesRemaining } } } }`;

export const run = ({ rows = '100000' }) =>
  onEachDatabase(async (databaseUrl) => {
    const server = await startServer(databaseUrl);
    const token = await signInAdmin(server.url);
    const database = await openDatabase({ url: databaseUrl, poolSize: 2 });
    const measure = (number) =>
      sideBySide([(seconds) => load(graphqlRequest(server.url, page(number), token), seconds)]);
    await fillAccounts(database, FEW);
    const [few] = await measure(1);
    await fillAccounts(database, Number(rows));
    const [many] = await measure(1);
    const [hundredth] = await measure(100);
    show(`${FEW} accounts, first page`, few);
    for (const [name, measured] of [
      ['first', many],
      ['hundredth', hundredth],
    ]) {
      const p50 = (measured.p50 / few.p50).toFixed(2);
      const time = (few.rate / measured.rate).toFixed(2);
      show(
        `${rows} accounts, ${name} page`,
        measured,
        `p50 ${p50} ×, time a page ${time} × (aim: 1.50 or less)`,
      );
    }
    await database.close();
    await server.stop();
  });
