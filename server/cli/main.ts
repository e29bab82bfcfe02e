import 'reflect-metadata';
import { realpathSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { cleanUp } from './clean-up.js';
import { type AuditOptions, exportAudit, verifyAudit } from './audit.js';
import { backUp } from './backup.js';
import { rotateKeys } from './keys.js';
import { type Result, UsageError } from './command.js';
import { createAccount, issuePasswordLink, type NewAccountOptions } from './passwords.js';
import { applyProfile, getSettings, setSetting } from './settings.js';
import { importU2f } from './u2f-import.js';
import { exportAccounts, importFiles, type TransferOptions } from './transfer.js';
import { readConfig } from '../config/config.js';
import { systemClock } from '../platform/clock.js';
import { openDatabase } from '../app/data-source.js';
import { startError } from '../platform/database/driver-errors.js';
import { OperatorError } from '../platform/operator-error.js';
import { Refusal } from '../platform/refusal.js';
import { createServices, type Services } from '../app/services.js';
import type { Unattended } from '../platform/acting/guard.js';

const HELP = `Latchkey's command line, for operators and for an administrator who is locked out.

  account:create LOGIN [--admin] [--display-name NAME] [--password-stdin]
                        shows a link by which the person chooses the password; one that is given by standard
                        input must be changed at the first sign-in
  account:list [--search TEXT] [--page N]
  password-link:issue LOGIN   a link to choose another password, good once and for 24 hours; shown once
  two-factor:reset LOGIN   removes factors, backup codes, trust and tokens
  recovery-code:issue LOGIN
                        a code in place of a lost second factor, good once and for 24 hours; shown once
  account:unlock LOGIN     lets password and codes be tried again after too many failures
  tokens:revoke LOGIN      signs the account out everywhere
  tokens:revoke --everyone   signs everyone out everywhere; servers that run follow within 2 seconds
  u2f:import            keys of an older U2F deployment, from standard input: a line of JSON each with login,
                        keyHandle, publicKey (base64url), counter, name. Needs U2F_APP_ID
  settings:get [NAME]
  settings:set NAME VALUE
  settings:profile strict [--dry-run]
                        clockTolerance 1, no trusted devices, sessions of a day that end after an hour without use
  keys:rotate           with SECRET_KEY=new,old, while servers run with the same: seals all with the new one,
                        and says when nothing needs the old one any more
  audit:verify [--anchor NUMBER:MAC]
                        checks every event; exit code 1 when one was changed, deleted, inserted or reordered.
                        Keep the anchor it prints elsewhere: given next time, it also shows a replaced log
  audit:export [--from TIME] [--to TIME]   JSON lines, oldest first

  backup FILE              copies SQLite's database while servers run, and checks the copy
  migrate                  brings the database's schema up to date, as every start does, and nothing else
  cleanup                  deletes what has expired, as the nightly job does; may run beside it

  import FILE [--format FORMAT] [--issuer NAME] [--create] [--dry-run]
                        accounts and authenticator apps from CSV, JSON (an array, or one object a line), otpauth URIs,
                        Google Authenticator's otpauth-migration URIs, or a plain Aegis export; what is there already
                        is left alone, so it can be run again. --issuer: only that service's entries.
                        --create: make accounts for unknown logins, as CSV and JSON do
  import FILE...           the suite's TwoFactorAuth.config.json and config.json, together
  export FILE              all accounts as JSON lines, with TOTP secrets, without what is hashed

  --json    one JSON document on standard output
  Exit code 0: done. 1: refused or failed. 2: wrong usage.
`;

const ACTOR: Unattended = { id: null, login: 'command line', ipAddress: null };

interface Options extends AuditOptions, TransferOptions, NewAccountOptions {
  search?: string;
  page?: string;
  everyone?: boolean;
}

type Command = (services: Services, names: string[], options: Options) => Promise<Result> | Result;

interface Usage {
  takes: [min: number, max: number];
}

const commands: Record<string, Usage & ({ run: Command } | { runUnopened: typeof backUp })> = {
  'account:create': {
    takes: [1, 1],
    run: (services, names, options) => createAccount(ACTOR, services, names, options),
  },
  'account:list': { takes: [0, 0], run: listAccounts },
  'account:unlock': { takes: [1, 1], run: unlockAccount },
  'two-factor:reset': { takes: [1, 1], run: resetTwoFactor },
  'password-link:issue': {
    takes: [1, 1],
    run: (services, names) => issuePasswordLink(ACTOR, services, names),
  },
  'recovery-code:issue': { takes: [1, 1], run: issueRecoveryCode },
  'tokens:revoke': { takes: [0, 1], run: revokeTokens },
  'u2f:import': { takes: [0, 0], run: (services, _, { input }) => importU2f(ACTOR, services, input) },
  'settings:get': { takes: [0, 1], run: getSettings },
  'settings:set': { takes: [2, 2], run: (services, names) => setSetting(ACTOR, services, names) },
  'settings:profile': {
    takes: [1, 1],
    run: (services, names, options) => applyProfile(ACTOR, services, names, options),
  },
  'keys:rotate': { takes: [0, 0], run: (services) => rotateKeys(services, ACTOR) },
  'audit:verify': { takes: [0, 0], run: verifyAudit },
  'audit:export': { takes: [0, 0], run: exportAudit },
  import: { takes: [1, 10], run: importFiles },
  export: { takes: [1, 1], run: exportAccounts },
  backup: { takes: [1, 1], runUnopened: backUp },
  cleanup: { takes: [0, 0], run: cleanUp },
  migrate: { takes: [0, 0], run: migrate },
};

/** Opening the database has done it. */
function migrate(): Result {
  return { data: { migrated: true }, lines: ['The schema is up to date.'] };
}

async function listAccounts({ accountList }: Services, _: string[], options: Options): Promise<Result> {
  const page = Number(options.page ?? 1);
  const { items, total } = await accountList.page(
    options.search === undefined ? {} : { search: options.search },
    { page, perPage: 100 },
  );
  const rows = items.map(({ id, login, role, disabled, primaryFactors }) => ({
    id,
    login,
    role,
    disabled,
    twoFactorEnabled: primaryFactors !== 0,
  }));
  const lines = rows.map(({ login, role, disabled, twoFactorEnabled }) =>
    [login, role, twoFactorEnabled ? 'second factor' : 'password only', disabled ? 'disabled' : '']
      .filter(Boolean)
      .join('\t'),
  );
  return { data: { items: rows, total }, lines: [...lines, `${rows.length} of ${total}`] };
}

async function unlockAccount(services: Services, [login = '']: string[]): Promise<Result> {
  const account = await named(services, login);
  await services.accounts.unlock(ACTOR, account.id);
  return { data: { id: account.id, login: account.login }, lines: [`${account.login} is unlocked.`] };
}

async function issueRecoveryCode(services: Services, [login = '']: string[]): Promise<Result> {
  const account = await named(services, login);
  const { code, expiresAt } = await services.recoveryCodes.issue(ACTOR, account.id);
  const until = new Date(expiresAt).toISOString();
  return {
    data: { id: account.id, login: account.login, code, expiresAt: until },
    lines: [`Recovery code of ${account.login}, good once until ${until}: ${code}`],
  };
}

async function resetTwoFactor(services: Services, [login = '']: string[]): Promise<Result> {
  const account = await named(services, login);
  await services.twoFactor.reset(ACTOR, account.id);
  return {
    data: { id: account.id, login: account.login },
    lines: [`${account.login} now signs in by password alone and can set up a second factor anew.`],
  };
}

async function revokeTokens(services: Services, [login]: string[], { everyone }: Options): Promise<Result> {
  if ((login === undefined) !== (everyone === true)) {
    throw new UsageError('Wrong use of tokens:revoke: name an account, or say --everyone.');
  }
  if (login === undefined) {
    await services.settingsChanges.endAllSessions(ACTOR);
    return { data: { everyone: true }, lines: ['Everyone is signed out everywhere.'] };
  }
  const account = await named(services, login);
  const revoked = await services.accounts.revokeTokens(ACTOR, account.id);
  return { data: { id: account.id, revoked }, lines: [`${account.login} is signed out everywhere.`] };
}

async function named({ accounts }: Services, login: string) {
  const account = await accounts.findByLogin(login);
  if (!account) throw new Refusal('NOT_FOUND', 'No such account.');
  return account;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        admin: { type: 'boolean' },
        'display-name': { type: 'string' },
        'password-stdin': { type: 'boolean' },
        search: { type: 'string' },
        page: { type: 'string' },
        everyone: { type: 'boolean' },
        anchor: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
        format: { type: 'string' },
        issuer: { type: 'string' },
        create: { type: 'boolean' },
        'dry-run': { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** What a command reads and writes. */
export interface Terminal {
  env: Record<string, string | undefined>;
  input: NodeJS.ReadableStream;
  out(written: string): void;
  error(written: string): void;
}

/** Runs one command and returns its exit code. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await runCommand(args, terminal);
  } catch (thrown) {
    const error = startError(thrown);
    const isUsage = error instanceof UsageError;
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof Refusal ? error.code : isUsage ? 'USAGE' : 'FAILED';
    const asJson = args.includes('--json');
    terminal.error(asJson ? `${JSON.stringify({ error: { code, message } })}\n` : `${message}\n`);
    const isOurs = isUsage || error instanceof Refusal || error instanceof OperatorError;
    if (!isOurs && error instanceof Error && !asJson) terminal.error(`${String(error.stack)}\n`);
    return isUsage ? 2 : 1;
  }
}

async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parse(args);
  const [name, ...names] = positionals;
  if (values.help || name === undefined || name === 'help') {
    terminal.out(HELP);
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UsageError(`There is no command ${name}: see --help.`);
  const [min, max] = command.takes;
  if (names.length < min || names.length > max) throw new UsageError(`Wrong use of ${name}: see --help.`);

  const config = readConfig(terminal.env);
  const print = async ({ data, lines, failed }: Result): Promise<number> => {
    if (values.json && data !== undefined) terminal.out(`${JSON.stringify(data, null, 2)}\n`);
    else for await (const line of lines) terminal.out(`${line}\n`);
    return failed ? 1 : 0;
  };
  if ('runUnopened' in command) return print(await command.runUnopened(config, names));
  const log = pino({ level: config.logLevel }, { write: (line) => terminal.error(line) });
  const database = await openDatabase({ ...config.database, poolSize: 2 });
  try {
    const publicUrl = config.publicUrl ?? `http://localhost:${config.port}`;
    const services = await createServices({ config, database, clock: systemClock, log, publicUrl });
    const options = { ...values, input: terminal.input };
    return await print(await command.run(services, names, options));
  } finally {
    await database.close();
  }
}

/** The command line as it was typed. */
export async function main(): Promise<void> {
  process.exitCode = await runCommandLine(process.argv.slice(2), {
    env: process.env,
    input: process.stdin,
    out: (written) => process.stdout.write(written),
    error: (written) => process.stderr.write(written),
  });
}

if (process.argv[1] && realpathSync(process.argv[1]) === import.meta.filename) await main();
