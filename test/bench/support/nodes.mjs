import { readFileSync } from 'node:fs';
import { createConnection } from 'mysql2/promise';
import { runnerImport } from 'vite';
import { cpuMeter } from './cpu.mjs';

// The tests' own, which are TypeScript.
const load = async (file) =>
  (await runnerImport(`/${file}`, { root: process.cwd(), configFile: false, logLevel: 'error' })).module;

export const { hasGalera, startGalera } = await load('test/support/galera.ts');
export const { startMariadb } = await load('test/support/mariadb.ts');

/** A connection of its own to a node, for what is asked of the node itself. */
export async function watchNode(url) {
  const connection = await createConnection(url);
  const ask = async (sql) => (await connection.query(sql))[0];
  const [{ file }] = await ask('SELECT @@pid_file AS file');
  const pid = readFileSync(file, 'utf8').trim();
  return {
    /** Starts to count its CPU. */
    meter: () => cpuMeter(pid),
    set: (variable, value) => ask(`SET GLOBAL ${variable} = ${value}`),
    /** Transactions that were rolled back for another, by InnoDB or by the cluster's certification. */
    async conflicts() {
      const rows = await ask(`SHOW GLOBAL STATUS WHERE Variable_name IN
        ('Innodb_deadlocks', 'wsrep_local_bf_aborts', 'wsrep_local_cert_failures')`);
      return rows.reduce((sum, { Value }) => sum + Number(Value), 0);
    },
    close: () => connection.end(),
  };
}
