// `npm run demo`: a database full of believable people, and a server on it. Under test/, since it plays them with
// what the tests have, and nothing of it belongs on a real server.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { prepare } from '../../server/process/start.mjs';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** In a process of its own, which is gone before the server starts. */
function run(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

process.env.DATA_DIR ||= join('data', 'demo');
process.env.LOG_LEVEL ||= 'warn';
prepare((line) => process.stdout.write(`${line}\n`));
run('node_modules/typescript/bin/tsc', '-p', 'test/demo');
run('dist-demo/test/demo/main.js');
await import(pathToFileURL(join(ROOT, 'dist/server/main.js')).href);
