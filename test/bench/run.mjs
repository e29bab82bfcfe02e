// `npm run bench`: ratios of figures measured side by side in one run, on both databases.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { prepare } from '../../server/start.mjs';

prepare((line) => console.log(line));
const { default: autocannon } = await import('autocannon');
const { hash } = await import('@node-rs/argon2');
const { generateSync, generateSecret } = await import('otplib');
const { createConnection } = await import('mysql2/promise');
const { v7: uuidv7 } = await import('uuid');
await import('reflect-metadata');
const { openDatabase } = await import('../../dist/server/database/data-source.js');
const { KeyRing } = await import('../../dist/server/database/key-ring.js');
const { Account, PRIMARY_FACTOR } = await import('../../dist/server/accounts/account.entity.js');
const { AuthenticatorApp } = await import('../../dist/server/authenticator-app/authenticator-app.entity.js');
const { ARGON2_COST } = await import('../../dist/server/accounts/passwords.js');

const SECONDS = Number(process.env.BENCH_SECONDS ?? 3);
const ROUNDS = 3;
const CONNECTIONS = 16;
const PASSWORD = 'correct horse battery staple';
const SECRET_KEY = randomBytes(32).toString('hex');
const ME = '{ me { id login } }';
const PAGE = `{ accounts(page: { page: 1, perPage: 25 }) { total items { id login twoFactor {
  enabled required authenticatorApp { createdAt } securityKeys { id } backupCodesRemaining } } } }`;

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const show = (name, { rate, p50, p99 }, note = '') =>
  console.log(
    `  ${name.padEnd(46)} ${rate.toFixed(0).padStart(7)}/s   p50 ${p50.toFixed(1).padStart(6)} ms   p99 ${p99.toFixed(1).padStart(6)} ms  ${note}`,
  );

async function databases() {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-'));
  const mysql = await createConnection(process.env.TEST_DATABASE_URL ?? 'mysql://root@127.0.0.1:3306');
  const name = `latchkey_bench_${randomBytes(4).toString('hex')}`;
  await mysql.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  return {
    urls: {
      SQLite: `sqlite:${join(folder, 'bench.sqlite')}`,
      'MariaDB/MySQL': (process.env.TEST_DATABASE_URL ?? 'mysql://root@127.0.0.1:3306').replace(
        /\/?$/,
        `/${name}`,
      ),
    },
    async drop() {
      await mysql.query(`DROP DATABASE ${name}`);
      await mysql.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function startServer(databaseUrl) {
  const child = spawn(process.execPath, ['dist/server/main.js'], {
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      NODE_ENV: 'production',
      DATABASE_URL: databaseUrl,
      SECRET_KEY,
      ADMIN_PASSWORD: PASSWORD,
      THROTTLE_ACCOUNT_ATTEMPTS: '1000000',
      THROTTLE_ADDRESS_ATTEMPTS: '1000000',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // Also when a contender fails.
  process.on('exit', () => child.kill());
  return new Promise((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = /"url":"([^"]+)","msg":"listening"/.exec(line)?.[1];
      if (!url) return;
      resolve({
        url: url.replace('localhost', '127.0.0.1'),
        stop: () => new Promise((done) => child.once('exit', done) && child.kill()),
      });
    });
  });
}

async function send(url, query, variables, token) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

const SIGN_IN = `mutation ($login: String!, $password: String!) {
  signIn(input: { login: $login, password: $password }) {
    ... on SignedIn { token } ... on SecondFactorRequired { challenge } } }`;
const VERIFY = `mutation ($challenge: String!, $code: String!) {
  verifyAuthenticatorCode(challenge: $challenge, code: $code) { token } }`;

async function load(url, query, token, seconds = SECONDS) {
  const { requests, latency, non2xx, errors } = await autocannon({
    url: `${url}/graphql`,
    method: 'POST',
    connections: CONNECTIONS,
    duration: seconds,
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query }),
  });
  if (non2xx || errors) throw new Error(`${non2xx} refused, ${errors} broken`);
  return { rate: requests.average, p50: latency.p50, p99: latency.p99 };
}

/** Runs the contenders in turn, several rounds, so that what else the machine does hits all alike. */
async function sideBySide(contenders) {
  const rounds = contenders.map(() => []);
  for (const contender of contenders) await contender(1);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, contender] of contenders.entries()) rounds[index].push(await contender());
  }
  return rounds.map((results) => ({
    rate: median(results.map(({ rate }) => rate)),
    p50: median(results.map(({ p50 }) => p50)),
    p99: median(results.map(({ p99 }) => p99)),
  }));
}

