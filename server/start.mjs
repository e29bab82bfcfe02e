// Runs on a bare clone, so it uses nothing that is not in Node itself.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const DIST = join(ROOT, 'dist');
const STAMP = join(DIST, '.built');
const BUILT_FROM = ['server', 'migrations', 'tsconfig.json', 'package-lock.json'];

const modified = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0);

/** The latest change below a file or folder, milliseconds. */
function latestChange(path) {
  if (!statSync(path).isDirectory()) return modified(path);
  return Math.max(0, ...readdirSync(path).map((name) => latestChange(join(path, name))));
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
    isNeeded: () =>
      modified(join(ROOT, 'node_modules/.package-lock.json')) < modified(join(ROOT, 'package-lock.json')),
    // The compiler is a development dependency, and is needed in production too: this builds from source.
    run: () => run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund']),
  },
  {
    does: 'Building the server',
    isNeeded: () => modified(STAMP) < Math.max(...BUILT_FROM.map((name) => latestChange(join(ROOT, name)))),
    run: buildServer,
  },
];

/** Built aside and moved into place, so that two starts at once cannot leave half a build behind. */
function buildServer() {
  const startedAt = new Date();
  const aside = join(ROOT, `dist-${process.pid}`);
  run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', ROOT, '--outDir', aside]);
  writeFileSync(join(aside, '.built'), startedAt.toISOString());
  rmSync(DIST, { recursive: true, force: true });
  try {
    renameSync(aside, DIST);
  } catch {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** Installs and builds what is missing or out of date; says so, step by step. */
export function prepare(say) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 11)) {
    process.stderr.write(`Latchkey needs Node 20.11 or newer; this is ${process.versions.node}.\n`);
    process.exit(1);
  }
  for (const step of steps) {
    if (!step.isNeeded()) continue;
    const began = performance.now();
    say(`${step.does} …`);
    step.run();
    say(`  done in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const isCli = process.argv[2] === '--cli';
  prepare((line) => (isCli ? process.stderr : process.stdout).write(`${line}\n`));
  if (isCli) process.argv.splice(2, 1);
  await import(pathToFileURL(join(DIST, 'server', isCli ? 'cli.js' : 'main.js')).href);
}
