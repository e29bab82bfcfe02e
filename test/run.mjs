// `npm test`: makes sure of all that the suites need, then runs every one of them.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { prepare } from '../server/start.mjs';

const say = (line) => process.stdout.write(`${line}\n`);

function fail(line) {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}

// Debian keeps mariadbd where only root's PATH looks.
process.env.PATH += `${delimiter}/usr/sbin${delimiter}/sbin`;

const isInstalled = (program) =>
  program.startsWith('/')
    ? existsSync(program)
    : spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

/** Installs Debian's package for a program that is missing; where it may not, says the one command to run. */
function ensureProgram(program, debianPackage) {
  if (isInstalled(program)) return;
  const command = `apt-get install -y ${debianPackage}`;
  if (process.getuid?.() !== 0 || !isInstalled('apt-get')) {
    fail(`The tests need ${program}. Install it with: sudo ${command}`);
  }
  say(`Installing ${debianPackage} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = () => spawnSync('sh', ['-c', command], { env, encoding: 'utf8' });
  if (install().status !== 0) {
    spawnSync('apt-get', ['update'], { env });
    const { status, stderr } = install();
    if (status !== 0) fail(`${stderr}\nThe tests need ${program}. Install it with: sudo ${command}`);
  }
}

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Why the tests cannot sign in there; undefined when they can. A server that only greets is of no use. */
async function refusalOf(url) {
  const { createConnection } = await import('mysql2/promise');
  try {
    await (await createConnection({ uri: url, connectTimeout: 5000 })).end();
    return undefined;
  } catch (error) {
    return error.message || error.code;
  }
}

/** A server of our own in a temporary folder, gone when the tests are. */
async function startPrivateServer() {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-mariadb-'));
  const port = await freePort();
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  say('Starting a private MariaDB …');
  const installed = spawnSync(
    'mariadb-install-db',
    ['--no-defaults', `--datadir=${folder}/data`, '--auth-root-authentication-method=normal', ...user],
    { encoding: 'utf8' },
  );
  if (installed.status !== 0) fail(`mariadb-install-db failed: ${installed.stderr}`);
  const server = spawn(
    'mariadbd',
    [
      '--no-defaults',
      `--datadir=${folder}/data`,
      `--socket=${folder}/socket`,
      `--pid-file=${folder}/pid`,
      `--log-error=${folder}/log`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      ...user,
    ],
    { stdio: 'ignore' },
  );
  const stop = () => {
    server.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  process.on('exit', stop);
  const url = `mysql://root@127.0.0.1:${port}`;
  while ((await refusalOf(url)) !== undefined) {
    if (server.exitCode !== null) fail(`mariadbd could not start:\n${readFileSync(`${folder}/log`, 'utf8')}`);
    await delay(200);
  }
  return url;
}

async function findMysql() {
  const { TEST_DATABASE_URL } = process.env;
  if (TEST_DATABASE_URL) {
    const refusal = await refusalOf(TEST_DATABASE_URL);
    if (refusal !== undefined) fail(`TEST_DATABASE_URL: ${refusal}`);
    return TEST_DATABASE_URL;
  }
  const local = 'mysql://root@127.0.0.1:3306';
  return (await refusalOf(local)) === undefined ? local : startPrivateServer();
}

const PATIENCE = 100;

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

prepare(say);
ensureProgram('oathtool', 'oathtool');
ensureProgram('chromium', 'chromium');
ensureProgram('openssl', 'openssl');
// Not in the place of a MySQL that is there.
if (!isInstalled('mysqld')) ensureProgram('mariadbd', 'mariadb-server');
ensureProgram('nginx', 'nginx');
ensureProgram('apache2', 'apache2');
ensureProgram('/usr/lib/apache2/modules/mod_authnz_external.so', 'libapache2-mod-authnz-external');
ensureProgram('radicale', 'radicale');
ensureProgram('slapd', 'slapd');
ensureProgram('dovecot', 'dovecot-imapd');
ensureProgram('/usr/lib/dovecot/modules/auth/libauthdb_lua.so', 'dovecot-auth-lua');
const mysqlUrl = await findMysql();
say(`MySQL/MariaDB for the tests: ${mysqlUrl.replace(/\/\/.*@/, '//')}`);

const folder = mkdtempSync(join(tmpdir(), 'latchkey-results-'));
const results = join(folder, 'results.json');
const vitest = spawn(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--config',
    'test/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${results}`,
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit', env: { ...process.env, TEST_MYSQL_URL: mysqlUrl } },
);
setTimeout(() => fail(`The tests did not end within ${PATIENCE} minutes.`), PATIENCE * 60_000).unref();
process.on('exit', () => {
  vitest.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});
vitest.on('exit', (code) => {
  const summary = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : {};
  const { numPassedTests: passed = 0, numFailedTests = 0 } = summary;
  // A file that cannot be loaded has no tests to fail, and yet must not read as "0 failed".
  const failed = Math.max(numFailedTests, code === 0 ? 0 : 1);
  say(`${passed} passed, ${failed} failed`);
  process.exit(code !== 0 || passed === 0 ? 1 : 0);
});
