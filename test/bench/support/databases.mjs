import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';

const MYSQL = process.env.TEST_DATABASE_URL ?? 'mysql://root@127.0.0.1:3306';

/** An empty database on MariaDB/MySQL for the time of `work`. */
export async function onMysql(work) {
  const mysql = await createConnection(MYSQL);
  const name = `latchkey_bench_${randomBytes(4).toString('hex')}`;
  await mysql.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  try {
    await work(MYSQL.replace(/\/?$/, `/${name}`));
  } finally {
    await mysql.query(`DROP DATABASE ${name}`);
    await mysql.end();
  }
}

/** The same on SQLite. */
export async function onSqlite(work) {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-'));
  try {
    await work(`sqlite:${join(folder, 'bench.sqlite')}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same on one after the other, each under its name. */
export async function onEachDatabase(work) {
  console.log(' SQLite');
  await onSqlite(work);
  console.log(' MariaDB/MySQL');
  await onMysql(work);
}
