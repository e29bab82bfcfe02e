import { QueryFailedError } from 'typeorm';
import { OperatorError } from '../operator-error.js';

/** What the errors of the network, of the drivers and of the databases mean to us. */
const MEANINGS = {
  // A connection broke, which says nothing of the next one.
  lost: [
    'ECONNRESET',
    'EPIPE',
    'PROTOCOL_CONNECTION_LOST',
    1053, // ER_SERVER_SHUTDOWN
    1152, // ER_ABORTING_CONNECTION
    1927, // ER_CONNECTION_KILLED (MariaDB)
    3169, // ER_SESSION_WAS_KILLED (MySQL)
    4031, // ER_CLIENT_INTERACTION_TIMEOUT (MySQL)
  ],
  // It cannot be reached, or is overrun.
  away: [
    'EAI_AGAIN',
    'ECONNREFUSED',
    'EHOSTDOWN',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENOTFOUND',
    'ETIMEDOUT',
    'PROTOCOL_SEQUENCE_TIMEOUT',
    'SQLITE_BUSY',
    'SQLITE_LOCKED',
    'SQLITE_PROTOCOL',
    1040, // ER_CON_COUNT_ERROR
    1041, // ER_OUT_OF_RESOURCES
    1047, // ER_UNKNOWN_COM_ERROR: a Galera node that is not synchronised
    1129, // ER_HOST_IS_BLOCKED
    1135, // ER_CANT_CREATE_THREAD
    1203, // ER_TOO_MANY_USER_CONNECTIONS
    1226, // ER_USER_LIMIT_REACHED
    1317, // ER_QUERY_INTERRUPTED
    1461, // ER_MAX_PREPARED_STMT_COUNT_REACHED
    1969, // ER_STATEMENT_TIMEOUT (MariaDB)
    3024, // ER_QUERY_TIMEOUT (MySQL)
  ],
  full: [
    'SQLITE_FULL',
    'SQLITE_IOERR',
    'SQLITE_CANTOPEN',
    1021, // ER_DISK_FULL
    1114, // ER_RECORD_FILE_FULL
  ],
  // It is not the one that writes (any more).
  'read-only': [
    'SQLITE_READONLY',
    1290, // ER_OPTION_PREVENTS_STATEMENT: --read-only
    1792, // ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION
    1836, // ER_READ_ONLY_MODE
  ],
  // Only its operator can mend it.
  misconfigured: [
    'HANDSHAKE_NO_SSL_SUPPORT',
    'HANDSHAKE_SSL_ERROR',
    'SQLITE_AUTH',
    'SQLITE_CORRUPT',
    'SQLITE_NOTADB',
    'SQLITE_PERM',
    1044, // ER_DBACCESS_DENIED_ERROR
    1045, // ER_ACCESS_DENIED_ERROR
    1046, // ER_NO_DB_ERROR
    1049, // ER_BAD_DB_ERROR
    1130, // ER_HOST_NOT_PRIVILEGED
    1142, // ER_TABLEACCESS_DENIED_ERROR
    1143, // ER_COLUMNACCESS_DENIED_ERROR
    1227, // ER_SPECIFIC_ACCESS_DENIED_ERROR
    1251, // ER_NOT_SUPPORTED_AUTH_MODE
    1665, // ER_BINLOG_STMT_MODE_AND_ROW_ENGINE
    1698, // ER_ACCESS_DENIED_NO_PASSWORD_ERROR
    1820, // ER_MUST_CHANGE_PASSWORD
    1862, // ER_MUST_CHANGE_PASSWORD_LOGIN
    3118, // ER_ACCOUNT_HAS_BEEN_LOCKED (MySQL)
    3159, // ER_SECURE_TRANSPORT_REQUIRED
    4151, // ER_ACCOUNT_HAS_BEEN_LOCKED (MariaDB)
  ],
  // Undone because of others' locks, or because the schema was changed meanwhile: it may be tried again.
  'lock conflict': [
    1205, // ER_LOCK_WAIT_TIMEOUT
    1213, // ER_LOCK_DEADLOCK
    1615, // ER_NEED_REPREPARE
  ],
  duplicate: [
    'SQLITE_CONSTRAINT_PRIMARYKEY',
    'SQLITE_CONSTRAINT_UNIQUE',
    1062, // ER_DUP_ENTRY
  ],
} as const;

