import 'reflect-metadata';
import { realpathSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Command, CommanderError } from '@commander-js/extra-typings';
import { pino } from 'pino';
import { openDatabase } from '../app/data-source.js';
import { createServices } from '../app/services.js';
import { readConfig } from '../config/config.js';
import { systemClock } from '../platform/clock.js';
import { startError } from '../platform/database/driver-errors.js';
import { OperatorError } from '../platform/operator-error.js';
import { Refusal } from '../platform/refusal.js';
import { accountCommands } from './account.js';
import { accountChangeCommands } from './account-changes.js';
import { applicationCommands } from './applications.js';
import { archiveCommands } from './archive.js';
import { auditCommands } from './audit.js';
import { backupCommand } from './backup.js';
import { cleanUpCommand } from './clean-up.js';
import { type Result, type Runner, type Terminal, UsageError } from './command.js';
import { keysCommand } from './keys.js';
import { migrateCommand } from './migrate.js';
import { serviceAccountCommands } from './service-accounts.js';
import { settingsCommands } from './settings.js';
import { transferCommands } from './transfer.js';
import { twoFactorCommands } from './two-factor.js';
import { u2fImportCommand } from './u2f-import.js';

const GROUPS = {
  'Accounts:': [accountCommands, accountChangeCommands, twoFactorCommands],
  'Applications:': [applicationCommands],
  'Service accounts:': [serviceAccountCommands],
  'Settings and keys:': [settingsCommands, keysCommand, u2fImportCommand],
  'Audit log:': [auditCommands],
  'Database:': [backupCommand, migrateCommand, cleanUpCommand],
  'Transfer:': [transferCommands, archiveCommands],
};

/** The command line, with all that it can do. */
function commandLine(terminal: Terminal, runner: Runner): Command {
  const program = new Command('cli')
    .description('Latchkey’s command line, for operators and for an administrator who is locked out.')
    .option('--json', 'write one JSON document to standard output')
    .exitOverride()
    .configureOutput({
      writeOut: (written) => terminal.output.write(written),
      writeErr: (written) => terminal.errors.write(written),
      // Errors are written where all others are.
      outputError: () => undefined,
    })
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', '\nExit code 0: done. 1: refused or failed. 2: wrong usage.');
  for (const [heading, families] of Object.entries(GROUPS)) {
    program.commandsGroup(heading);
    for (const declare of families) declare(program, runner);
  }
  return program;
}

/** Runs one command and returns its exit code. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  const asJson = args.includes('--json');
  const outcome = { failed: false };
  const print = async ({ data, lines, failed = false }: Result): Promise<void> => {
    const written = asJson && data !== undefined ? [JSON.stringify(data, null, 2)] : lines;
    await write(terminal, written);
    outcome.failed = failed;
  };
  const program = commandLine(terminal, {
    input: terminal.input,
    errors: terminal.errors,
    env: terminal.env,
    onConfig: async (run) => print(await run(readConfig(terminal.env))),
    onServices: async (run, how) => {
      const config = readConfig(terminal.env);
      const log = pino({ level: config.logLevel }, { write: (line) => terminal.errors.write(line) });
      const database = await openDatabase({
        ...config.database,
        poolSize: 2,
        ...(how === 'patiently' && { timeout: undefined }),
      });
      try {
        const publicUrl = config.publicUrl ?? `http://localhost:${config.port}`;
        await print(
          await run(await createServices({ config, database, clock: systemClock, log, publicUrl })),
        );
      } finally {
        await database.close();
      }
    },
  });
  try {
    await program.parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' });
    return outcome.failed ? 1 : 0;
  } catch (thrown) {
    return exitCodeOf(thrown, asJson, terminal);
  }
}

/** Writes lines as fast as they are read. Nobody has to read them to their end: what the command did is done. */
async function write({ output }: Terminal, lines: Result['lines']): Promise<void> {
  const ended = async function* () {
    for await (const line of lines) yield `${line}\n`;
  };
  try {
    await pipeline(ended, output, { end: false });
  } catch (error) {
    if (!isUnread(error)) throw error;
  }
}

/** Says in one line what went wrong. */
function exitCodeOf(thrown: unknown, asJson: boolean, { errors }: Terminal): number {
  const isShownHelp = thrown instanceof CommanderError && thrown.code.startsWith('commander.help');
  if (isShownHelp) return thrown.exitCode === 0 ? 0 : 2;
  const error = startError(thrown);
  const isUsage = error instanceof UsageError || error instanceof CommanderError;
  // Commander proposes what was meant in a second line.
  const message = (error instanceof Error ? error.message : String(error))
    .replace(/^error: |\n(?=\(Did)/g, ' ')
    .trim();
  const code = error instanceof Refusal ? error.code : isUsage ? 'USAGE' : 'FAILED';
  errors.write(asJson ? `${JSON.stringify({ error: { code, message } })}\n` : `${message}\n`);
  const isOurs = isUsage || error instanceof Refusal || error instanceof OperatorError;
  if (!isOurs && error instanceof Error && !asJson) errors.write(`${String(error.stack)}\n`);
  return isUsage ? 2 : 1;
}

const isUnread = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'EPIPE';

/** The command line as it was typed. */
export async function main(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => {
      if (!isUnread(error)) throw error;
    });
  }
  process.exitCode = await runCommandLine(process.argv.slice(2), {
    env: process.env,
    input: process.stdin,
    output: process.stdout,
    errors: process.stderr,
  });
}

if (process.argv[1] && realpathSync(process.argv[1]) === import.meta.filename) await main();
