import { createConnection } from 'mysql2/promise';
import { onMysql } from './support/databases.mjs';
import { load, median, show } from './support/measure.mjs';
import { graphqlRequest, send, signInAdmin, startServer } from './support/server.mjs';

export const title = 'Clean-up: expired tokens deleted while others are checked';

const ME = '{ me { id login } }';
const JOBS = '{ jobs { name lastFinishedAt lastDurationMs failReason lastResult } }';
// As many requests at a time as leave the machine unsaturated: a queue of our own making would hide the clean-up.
const CONNECTIONS = 4;

/** Tokens of one device, made by the database out of each other; the first `expired` have expired. */
async function fillTokens(databaseUrl, rows, expired) {
  const mysql = await createConnection(databaseUrl);
  const now = Date.now();
  for (let have = 1; have < rows;) {
    const more = Math.min(have, rows - have, 200_000);
    await mysql.query(
      `INSERT INTO auth_tokens (id, hash, accountId, deviceId, secondFactor, createdAt, lastUsedAt, expiresAt)
        SELECT UUID(), SHA2(CONCAT(UUID(), RAND()), 256), accountId, deviceId, NULL, createdAt, NULL, ?
        FROM auth_tokens LIMIT ?`,
      [now + 14 * 24 * 60 * 60 * 1000, more],
    );
    have += more;
  }
  for (let done = 0; done < expired; done += 100_000) {
    await mysql.query(
      `UPDATE auth_tokens SET expiresAt = ? - FLOOR(RAND() * 86400000)
        WHERE expiresAt > ? AND lastUsedAt IS NULL LIMIT ?`,
      [now - 1, now, Math.min(100_000, expired - done)],
    );
  }
  await mysql.query('ANALYZE TABLE auth_tokens');
  await mysql.end();
}

export const run = ({ rows = '250000', expired = '50000' }) =>
  onMysql(async (databaseUrl) => {
    const server = await startServer(databaseUrl);
    const token = await signInAdmin(server.url);
    // Used, and so told apart from those that are made of it.
    await send(server.url, ME, {}, token);
    await fillTokens(databaseUrl, Number(rows), Number(expired));
    const check = (seconds) =>
      load({ ...graphqlRequest(server.url, ME, token), connections: CONNECTIONS }, seconds);
    const cleanUp = async () =>
      (await send(server.url, JOBS, {}, token)).jobs.find(({ name }) => name === 'clean-up');

    await check(2);
    const idle = [await check(2), await check(2), await check(2)];
    await send(server.url, 'mutation { runJob(name: "clean-up") { name } }', {}, token);
    const meanwhile = [];
    let job;
    do {
      meanwhile.push(await check(2));
      job = await cleanUp();
    } while (job.lastFinishedAt === null);
    await server.stop();

    const summary = (measured) =>
      Object.fromEntries(['rate', 'p50', 'p99'].map((key) => [key, median(measured.map((one) => one[key]))]));
    const [before, during] = [summary(idle), summary(meanwhile)];
    show('me, idle', before);
    show('me, meanwhile', during, `p99 ${(during.p99 / before.p99).toFixed(2)} × (aim: 2.00 or less)`);
    const { rows: deleted, batches, longestBatchMs } = job.lastResult;
    const rate = (deleted.tokens / job.lastDurationMs) * 1000;
    console.log(
      `  ${deleted.tokens} of ${rows} tokens in ${batches} batches: ${rate.toFixed(0)} rows/s, ` +
        `the longest batch took ${longestBatchMs} ms (aim: 200 or less)`,
    );
  });
