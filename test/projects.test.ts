import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { globSync } from 'tinyglobby';
import { expect, test } from 'vitest';
import { BROWSER, ON_BOTH, PROJECTS, SYSTEM, UNIT } from './projects.mjs';

const ALL = globSync('test/**/*.test.ts');
const filesOf = ({ include, exclude }: { include: string[]; exclude: string[] }): string[] =>
  globSync(include, { ignore: exclude });

/** The files of test/ that this one imports, directly or by way of others. */
function importedBy(file: string, seen = new Set<string>()): Set<string> {
  for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)\.js'/g)) {
    const imported = join(dirname(file), `${path}.ts`);
    if (!imported.startsWith('test/') || seen.has(imported)) continue;
    seen.add(imported);
    importedBy(imported, seen);
  }
  return seen;
}

const thatImport = (...files: string[]): string[] =>
  ALL.filter((suite) => files.some((file) => importedBy(suite).has(`test/support/${file}.ts`)));

test('every suite runs in one project, and once more on the other database only where that is said', () => {
  const { 'api-mysql': onMysql, ...once } = PROJECTS;
  const placed = Object.values(once).flatMap(filesOf);
  expect(placed.toSorted()).toEqual(ALL.toSorted());
  const api = filesOf(PROJECTS.api);
  expect(filesOf(onMysql).filter((suite) => !api.includes(suite))).toEqual([]);
});

test('what is listed is there', () => {
  for (const pattern of [...UNIT, ...BROWSER, ...SYSTEM, ...ON_BOTH]) {
    expect(globSync(pattern), pattern).not.toEqual([]);
  }
});

test('a suite with a page in Chromium is in `browser`, and no other', () => {
  expect(filesOf(PROJECTS.browser).toSorted()).toEqual(thatImport('browser').toSorted());
});

test('a suite that needs another program is in `system`, or in `browser`', () => {
  const placed = [...filesOf(PROJECTS.system), ...filesOf(PROJECTS.browser)];
  expect(
    thatImport('dovecot', 'galera', 'radicale', 'slapd').filter((suite) => !placed.includes(suite)),
  ).toEqual([]);
});

test('a suite in `unit` starts no server and opens no database', () => {
  const withServer = thatImport('server', 'database', 'process');
  expect(filesOf(PROJECTS.unit).filter((suite) => withServer.includes(suite))).toEqual([]);
});

test('each MariaDB that is started has a folder of its own for temporary tables: in a shared one it removes those of others', () => {
  const starting = globSync('{test,docker}/**/*.{ts,mjs}').filter((file) =>
    /^ *'mariadbd',$/m.test(readFileSync(file, 'utf8')),
  );
  expect(starting.length).toBeGreaterThan(2);
  expect(starting.filter((file) => !readFileSync(file, 'utf8').includes('--tmpdir='))).toEqual([]);
});
