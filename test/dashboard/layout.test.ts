import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { globSync } from 'tinyglobby';
import { expect, test } from 'vitest';

const FILES = globSync('dashboard/src/**/*.tsx');
const PAGES = FILES.filter((file) => file.endsWith('Page.tsx'));

const inWords = (folder: string): string =>
  folder.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

test('no two components of the dashboard have one name', () => {
  const components = FILES.map((file) => basename(file)).filter((name) => /^[A-Z]/.test(name));
  expect(components.length).toBeGreaterThan(60);
  expect(components.filter((name, place) => components.indexOf(name) !== place)).toEqual([]);
});

test('every page is in the folder of what it shows', () => {
  expect(PAGES.length).toBeGreaterThan(15);
  expect(PAGES.filter((file) => /^dashboard\/src\/(security|administration)\/[^/]+$/.test(file))).toEqual([]);
});

const FOLDERS = globSync('dashboard/src/{security,administration}/*/', {
  onlyDirectories: true,
  ignore: '**/lists',
}).map((folder) => folder.replace(/\/$/, ''));

test.each(FOLDERS)('%s has a page or a section that is named after it', (folder) => {
  const named = new RegExp(`^[A-Za-z]*${inWords(basename(folder))}(Page|Section)\\.tsx$`);
  const inside = FILES.filter((file) => dirname(file) === folder).map((file) => basename(file));
  expect(inside).toContainEqual(expect.stringMatching(named));
});

test('what administrators look after is declared in each folder, and listed', () => {
  const declared = FOLDERS.filter((folder) => folder.includes('/administration/'));
  const listed = readFileSync('dashboard/src/administration/administration.tsx', 'utf8');
  for (const folder of declared) {
    expect(FILES).toContain(`${folder}/resource.tsx`);
    expect(listed).toContain(`'./${basename(folder)}/resource'`);
  }
});
