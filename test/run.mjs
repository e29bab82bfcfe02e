// `npm test`: makes sure of all that the chosen suites need, then runs them. README.md beside this file says which.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { prepare } from '../server/process/start.mjs';
import { EVERYWHERE, PROJECTS } from './projects.mjs';
import { fastFolder } from './support/fast-folder.mjs';

const PATIENCE_MINUTES = 60;
const USAGE = `npm test                     every suite where it belongs
npm test -- test/sessions/tokens      the suites in a folder or file, on SQLite
npm test -- --everywhere     every API suite on SQLite and on MariaDB/MySQL
npm test -- --seed=7         the files in another order, the same for the same seed
What follows a second -- is Vitest's, such as: npm test -- test/sessions/tokens -- -t 'expired'`;

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

const PROGRAMS = {
  unit: [],
  api: [],
  'api-mysql': [['openssl', 'openssl']],
  browser: [
    ['chromium-headless-shell', 'chromium-headless-shell'],
    ['dovecot', 'dovecot-imapd'],
    ['nginx', 'nginx'],
    ['caddy', 'caddy'],
    ['php', 'php-cli'],
    // With no web server, which roundcube-core would recommend.
    ['/usr/share/roundcube', '--no-install-recommends roundcube-core roundcube-sqlite3 php-curl php-sqlite3'],
  ],
  system: [
    ['oathtool', 'oathtool'],
    ['/usr/lib/galera/libgalera_smm.so', 'galera-4'],
    ['rsync', 'rsync'],
    ['openssl', 'openssl'],
    ['nginx', 'nginx'],
    ['apache2', 'apache2'],
    ['/usr/lib/apache2/modules/mod_authnz_external.so', 'libapache2-mod-authnz-external'],
    ['/usr/lib/apache2/modules/mod_auth_openidc.so', 'libapache2-mod-auth-openidc'],
    ['radicale', 'radicale'],
    ['slapd', 'slapd'],
    ['dovecot', 'dovecot-imapd'],
    ['/usr/lib/dovecot/modules/auth/libauthdb_lua.so', 'dovecot-auth-lua'],
    ['/usr/lib/postfix/sbin/master', '--no-install-recommends postfix'],
  ],
};

const freePort = () =>
  new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => found(port));
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

