import { openDatabase } from '../../dist/server/app/data-source.js';
import { onMysql } from './support/databases.mjs';
import { fill, hashOf, idOf, text } from './support/fill.mjs';
import { load, median, show, sideBySide, timed } from './support/measure.mjs';
import { graphqlRequest, send, signInAdmin, startServer } from './support/server.mjs';

export const title =
  'Tokens on MariaDB: checked among few and many, and while expired ones are deleted (--rows, --expired)';

const DAY = 24 * 60 * 60 * 1000;
const FEW = 1000;
const CHECKS = 500;
const ROUNDS = 7;
const ME = '{ me { id login } }';
const JOBS = '{ jobs { name lastFinishedAt lastDurationMs failReason lastResult } }';
// As many requests at a time as leave the machine unsaturated: a queue of our own making would hide the clean-up.
const CONNECTIONS = 4;

const bearer = (seq) => `lk_bench${seq}`;

/** A server with so many tokens, `lk_bench1` and so on, of as many people as there are few; each `every`th has expired. */
async function serverWith(databaseUrl, rows, every = Infinity) {
  const server = await startServer(databaseUrl);
  const database = await openDatabase({ url: databaseUrl, poolSize: 2 });
  const began = performance.now();
  const now = Date.now();
  const [accountId, deviceId] = ['a', 'd'].map((kind) => idOf(database, kind));
  await fill(database, 'accounts', FEW, {
    id: accountId,
    login: text(database, 'person-'),
    loginKey: text(database, 'person-'),
    role: "'USER'",
    createdAt: now,
  });
  await fill(database, 'devices', FEW, {
    id: deviceId,
    accountId,
    secretHash: hashOf(database),
    createdAt: now,
    lastSeenAt: now,
  });
  const oneOfFew = (id) => id.replace('seq', `1 + seq % ${FEW}`);
  const expiry = `${now} + IF(seq % ${every} = 0, -1, 14) * ${DAY}`;
  await fill(database, 'auth_tokens', rows, {
    id: idOf(database, 'b'),
    hash: "SHA2(CONCAT('lk_bench', seq), 256)",
    accountId: oneOfFew(accountId),
    deviceId: oneOfFew(deviceId),
    createdAt: now - 2 * DAY,
    // Far ahead, so that no check is the first in a minute, which would also write.
    lastUsedAt: now + DAY,
    expiresAt: every === Infinity ? now + 14 * DAY : expiry,
  });
  await database.close();
  console.log(`  ${rows} tokens made in ${((performance.now() - began) / 1000).toFixed(0)} s`);
  return { server, token: await signInAdmin(server.url) };
}

/** The same number of sessions in use, drawn from all of the rows. */
function sessionsOf(rows, every) {
  const step = Math.floor(rows / FEW);
  const live = (seq) => (seq % every === 0 ? seq - 1 : seq);
  return Array.from({ length: FEW }, (_, index) => bearer(live(1 + index * step)));
}

async function compareChecks(few, many, rows, every) {
  const sessions = [sessionsOf(FEW, Infinity), sessionsOf(rows, every)];
  const checkEach = ({ server }, tokens, count) =>
    timed(
      Array.from({ length: count }, (_, index) => async () => {
        const { me } = await send(server.url, ME, {}, tokens[(index * 7919) % tokens.length]);
        if (!me) throw new Error('a session is not known');
      }),
      1,
    );
  // Warmed up by a check of each session.
  const contenders = [few, many].map(
    (contender, index) => (warmUp) => checkEach(contender, sessions[index], warmUp ? FEW : CHECKS),
  );
  const [small, large] = await sideBySide(contenders, ROUNDS);
  show(`me, one of ${FEW} sessions, among ${FEW} tokens`, small);
  const ratio = (large.p50 / small.p50).toFixed(2);
  show(`me, one of ${FEW} sessions, among ${rows} tokens`, large, `p50 ${ratio} × (aim: 1.20 or less)`);
}

async function cleanUp({ server, token }, rows) {
  const check = (seconds) =>
    load({ ...graphqlRequest(server.url, ME, token), connections: CONNECTIONS }, seconds);
  const state = async () =>
    (await send(server.url, JOBS, {}, token)).jobs.find(({ name }) => name === 'clean-up');
  await check(2);
  const idle = [await check(2), await check(2), await check(2)];
  await send(server.url, 'mutation { runJob(name: "clean-up") { name } }', {}, token);
  const meanwhile = [];
  let job;
  do {
    meanwhile.push(await check(2));
    job = await state();
  } while (job.lastFinishedAt === null);

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
}

export const run = ({ rows = '250000', expired = '50000' }) =>
  onMysql((fewUrl) =>
    onMysql(async (manyUrl) => {
      const every = Math.floor(Number(rows) / Number(expired));
      const few = await serverWith(fewUrl, FEW);
      const many = await serverWith(manyUrl, Number(rows), every);
      await compareChecks(few, many, Number(rows), every);
      await few.server.stop();
      await cleanUp(many, rows);
      await many.server.stop();
    }),
  );
