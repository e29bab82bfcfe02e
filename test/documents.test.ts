import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { globSync } from 'tinyglobby';
import { expect, test } from 'vitest';

const SECURITY = readFileSync('.github/SECURITY.md', 'utf8');
const CONTRIBUTING = readFileSync('.github/CONTRIBUTING.md', 'utf8');

/** The rows of the table with this first column, as cells. */
function rowsOf(first: string): string[][] {
  const [, rest = ''] = SECURITY.split(`\n| ${first} | `);
  const [table = ''] = rest.split('\n\n');
  const rows = table.trim().split('\n').slice(2);
  return rows.map((row) => row.slice(2, -2).split(' | '));
}

/** What stands between backquotes. */
const quoted = (text: string): string[] => [...text.matchAll(/`([^`\n]+)`/g)].map(([, name]) => name!);

test('every attack that SECURITY.md names is tried under that name, in the file it says', () => {
  const rows = rowsOf('attack');
  const untried = rows.flatMap(([attacks, file]) => {
    if (file!.includes('bench')) return [];
    const text = readFileSync(`test/${quoted(file!)[0]!}.test.ts`, 'utf8').toLowerCase();
    return attacks!
      .split('; ')
      .map((attack) => attack.split(':')[0]!.toLowerCase())
      .filter((attack) => !text.includes(attack));
  });
  expect(rows.length).toBeGreaterThan(15);
  expect(untried).toEqual([]);
});

test('every requirement that SECURITY.md names is met in a place and by a suite that are there', () => {
  const rows = rowsOf('requirement');
  const missing = rows.flatMap(([, places, suites]) => [
    ...quoted(places!).filter((name) => !existsSync(`server/${name}`) && !existsSync(`server/${name}.ts`)),
    ...quoted(suites!)
      .filter((name) => !name.startsWith('npm run'))
      .filter((name) => !existsSync(`test/${name}`) && !existsSync(`test/${name}.test.ts`)),
  ]);
  expect(rows.length).toBeGreaterThan(10);
  expect(missing).toEqual([]);
});

test('every file and folder that CONTRIBUTING.md names is there', () => {
  const roots = /^(\.ci|dashboard|docker|migrations|schema|server|test)\//;
  const named = quoted(CONTRIBUTING).filter((name) => roots.test(name) && !name.includes('TIME'));
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter((name) => !existsSync(name))).toEqual([]);
  const inDashboard = quoted(CONTRIBUTING).filter((name) => name.endsWith('.tsx') && !roots.test(name));
  const folders = ['dashboard/src', 'dashboard/src/administration/settings'];
  expect(inDashboard.filter((name) => !folders.some((folder) => existsSync(`${folder}/${name}`)))).toEqual(
    [],
  );
});

test('the names in the code that CONTRIBUTING.md gives are in the files beside them', () => {
  const pairs = [...CONTRIBUTING.matchAll(/`([A-Za-z_]+)`\s+(?:in|of)\s+(?:the\s+)?`([a-z][\w./-]+\.\w+)`/g)];
  expect(pairs.length).toBeGreaterThan(6);
  expect(
    pairs.filter(([, name, file]) => !readFileSync(file!, 'utf8').includes(name!)).map(([pair]) => pair),
  ).toEqual([]);
});

const DOCUMENTS = globSync(['**/*.md', '.github/*.md'], {
  ignore: ['**/node_modules/**', 'dist*/**', 'data/**'],
});

/** Without what is in blocks of code, which has neither headings nor links. */
const proseOf = (file: string): string => readFileSync(file, 'utf8').replace(/^```.*?^```/gms, '');

/** As GitHub makes an anchor of a heading. */
const anchorsOf = (file: string): string[] =>
  [...proseOf(file).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

test.each(DOCUMENTS)('every link of %s leads to something that is there', (document) => {
  const links = [...proseOf(document).matchAll(/\]\(([^()\s]+)\)/g)].map(([, link]) => link!);
  const broken = links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? document : join(dirname(document), path);
      if (!existsSync(target)) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });
  expect(broken).toEqual([]);
});

test('README.md leads to every other document, directly or by one that it names', () => {
  const reached = new Set(['README.md']);
  for (const document of reached) {
    for (const [, link] of proseOf(document).matchAll(/\]\(([^()\s#:]+\.md)(?:#[^)]*)?\)/g)) {
      reached.add(join(dirname(document), link!));
    }
  }
  expect(DOCUMENTS.filter((document) => !reached.has(document))).toEqual([]);
});