/** A server of our own that waits for no disk, gone when the tests are. Suites about crashes start theirs. */
async function startPrivateServer() {
  const folder = mkdtempSync(join(fastFolder(4 * 2 ** 30), 'latchkey-mariadb-'));
  const port = await freePort();
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  say('Starting a private MariaDB …');
  // Of its own: a server that starts removes what others have under way in a folder that they share.
  const env = { ...process.env, TMPDIR: folder };
  const installed = spawnSync(
    'mariadb-install-db',
    [
      '--no-defaults',
      `--datadir=${folder}/data`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      ...user,
    ],
    { encoding: 'utf8', env },
  );
  if (installed.status !== 0) fail(`mariadb-install-db failed: ${installed.stderr}`);
  const server = spawn(
    'mariadbd',
    [
      '--no-defaults',
      `--datadir=${folder}/data`,
      `--tmpdir=${folder}`,
      `--socket=${folder}/socket`,
      `--pid-file=${folder}/pid`,
      `--log-error=${folder}/log`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      '--max-connections=1000',
      '--innodb-flush-log-at-trx-commit=0',
      '--innodb-doublewrite=OFF',
      '--skip-log-bin',
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
    await delay(100);
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
  if (isInstalled('mariadbd')) return startPrivateServer();
  const local = 'mysql://root@127.0.0.1:3306';
  if ((await refusalOf(local)) === undefined) return local;
  ensureProgram('mariadbd', 'mariadb-server');
  return startPrivateServer();
}

/** What is asked for, as parts of paths: a folder may be named without the wing that it stands in, as in test/tokens. */
async function askedFor(names) {
  const { glob } = await import('tinyglobby');
  const suites = await glob('test/**/*.test.ts');
  const isPart = (name) => suites.some((suite) => suite.includes(name));
  return names.map((name) => (isPart(name) ? name : name.replace(/^test(?=\/)/, '')));
}

/** The projects that have a file among those asked for. */
async function chosenProjects(paths, everywhere) {
  const { glob } = await import('tinyglobby');
  const chosen = [];
  for (const [name, { include, exclude }] of Object.entries(everywhere ? EVERYWHERE : PROJECTS)) {
    // One database is enough for a look at one suite.
    if (name === 'api-mysql' && paths.length > 0 && !everywhere) continue;
    const files = await glob(include, { ignore: exclude });
    const isAsked = (file) => paths.length === 0 || paths.some((path) => file.includes(path));
    if (files.some(isAsked)) chosen.push(name);
  }
  return chosen;
}

/** What took longest, then what failed, each with the command that runs just that. */
function summarise({ testResults = [] }) {
  const files = testResults.map(({ name, startTime, endTime, assertionResults, message }) => ({
    name: relative(process.cwd(), name),
    seconds: (endTime - startTime) / 1000,
    failures: assertionResults.filter(({ status }) => status === 'failed'),
    message,
  }));
  const slowest = files.toSorted((a, b) => b.seconds - a.seconds).slice(0, 10);
  say('\nThe slowest:');
  for (const { name, seconds } of slowest) say(`${seconds.toFixed(1).padStart(8)} s  ${name}`);
  for (const { name, failures, message } of files) {
    for (const { fullName, failureMessages } of failures) {
      say(`\nFailed: ${fullName}\n${failureMessages.join('\n')}`);
      const pattern = fullName.replace(/[.*+?^${}()|[\]\\'"]/g, '.');
      say(`Again: npm test -- ${name} -- -t '${pattern}'`);
    }
    if (failures.length === 0 && message) say(`\nFailed: ${name}\n${message}\nAgain: npm test -- ${name}`);
  }
}

const ours = process.argv.slice(2);
const divider = ours.indexOf('--');
const [forUs, forVitest] = divider < 0 ? [ours, []] : [ours.slice(0, divider), ours.slice(divider + 1)];
const { values, positionals } = (() => {
  try {
    const options = {
      everywhere: { type: 'boolean', default: false },
      seed: { type: 'string' },
      watch: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    };
    return parseArgs({ args: forUs, allowPositionals: true, options });
  } catch (error) {
    return fail(`${error.message}\n\n${USAGE}`);
  }
})();
if (values.help) {
  say(USAGE);
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

prepare(say);
const asked = await askedFor(positionals);
const projects = await chosenProjects(asked, values.everywhere);
if (projects.length === 0) fail(`There is no suite at ${positionals.join(', ')}.`);
for (const project of projects) {
  for (const [program, debianPackage] of PROGRAMS[project]) ensureProgram(program, debianPackage);
}
const env = { ...process.env };
if (values.everywhere) env.TEST_EVERYWHERE = 'on';
if (values.seed !== undefined) env.TEST_SEED = values.seed;
if (projects.includes('api-mysql')) {
  env.TEST_MYSQL_URL = await findMysql();
  say(`MySQL/MariaDB for the tests: ${env.TEST_MYSQL_URL.replace(/\/\/.*@/, '//')}`);
}

const folder = mkdtempSync(join(tmpdir(), 'latchkey-results-'));
const results = join(folder, 'results.json');
const began = performance.now();
const vitest = spawn(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    ...(values.watch ? ['watch'] : ['run']),
    '--config=test/vitest.config.ts',
    '--reporter=default',
    ...(values.watch ? [] : ['--reporter=json', `--outputFile.json=${results}`]),
    ...projects.map((project) => `--project=${project}`),
    ...asked,
    ...forVitest,
  ],
  { stdio: 'inherit', env },
);
if (!values.watch) {
  const tooLong = () => fail(`The tests did not end within ${PATIENCE_MINUTES} minutes.`);
  setTimeout(tooLong, PATIENCE_MINUTES * 60_000).unref();
}
process.on('exit', () => {
  vitest.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});
vitest.on('exit', (code) => {
  if (values.watch) process.exit(code ?? 1);
  const summary = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : {};
  summarise(summary);
  const { numPassedTests: passed = 0, numFailedTests = 0 } = summary;
  // A file that cannot be loaded has no tests to fail, and yet must not read as "0 failed".
  const failed = Math.max(numFailedTests, code === 0 ? 0 : 1);
  say(`\n${((performance.now() - began) / 60_000).toFixed(1)} minutes`);
  say(`${passed} passed, ${failed} failed`);
  process.exit(code !== 0 || passed === 0 ? 1 : 0);
});
