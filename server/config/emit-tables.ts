import { readFile, writeFile } from 'node:fs/promises';
import { withTables } from './tables.js';

const README = 'server/config/README.md';

await writeFile(README, withTables(await readFile(README, 'utf8')));
