import { QueryFailedError } from 'typeorm';
import { expect, test } from 'vitest';
import {
  DatabaseUnusable,
  isConnectionLost,
  isDuplicate,
  isLockConflict,
  isUnavailable,
  startError,
  troubleOf,
} from '../../../server/platform/database/driver-errors.js';

const thrown = (of: { errno?: number; code?: string; message?: string }): Error =>
  Object.assign(new Error(of.message ?? 'said'), of);

test.each([
  ['away', { code: 'ENOTFOUND', errno: -3008 }],
  ['away', { code: 'EAI_AGAIN', errno: -3001 }],
  ['away', { code: 'ECONNREFUSED' }],
  ['away', { code: 'ECONNRESET' }],
  ['away', { errno: 1129 }],
  ['away', { errno: 1226 }],
  ['away', { errno: 1461 }],
  ['away', { code: 'SQLITE_BUSY_SNAPSHOT' }],
  ['away', { message: 'Queue limit reached.' }],
  ['full', { errno: 1021 }],
  ['full', { errno: 1114 }],
  ['full', { errno: 1030, message: 'Got error 28 "No space left on device" from storage engine InnoDB' }],
  ['full', { errno: 3, message: 'Error writing file (Errcode: 28 "No space left on device")' }],
  ['full', { code: 'SQLITE_FULL' }],
  ['full', { code: 'SQLITE_IOERR_WRITE' }],
  ['full', { code: 'SQLITE_CANTOPEN' }],
  ['read-only', { code: 'SQLITE_READONLY_DBMOVED' }],
  ['read-only', { errno: 1290 }],
  ['misconfigured', { errno: 1045 }],
  ['misconfigured', { errno: 1049 }],
  ['misconfigured', { errno: 1665 }],
  ['misconfigured', { code: 'SQLITE_NOTADB' }],
  [undefined, { errno: 1064 }],
  [undefined, { errno: 1062 }],
  ['busy', { errno: 1213 }],
  [undefined, { code: 'SQLITE_CONSTRAINT_UNIQUE' }],
  [undefined, { code: 'EACCES', errno: -13 }],
  [undefined, {}],
] as const)('%s: %o, by itself and of a statement', (trouble, of) => {
  for (const error of [thrown(of), new QueryFailedError('SELECT 1', [], thrown(of))]) {
    expect(troubleOf(error)).toBe(trouble);
    expect(isUnavailable(error)).toBe(trouble !== undefined);
    expect(startError(error) instanceof DatabaseUnusable).toBe(trouble !== undefined);
  }
});

test('a lost connection, a lock conflict and a duplicate are told apart', () => {
  expect(isConnectionLost(thrown({ code: 'EPIPE' }))).toBe(true);
  expect(
    isConnectionLost(thrown({ message: "Can't add new command when connection is in closed state" })),
  ).toBe(true);
  expect(isConnectionLost(thrown({ code: 'ECONNREFUSED' }))).toBe(false);
  expect([1205, 1213, 1615].map((errno) => isLockConflict(thrown({ errno })))).toEqual([true, true, true]);
  expect(isLockConflict(thrown({ errno: 1062 }))).toBe(false);
  expect(isDuplicate(thrown({ errno: 1062 }))).toBe(true);
  expect(isDuplicate(thrown({ code: 'SQLITE_CONSTRAINT_PRIMARYKEY' }))).toBe(true);
});

test('what a start ends with is one line, also where the driver says several or nothing', () => {
  const several = startError(thrown({ errno: 1045, code: 'ER_ACCESS_DENIED_ERROR', message: 'no\n  way' }));
  expect(several).toMatchObject({
    message: 'The database is misconfigured: no way (ER_ACCESS_DENIED_ERROR)',
  });
  // Of several addresses for one name.
  const silent = startError(Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' }));
  expect(silent).toMatchObject({ message: 'The database is away: ECONNREFUSED' });
});
