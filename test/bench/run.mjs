// `npm run bench`: ratios of figures measured side by side in one run.
//
//   npm run bench                                    every benchmark, at sizes that take minutes
//   npm run bench -- accounts-page --rows 1000000    one, at a size of your own
//
// A benchmark is a file NAME.bench.mjs here that exports `title` and `run(options)`; the options are what follows
// the names, as strings.
import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { prepare } from '../../server/process/start.mjs';

const SUFFIX = '.bench.mjs';
const known = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(SUFFIX))
  .map((file) => file.slice(0, -SUFFIX.length));

function readArguments() {
  const { tokens } = parseArgs({ allowPositionals: true, strict: false, tokens: true });
  const names = [];
  const options = {};
  let option;
  for (const token of tokens) {
    if (token.kind === 'option') {
      option = token.name;
      options[option] = token.value ?? 'true';
    } else if (token.kind === 'positional') {
      // With strict off the value after an option comes as a positional.
      if (option === undefined) names.push(token.value);
      else options[option] = token.value;
      option = undefined;
    }
  }
  return { names, options };
}

const { names, options } = readArguments();
const unknown = names.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`No benchmark ${unknown.join(', ')}. There are: ${known.join(', ')}`);
  process.exit(2);
}

prepare((line) => console.log(line));
await import('reflect-metadata');
for (const name of names.length > 0 ? names : known) {
  const { title, run } = await import(`./${name}${SUFFIX}`);
  console.log(`\n${title}`);
  await run(options);
}
