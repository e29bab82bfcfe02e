import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import autocannon from 'autocannon';
import { onEachDatabase } from './support/databases.mjs';
import { CONNECTIONS, cpuOf, median, SECONDS } from './support/measure.mjs';
import { graphqlRequest, send, signInAdmin, startServer } from './support/server.mjs';

export const title = 'Forward authentication and introspection: the CPU that a check costs';

const HOST = 'wiki.example.org';
const ROUNDS = 5;
const WEBMAIL_SECRET = 'of more than enough characters to be good for a benchmark';

// What nobody can do without: a server of Node's own, and one prepared statement that finds the session and its account.
const BARE = `
import { createServer } from 'node:http';
const LOOKUP = 'SELECT t.id, t.expiresAt, t.lastUsedAt, a.login, a.disabled FROM auth_tokens t INNER JOIN accounts a ON a.id = t.accountId WHERE t.id = ?';
const url = process.env.DATABASE_URL;
let find;
if (url.startsWith('sqlite:')) {
  const { default: Sqlite } = await import(process.versions.napi >= 10 ? 'better-sqlite3-napi' : 'better-sqlite3');
  const statement = new Sqlite(url.slice('sqlite:'.length)).prepare(LOOKUP);
  find = async (id) => statement.get(id);
} else {
  const { createPool } = await import('mysql2/promise');
  const pool = createPool({ uri: url, connectionLimit: 10 });
  find = async (id) => (await pool.execute(LOOKUP, [id]))[0][0];
}
const server = createServer(async (request, response) => {
  const id = /_pass=([^.]+)/.exec(request.headers.cookie ?? '')?.[1];
  const row = await find(id);
  response.writeHead(row ? 200 : 401, { 'X-User': row?.login ?? '', 'Content-Length': 0 }).end();
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

async function startBare(databaseUrl) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', BARE], {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.on('exit', () => child.kill());
  const port = await new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
  return { url: `http://127.0.0.1:${port}`, pid: child.pid, stop: () => child.kill() };
}

/** Microseconds of CPU a request; every answer must be a success. */
async function cost({ pid }, request) {
  const before = cpuOf(pid);
  const { requests, non2xx, errors } = await autocannon({
    connections: CONNECTIONS,
    duration: SECONDS,
    ...request,
  });
  if (non2xx || errors) throw new Error(`${non2xx} refused, ${errors} broken`);
  return ((cpuOf(pid) - before) / requests.total) * 1e6;
}

const CREATE = `mutation ($input: CreateApplicationInput!) { createApplication(input: $input) { application { id } } }`;

async function passFor(url, token) {
  const proxied = { 'x-forwarded-host': HOST, 'x-forwarded-proto': 'http' };
  const go = async (address, headers) => {
    const answer = await fetch(address, { headers, redirect: 'manual' });
    return { to: answer.headers.get('location'), cookie: answer.headers.getSetCookie()[0]?.split(';')[0] };
  };
  const begun = await go(`${url}/.latchkey/start?to=/`, proxied);
  const start = new URL(begun.to);
  const sent = await go(url + start.pathname + start.search, { cookie: `latchkey=${token}` });
  const callback = new URL(sent.to);
  const given = await go(url + callback.pathname + callback.search, { ...proxied, cookie: begun.cookie });
  return { ...proxied, 'x-forwarded-uri': '/', 'x-forwarded-for': '203.0.113.9', cookie: given.cookie };
}

export const run = () =>
  onEachDatabase(async (databaseUrl) => {
    const server = await startServer(databaseUrl, {
      TRUSTED_PROXIES: 'loopback',
      SERVICE_CLIENTS: `webmail=${createHash('sha256').update(WEBMAIL_SECRET).digest('hex')}`,
    });
    const tokens = [];
    for (let session = 0; session < CONNECTIONS; session++) tokens.push(await signInAdmin(server.url));
    const [token] = tokens;
    await send(server.url, CREATE, { input: { kind: 'FORWARD', name: 'Wiki', hosts: [HOST] } }, token);
    // Each connection is somebody else.
    const passes = await Promise.all(tokens.map((each) => passFor(server.url, each)));
    const each = () => {
      let client = 0;
      return { setupClient: (connection) => connection.setHeaders(passes[client++ % passes.length]) };
    };
    const aboutEach = () => {
      let client = 0;
      return {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          authorization: `Basic ${Buffer.from(`webmail:${WEBMAIL_SECRET}`).toString('base64')}`,
        },
        setupClient: (connection) => connection.setBody(`token=${tokens[client++ % tokens.length]}`),
      };
    };
    const bare = await startBare(databaseUrl);
    const contenders = [
      () => cost(bare, { url: bare.url, ...each() }),
      () => cost(server, { url: `${server.url}/auth/forward`, ...each() }),
      () => cost(server, { url: `${server.url}/oauth2/introspect`, ...aboutEach() }),
      () => cost(server, graphqlRequest(server.url, '{ me { id login } }', token)),
    ];
    const measured = contenders.map(() => []);
    for (const contender of contenders) await contender();
    for (let round = 0; round < ROUNDS; round++) {
      for (const [index, contender] of contenders.entries()) measured[index].push(await contender());
    }
    const [floor, check, introspection, me] = measured.map(median);
    const line = (name, micros, note = '') =>
      console.log(`  ${name.padEnd(46)} ${micros.toFixed(0).padStart(7)} µs of CPU  ${note}`);
    line('bare node:http and one prepared lookup', floor);
    line('forward check', check, `${(check / floor).toFixed(2)} × (aim: 1.3 or less)`);
    line('introspection', introspection, `${(introspection / floor).toFixed(2)} × (aim: 1.3 or less)`);
    line('GraphQL me', me, `${(me / check).toFixed(1)} × the check`);
    bare.stop();
    await server.stop();
  });
