import 'reflect-metadata';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../server/config/config.js';
import { systemClock } from '../../server/platform/clock.js';
import { fillDemo, type Logins } from './fill.js';

// Beside the database, so that a second start can tell the same; what is in there is nobody's.
const folder = process.env['DATA_DIR'] ?? './data/demo';
const file = join(folder, 'demo.json');
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function fill(): Promise<Logins> {
  const config = readConfig({ ...process.env, DATA_DIR: folder });
  say('Filling a database with people and their last months …');
  const began = performance.now();
  const origin = config.publicUrl ?? `http://localhost:${config.port}`;
  const logins = await fillDemo(config, origin, systemClock.now());
  writeFileSync(file, `${JSON.stringify(logins, null, 2)}\n`, { mode: 0o600 });
  say(`  done in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return logins;
}

try {
  const isThere = existsSync(file);
  const logins = isThere ? (JSON.parse(readFileSync(file, 'utf8')) as Logins) : await fill();
  if (isThere) say(`The demo is there already. Delete ${folder} for one that ends today.`);
  say(`
  Administrator:           ${logins.administrator}
  A person with an app:    ${logins.person}
  Their password:          ${logins.password}, as everyone's
  For the person's app:    ${logins.otpauthUri}`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.stderr.write(`The demo fills no database but its own: see DATA_DIR and DATABASE_URL.\n`);
  process.exitCode = 1;
}
