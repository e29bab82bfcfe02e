import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onSqlite } from './support/databases.mjs';
import { cpuOf, median } from './support/measure.mjs';
import { PASSWORD, SECRET_KEY } from './support/server.mjs';

export const title = 'Start: the CPU until it is ready, on a migrated SQLite database';

const ROUNDS = 7;
const LISTENING = '"msg":"listening"';
const LISTEN = `createServer().listen(0, () => console.log('${LISTENING}'));`;

const NODE = ['--input-type=module', '-e', `import { createServer } from 'node:http'; ${LISTEN}`];
// What it is built on, with nothing of ours.
const LIBRARIES = [
  '--input-type=module',
  '-e',
  `import { createServer } from 'node:http';
  import 'reflect-metadata';
  import '@apollo/server';
  import 'express';
  import 'type-graphql';
  import 'typeorm';
  ${LISTEN}`,
];
const LATCHKEY = ['dist/server/main.js'];

/** Milliseconds of CPU that a process uses until it says that it listens. */
async function costOf(args, env) {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) if (line.includes(LISTENING)) break;
  const cost = cpuOf(child.pid) * 1000;
  child.kill();
  await once(child, 'exit');
  return cost;
}

export const run = () =>
  onSqlite(async (databaseUrl) => {
    const env = { DATABASE_URL: databaseUrl, SECRET_KEY, ADMIN_PASSWORD: PASSWORD };
    const contenders = [NODE, LIBRARIES, LATCHKEY];
    const measured = contenders.map(() => []);
    // The first start migrates, and all read their files from disk.
    for (const args of contenders) await costOf(args, env);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [index, args] of contenders.entries()) measured[index].push(await costOf(args, env));
    }
    const [node, libraries, latchkey] = measured.map(median);
    const line = (name, cost, note = '') =>
      console.log(`  ${name.padEnd(46)} ${cost.toFixed(0).padStart(7)} ms of CPU  ${note}`);
    line('node:http alone', node);
    line('Apollo, Express, TypeORM and type-graphql alone', libraries);
    line('Latchkey', latchkey, `${(latchkey / libraries).toFixed(2)} × these libraries`);
  });
