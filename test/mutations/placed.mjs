import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAULTS } from './faults.mjs';

/** Every fault, each with its folder and suites. */
export const ALL_FAULTS = Object.entries(FAULTS).flatMap(([folder, { suites, faults }]) =>
  faults.map((fault) => ({ folder, suites, on: 'sqlite', ...fault })),
);

/** The file with the fault in it; null when its text is not there, or not once. */
export function withFault(root, { folder, find, put }) {
  const pattern =
    find instanceof RegExp ? find : new RegExp(find.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  const places = readdirSync(join(root, 'server', folder), { recursive: true })
    .map((name) => join('server', folder, name))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ file, source: readFileSync(join(root, file), 'utf8') }))
    .flatMap(({ file, source }) =>
      [...source.matchAll(new RegExp(pattern, 'g'))].map(({ index }) => ({ file, source, index })),
    );
  if (places.length !== 1) return null;
  const [{ file, source, index }] = places;
  // What a string puts in is taken as it is: only a pattern has parts that $1 stands for.
  const faulty = source.replace(pattern, find instanceof RegExp ? put : () => put);
  return { file, source, faulty, line: source.slice(0, index).split('\n').length };
}
