import { createRequire } from 'node:module';
import type BetterSqlite3 from 'better-sqlite3';

const NODE_API_OF_13 = 10;

/**
 * better-sqlite3 for the Node that runs this. Version 13 is built on Node-API 10, which Node 20 lacks. Version 12 is
 * built on node::ObjectWrap: compiled on Node 24.19 or later it aborts the process at a garbage collection
 * (nodejs/node#65446). Once Node 20 is no longer supported, version 13 remains alone.
 */
export function sqliteDriver(): typeof BetterSqlite3 {
  const isCurrent = Number(process.versions['napi']) >= NODE_API_OF_13;
  const require = createRequire(import.meta.url);
  return require(isCurrent ? 'better-sqlite3-napi' : 'better-sqlite3') as typeof BetterSqlite3;
}
