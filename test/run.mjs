// `npm test`: makes sure of all that the suites need, then runs every one of them.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { prepare } from '../server/start.mjs';

const say = (line) => process.stdout.write(`${line}\n`);

function fail(line) {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}

const isInstalled = (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

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

const answers = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => resolve(true) || socket.destroy());
    socket.once('error', () => resolve(false));
    socket.setTimeout(2000, () => resolve(false) || socket.destroy());
  });

/** A server of our own in a temporary folder, gone when the tests are. */
async function startPrivateServer() {
  ensureProgram('mariadbd', 'mariadb-server');
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-mariadb-'));
  const port = await freePort();
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  say('Starting a private MariaDB …');
  const installed = spawnSync(
    'mariadb-install-db',
    [`--datadir=${folder}/data`, '--auth-root-authentication-method=normal', ...user],
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
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      ...user,
    ],
    { stdio: 'ignore' },
  );
  const stop = () => {
    server.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.on('exit', stop);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
  while (!(await answers(port))) {
    if (server.exitCode !== null) fail('mariadbd could not start.');
    await delay(200);
  }
  return `mysql://root@127.0.0.1:${port}`;
}

async function findMysql() {
  const { TEST_DATABASE_URL } = process.env;
  if (TEST_DATABASE_URL) return TEST_DATABASE_URL;
  if (await answers(3306)) return 'mysql://root@127.0.0.1:3306';
  return startPrivateServer();
}

prepare(say);
ensureProgram('oathtool', 'oathtool');
const mysqlUrl = await findMysql();
say(`MySQL/MariaDB for the tests: ${mysqlUrl.replace(/\/\/.*@/, '//')}`);

const results = join(mkdtempSync(join(tmpdir(), 'latchkey-results-')), 'results.json');
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
vitest.on('exit', (code) => {
  const summary = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : {};
  const { numPassedTests: passed = 0, numFailedTests: failed = 0 } = summary;
  say(`${passed} passed, ${failed} failed`);
  process.exit(code !== 0 || passed === 0 ? 1 : 0);
});
