// `npm run dev`: the server, restarted with each change that compiles, and the dashboard, reloaded by Vite.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { prepare } from './start.mjs';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
// Apart from what `npm start` runs, which is built from what is there at that moment.
const BUILT = join(ROOT, 'dist-dev');

const say = (line) => process.stdout.write(`${line}\n`);
const { values } = parseArgs({ options: { port: { type: 'string', default: '5173' } } });
const port = Number(values.port);
const page = `http://localhost:${port}`;
// Vite's configuration reads it, too.
process.env.PORT ||= '4000';

prepare(say);

/** The page is Vite's, so to the server that is its own origin; whoever opens its port itself may do as much. */
function environment() {
  const { PORT, ALLOWED_ORIGINS, WEBAUTHN_ORIGINS } = process.env;
  const besides = (origins) => [`http://localhost:${PORT}`, origins].filter(Boolean).join(',');
  return {
    LOG_FORMAT: 'pretty',
    SHUTDOWN_SECONDS: '0',
    ...process.env,
    NODE_ENV: 'development',
    PUBLIC_URL: page,
    ALLOWED_ORIGINS: besides(ALLOWED_ORIGINS),
    WEBAUTHN_ORIGINS: besides(WEBAUTHN_ORIGINS),
  };
}

let server;
let ending = false;

async function stopServer() {
  const running = server;
  server = undefined;
  if (!running || running.exitCode !== null || running.signalCode !== null) return;
  running.kill('SIGTERM');
  await once(running, 'exit');
}

let restarts = Promise.resolve();
function restartServer() {
  restarts = restarts.then(stopServer).then(() => {
    if (ending) return;
    const started = spawn(process.execPath, ['--enable-source-maps', join(BUILT, 'server/main.js')], {
      cwd: ROOT,
      env: environment(),
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    started.once('exit', () => {
      if (started === server) say('The server has ended. It starts again with the next change.');
    });
    server = started;
  });
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    ending = true;
    restarts.then(stopServer).finally(() => process.exit(0));
  });
}
process.on('exit', () => server?.kill('SIGKILL'));

const { createServer } = await import('vite');
const vite = await createServer({
  configFile: join(ROOT, 'dashboard/vite.config.mjs'),
  server: { port, strictPort: true },
});
await vite.listen();

// tsc's own watcher: only a compiler keeps the types that decorators hand to TypeORM and type-graphql.
const { default: ts } = await import('typescript');
ts.createWatchProgram(
  ts.createWatchCompilerHost(
    join(ROOT, 'tsconfig.json'),
    { outDir: BUILT, incremental: true, tsBuildInfoFile: join(BUILT, '.tsbuildinfo') },
    ts.sys,
    ts.createEmitAndSemanticDiagnosticsBuilderProgram,
    undefined,
    ({ messageText }, _newLine, _options, errors) => {
      say(ts.flattenDiagnosticMessageText(messageText, '\n'));
      if (errors === 0) restartServer();
    },
  ),
);
say(`
  Dashboard, hot:  ${page}
  GraphiQL:        ${page}/graphql
  Ctrl+C ends both.
`);