type Meaning = keyof typeof MEANINGS;

const MEANING_OF = new Map<number | string, Meaning>(
  Object.entries(MEANINGS).flatMap(([meaning, codes]) => codes.map((code) => [code, meaning as Meaning])),
);

// What drivers say without a code.
const SAID: readonly [RegExp, Meaning][] = [
  [/in closed state$/, 'lost'],
  [/^Queue limit reached/, 'away'],
  [/^Pool is closed/, 'away'],
  // ENOSPC, as the storage engines quote it.
  [/\b(?:error|errno|errcode):? 28\b/i, 'full'],
];

/** As mysql2 says it of its own queue. */
export const OVERRUN = 'Queue limit reached';

interface DriverError {
  errno?: number;
  code?: string;
  message: string;
}

/** The database did not answer, or had no connection free, for as long as is waited. */
export class DatabaseTimeoutError extends Error {
  readonly code = 'ETIMEDOUT';

  constructor() {
    super('The database did not answer in time');
  }
}

/** Why nothing can be asked of the database for now. */
export type Trouble = 'busy' | Exclude<Meaning, 'duplicate' | 'lock conflict' | 'lost'>;

function ofDriver(error: unknown): DriverError | undefined {
  if (!(error instanceof Error)) return undefined;
  return (error instanceof QueryFailedError ? error.driverError : error) as DriverError;
}

function meaningOf(error: unknown): Meaning | undefined {
  const said = ofDriver(error);
  if (!said) return undefined;
  const { errno, code = '', message } = said;
  // SQLITE_IOERR_WRITE is a kind of SQLITE_IOERR.
  const primary = /^SQLITE_[A-Z]+/.exec(code)?.[0] ?? '';
  return (
    MEANING_OF.get(code) ??
    MEANING_OF.get(primary) ??
    MEANING_OF.get(errno ?? 0) ??
    SAID.find(([words]) => words.test(message))?.[1]
  );
}

/** Undefined for errors that are the fault of what was asked. */
export function troubleOf(error: unknown): Trouble | undefined {
  const meaning = meaningOf(error);
  if (meaning === 'duplicate') return undefined;
  // Others hold what is needed, also after the last try.
  if (meaning === 'lock conflict') return 'busy';
  return meaning === 'lost' ? 'away' : meaning;
}

/** True when the database can do nothing for now, whatever was asked of it. */
export const isUnavailable = (error: unknown): boolean => troubleOf(error) !== undefined;

export const isConnectionLost = (error: unknown): boolean => meaningOf(error) === 'lost';

/** The statement may be tried again; MySQL has rolled its transaction back. */
export const isLockConflict = (error: unknown): boolean => meaningOf(error) === 'lock conflict';

/** True when another process is writing to SQLite's file. */
export const isBusy = (error: unknown): boolean => (ofDriver(error)?.code ?? '').startsWith('SQLITE_BUSY');

/** True for the violation of a unique index. */
export const isDuplicate = (error: unknown): boolean => meaningOf(error) === 'duplicate';

/** The database cannot be used as it is set up, or not now. */
export class DatabaseUnusable extends OperatorError {}

/** What a start ends with: one line for troubles of the database, the error itself for faults of ours. */
export function startError(error: unknown): unknown {
  const trouble = troubleOf(error);
  if (trouble === undefined || !(error instanceof Error) || error instanceof DatabaseUnusable) return error;
  const { message, code } = (error instanceof QueryFailedError ? error.driverError : error) as DriverError;
  // Attempts on several addresses say nothing by themselves.
  const reason =
    message === '' || message === code ? (code ?? trouble) : `${message}${code ? ` (${code})` : ''}`;
  return new DatabaseUnusable(`The database is ${trouble}: ${reason}`, error);
}
