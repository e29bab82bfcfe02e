// Runs on a bare clone, so it uses nothing that is not in Node itself.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const LOCK = join(ROOT, '.start.lock');
const SERVER = {
  folder: join(ROOT, 'dist'),
  from: ['server', 'migrations', 'tsconfig.json', 'package-lock.json'],
  command: (folder) => ['typescript/bin/tsc', '-p', ROOT, '--outDir', folder],
};
const DASHBOARD = {
  folder: join(ROOT, 'dist-dashboard'),
  from: [
    'dashboard',
    'schema/client',
    'package-lock.json',
    // Those that it brings along: dashboard/documents.mjs.
    'docker/README.md',
    'server/config/README.md',
    'schema/README.md',
  ],
  command: (folder) => ['vite/bin/vite.js', 'build', 'dashboard', '--outDir', folder, '--logLevel', 'warn'],
};

/** By versions, not times: Git gives a lock file that did not change a new time. */
function isInstalled() {
  const read = (file) => JSON.parse(readFileSync(join(ROOT, file), 'utf8')).packages;
  if (!existsSync(join(ROOT, 'node_modules/.package-lock.json'))) return false;
  const installed = read('node_modules/.package-lock.json');
  return Object.entries(read('package-lock.json')).every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  );
}

const filesBelow = (path) =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .sort()
        .flatMap((name) => filesBelow(join(path, name)))
    : [path];

/** Of contents, not times: a deleted source, or one that Git put back, is a change too. */
function fingerprint(paths) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap((path) => filesBelow(join(ROOT, path)))) {
    hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function run(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: ROOT, encoding: 'utf8' });
  if (status === 0) return;
  process.stderr.write(`${stdout ?? ''}${stderr ?? ''}${error ? `${error.message}\n` : ''}`);
  process.stderr.write(`Failed: ${command} ${args.join(' ')}\n`);
  process.exit(1);
}

const steps = [
  {
    does: 'Installing dependencies (a minute or two the first time)',
    isNeeded: () => !isInstalled(),
    // The compiler is a development dependency, and is needed in production too: this builds from source.
    run: () => run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund']),
  },
  { does: 'Building the server', isNeeded: () => isOutdated(SERVER), run: () => build(SERVER) },
  { does: 'Building the dashboard', isNeeded: () => isOutdated(DASHBOARD), run: () => build(DASHBOARD) },
];

function isOutdated({ folder, from }) {
  const stamp = join(folder, '.built');
  return !existsSync(stamp) || readFileSync(stamp, 'utf8') !== fingerprint(from);
}

/** Built aside and moved into place, so that a build that fails leaves the last good one. */
function build({ folder, from, command }) {
  const aside = `${folder}-new`;
  rmSync(aside, { recursive: true, force: true });
  const builtFrom = fingerprint(from);
  const [program, ...args] = command(aside);
  run(process.execPath, [join(ROOT, 'node_modules', program), ...args]);
  writeFileSync(join(aside, '.built'), builtFrom);
  rmSync(folder, { recursive: true, force: true });
  renameSync(aside, folder);
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}

/** Two at once would install over each other, or replace the build that the other is loading. */
function takeLock(say) {
  for (let waits = 0; ; waits++) {
    try {
      writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = existsSync(LOCK) ? Number(readFileSync(LOCK, 'utf8')) : 0;
    // A restarted container has the same process ids: our own can only be a leftover.
    if (holder === process.pid || !isRunning(holder)) {
      rmSync(LOCK, { force: true });
      continue;
    }
    if (waits === 0) say('Waiting for another start in this folder …');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
}

const releaseLock = () => rmSync(LOCK, { force: true });

/** Whether this Node is in one of the ranges, each `^1.2.0` or `>=1.2.0`. */
function isWithin(ranges) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return ranges.split(' || ').some((range) => {
    const [fromMajor, fromMinor] = range.match(/\d+/g).map(Number);
    return major === fromMajor ? minor >= fromMinor : range.startsWith('>=') && major > fromMajor;
  });
}

/** Installs and builds what is missing or out of date; says so, step by step. */
export function prepare(say) {
  const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  if (!isWithin(engines.node)) {
    process.stderr.write(`Latchkey needs Node ${engines.node}; this is ${process.versions.node}.\n`);
    process.exit(1);
  }
  if (!steps.some((step) => step.isNeeded())) return;
  takeLock(say);
  process.once('exit', releaseLock);
  for (const step of steps) {
    if (!step.isNeeded()) continue;
    const began = performance.now();
    say(`${step.does} …`);
    step.run();
    say(`  done in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
  process.off('exit', releaseLock);
  releaseLock();
}

/** Of a clone, for the About page; nothing where Git does not say. */
function nameCommit() {
  if (process.env.LATCHKEY_COMMIT || !existsSync(join(ROOT, '.git'))) return;
  const args = ['describe', '--always', '--dirty', '--abbrev=12', '--exclude=*'];
  const { status, stdout } = spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' });
  if (status === 0) process.env.LATCHKEY_COMMIT = stdout.trim();
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const isCli = process.argv[2] === '--cli';
  prepare((line) => (isCli ? process.stderr : process.stdout).write(`${line}\n`));
  if (isCli) process.argv.splice(2, 1);
  else nameCommit();
  const entrance = pathToFileURL(join(SERVER.folder, 'server', isCli ? 'cli/main.js' : 'main.js')).href;
  const { main } = await import(entrance);
  if (isCli) await main();
}