/** Work of our own at a fixed concurrency; `jobs` run once each. */
async function timed(jobs, concurrency = CONNECTIONS) {
  const times = [];
  const queue = jobs.values();
  const began = performance.now();
  const worker = async () => {
    for (const job of queue) {
      const start = performance.now();
      await job();
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const seconds = (performance.now() - began) / 1000;
  times.sort((a, b) => a - b);
  return {
    rate: jobs.length / seconds,
    p50: times[Math.floor(times.length / 2)],
    p99: times[Math.floor(times.length * 0.99)],
  };
}

const account = (login, passwordHash, primaryFactors) => ({
  id: uuidv7(),
  login,
  loginKey: login,
  displayName: null,
  nameKey: null,
  role: 'USER',
  disabled: false,
  passwordHash,
  credentialVersion: 0,
  primaryFactors,
  createdAt: Date.now(),
  lastSignInAt: null,
});

async function insertAccounts(database, rows) {
  for (let from = 0; from < rows.length; from += 500) {
    await database.dataSource.manager.insert(Account, rows.slice(from, from + 500));
  }
}

async function bench(databaseUrl) {
  const database = await openDatabase({ url: databaseUrl, poolSize: 2 });
  const passwordHash = await hash(PASSWORD, ARGON2_COST);
  const keys = new KeyRing([SECRET_KEY]);
  const people = Array.from({ length: SECONDS * 100 }, (_, index) => ({
    ...account(`code-${index}`, passwordHash, PRIMARY_FACTOR.AUTHENTICATOR_APP),
    secret: generateSecret(),
  }));
  await insertAccounts(database, [{ ...account('admin', passwordHash, 0), role: 'ADMIN' }]);
  await insertAccounts(
    database,
    people.map((person) => ({ ...person, secret: undefined })),
  );
  await database.dataSource.manager.insert(
    AuthenticatorApp,
    people.map(({ id, secret }) => ({
      accountId: id,
      sealedSecret: keys.seal(secret, `authenticator-app:${id}`),
      lastTimeStep: 0,
      createdAt: Date.now(),
      lastUsedAt: null,
    })),
  );
  const fill = async (total) => {
    const have = await database.dataSource.manager.count(Account);
    const rows = Array.from({ length: total - have }, (_, index) =>
      account(`filler-${have + index}`, passwordHash, index % 2),
    );
    await insertAccounts(database, rows);
    if (database.isMysql) await database.dataSource.query('ANALYZE TABLE accounts');
  };
  await fill(1000);

  const server = await startServer(databaseUrl);
  const { signIn } = await send(server.url, SIGN_IN, { login: 'admin', password: PASSWORD });
  const { token } = signIn;

  const [nothing, me] = await sideBySide([
    (seconds) => load(server.url, '{ __typename }', undefined, seconds),
    (seconds) => load(server.url, ME, token, seconds),
  ]);
  show('{ __typename }, the same Apollo server', nothing);
  show('me, with a token', me, `${(me.rate / nothing.rate).toFixed(2)} × (aim: 0.70 or more)`);

  const floor = await timed(people.map(() => () => hash(PASSWORD, ARGON2_COST)));
  const signIns = await timed(
    people.map(({ login, secret }) => async () => {
      const first = await send(server.url, SIGN_IN, { login, password: PASSWORD });
      await send(server.url, VERIFY, {
        challenge: first.signIn.challenge,
        code: generateSync({ secret }),
      });
    }),
  );
  show('argon2id alone, as the floor', floor);
  show('sign-in with password and code', signIns, `${(signIns.rate / floor.rate).toFixed(2)} ×`);

  const [small] = await sideBySide([(seconds) => load(server.url, PAGE, token, seconds)]);
  await fill(100_000);
  const [large] = await sideBySide([(seconds) => load(server.url, PAGE, token, seconds)]);
  show('accounts page, 1,000 accounts', small);
  show(
    'accounts page, 100,000 accounts',
    large,
    `p50 ${(large.p50 / small.p50).toFixed(2)} ×, time a page ${(small.rate / large.rate).toFixed(2)} × (aim: 1.50 or less)`,
  );
  await server.stop();
  await database.close();
}

const { urls, drop } = await databases();
try {
  for (const [name, url] of Object.entries(urls)) {
    console.log(`\n${name}`);
    await bench(url);
  }
} finally {
  await drop();
}
