// `npm run mutations`: puts faults in, one at a time, into a copy of the tree, and tells which no test notices.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import ts from 'typescript';
import { ALL_FAULTS, withFault } from './placed.mjs';

const USAGE = `npm run mutations                      every fault
npm run mutations -- devices 'idle'    those in a folder, or with these words in their name
npm run mutations -- --check           only whether each fault can still be put in
npm run mutations -- --quick           asks the suites named for a fault, and not all others about survivors
npm run mutations -- --tree=PATH --project=sqlite --project=mysql
                                       in another tree, whose projects for SQLite and MariaDB/MySQL are called so
Faults that only MariaDB/MySQL can show are put in where TEST_MYSQL_URL names one.`;

const say = (line) => process.stdout.write(`${line}\n`);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    check: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    tree: { type: 'string', default: '.' },
    project: { type: 'string', multiple: true, default: ['api', 'api-mysql'] },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  say(USAGE);
  process.exit(0);
}
const tree = resolve(values.tree);
const [onSqlite, onMysql] = values.project;

const isAsked = ({ folder, name }) =>
  positionals.length === 0 ||
  positionals.some((word) => folder === word || folder.endsWith(`/${word}`) || name.includes(word));
const faults = ALL_FAULTS.filter(isAsked);
if (faults.length === 0) {
  say(`There is no fault named ${positionals.join(', ')}.\n\n${USAGE}`);
  process.exit(1);
}

const outdated = faults.filter((fault) => withFault(tree, fault) === null);
if (values.check) {
  for (const { folder, name } of outdated) say(`Outdated: ${folder}: ${name}`);
  say(`${faults.length - outdated.length} of ${faults.length} faults can be put in.`);
  process.exit(outdated.length === 0 ? 0 : 1);
}

// Whoever else works on this machine comes first.
setPriority(10);
const { prepare } = await import(pathToFileURL(join(tree, 'server/process/start.mjs')).href);
prepare(say);

const copy = mkdtempSync(join(tmpdir(), 'latchkey-mutations-'));
let running;
process.on('exit', () => {
  running?.kill();
  rmSync(copy, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: tree,
  encoding: 'utf8',
});
for (const file of listed.stdout.split('\0')) {
  if (file !== '' && existsSync(join(tree, file))) cpSync(join(tree, file), join(copy, file));
}
cpSync(join(tree, 'dist'), join(copy, 'dist'), { recursive: true });
for (const folder of ['node_modules', 'dist-dashboard']) symlinkSync(join(tree, folder), join(copy, folder));

const { options } = ts.getParsedCommandLineOfConfigFile(join(copy, 'tsconfig.json'), {}, ts.sys);
const compilerOptions = {
  ...options,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
};

/** In the source, which most suites load, and in what is built, which servers in processes of their own run. */
function write(file, source) {
  writeFileSync(join(copy, file), source);
  const fileName = join(copy, file);
  const { outputText, diagnostics } = ts.transpileModule(source, {
    compilerOptions,
    fileName,
    reportDiagnostics: true,
  });
  for (const { messageText } of diagnostics ?? []) {
    throw new Error(`${file}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
  }
  writeFileSync(join(copy, 'dist', file.replace(/\.ts$/, '.js')), outputText);
}

/** The first test that fails; null when none does. */
async function firstFailure(project, suites) {
  const results = join(copy, 'results.json');
  rmSync(results, { force: true });
  running = spawn(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--config=test/vitest.config.ts',
      `--project=${project}`,
      '--bail=1',
      '--maxWorkers=1',
      // What no fault is in is transformed once, and not for each.
      '--experimental.fsModuleCache',
      `--experimental.fsModuleCachePath=${join(copy, 'transformed')}`,
      '--reporter=json',
      `--outputFile=${results}`,
      ...suites,
    ],
    { cwd: copy, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const [said, [code]] = await Promise.all([text(running.stderr), once(running, 'exit')]);
  if (code === 0) return null;
  const { testResults = [] } = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : {};
  for (const { name, message, assertionResults } of testResults) {
    const file = name.slice(name.indexOf('/test/') + 6);
    const failed = assertionResults.find((test) => test.status === 'failed');
    if (failed) return `${file}: ${failed.fullName}`;
    if (message) return `${file}: ${message.split('\n')[0]}`;
  }
  throw new Error(`Vitest ended with ${code}, and no test failed:\n${said}`);
}

const projectOf = ({ on }) => (on === 'mysql' ? onMysql : onSqlite);
const canRun = ({ on }) => on !== 'mysql' || process.env.TEST_MYSQL_URL !== undefined;
const toRun = faults.filter((fault) => canRun(fault) && !outdated.includes(fault));

say('Without a fault …');
for (const project of new Set(toRun.map(projectOf))) {
  const suites = new Set(
    toRun.filter((fault) => projectOf(fault) === project).flatMap((fault) => fault.suites),
  );
  const failure = await firstFailure(project, [...suites]);
  if (failure !== null) {
    say(`A test fails without any fault, so nothing would be told by one: ${failure}`);
    process.exit(1);
  }
}

const survivors = [];
for (const fault of toRun) {
  const began = performance.now();
  const { file, source, faulty, line } = withFault(copy, fault);
  write(file, faulty);
  const noticed =
    (await firstFailure(projectOf(fault), fault.suites)) ??
    (values.quick ? null : await firstFailure(projectOf(fault), []));
  write(file, source);
  if (noticed === null) survivors.push({ ...fault, file, line });
  const seconds = ((performance.now() - began) / 1000).toFixed(0).padStart(4);
  say(`${seconds} s  ${noticed === null ? 'SURVIVES' : 'noticed '}  ${fault.folder}: ${fault.name}`);
  if (noticed !== null) say(`                  by ${noticed}`);
}

for (const { folder, name } of outdated)
  say(`\nOutdated, for its text is not found once: ${folder}: ${name}`);
for (const fault of faults.filter((one) => !canRun(one))) {
  say(`\nNot put in, for TEST_MYSQL_URL names no MariaDB/MySQL: ${fault.folder}: ${fault.name}`);
}
for (const { folder, name, file, line, put } of survivors) {
  say(`\nSurvives: ${folder}: ${name}\n  ${file}:${line}, with: ${put === '' ? '(nothing)' : put}`);
}
say(
  `\n${toRun.length - survivors.length} of ${toRun.length} faults noticed, ${survivors.length} survive, ${outdated.length} outdated`,
);
process.exit(survivors.length + outdated.length > 0 ? 1 : 0);
