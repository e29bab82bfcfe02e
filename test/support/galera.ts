import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { hasMariadb } from './mariadb.js';
import { freePort, type Program, programFolder, startProgram } from './programs.js';

const PROVIDER = '/usr/lib/galera/libgalera_smm.so';

export interface GaleraNode {
  /** Of the database they share, as this node has it. */
  url: string;
  /** As a power cut would: nothing is written any more, nobody is told. */
  kill(): Promise<void>;
}

export interface Galera {
  nodes: GaleraNode[];
  remove(): Promise<void>;
}

/** On a machine with a MySQL there may be none. */
export const hasGalera = (): boolean => hasMariadb() && existsSync(PROVIDER);

/**
 * A cluster of three MariaDB nodes on loopback, with an empty database; each may write. `args` are further ones of each
 * mariadbd.
 */
export async function startGalera({ args = [] }: { args?: string[] } = {}): Promise<Galera> {
  const folder = programFolder('galera');
  const programs: Program[] = [];
  const addresses: string[] = [];
  for (let index = 0; index < 3; index++) {
    const [port, group, ist, sst] = [await freePort(), await freePort(), await freePort(), await freePort()];
    const data = join(folder, `node-${index}`);
    if (index === 0) installDatabase(data);
    // The others are given theirs by rsync, which has dropped root's privileges when it writes.
    else mkdirSync(data);
    chmodSync(data, 0o777);
    const temporary = join(folder, `temporary-${index}`);
    mkdirSync(temporary);
    chmodSync(temporary, 0o777);
    const program = await startProgram(
      'mariadbd',
      [
        '--no-defaults',
        `--datadir=${data}`,
        `--tmpdir=${temporary}`,
        `--socket=${join(folder, `socket-${index}`)}`,
        `--pid-file=${join(folder, `pid-${index}`)}`,
        `--port=${port}`,
        '--bind-address=127.0.0.1',
        ...asRoot(),
        '--binlog-format=ROW',
        '--innodb-autoinc-lock-mode=2',
        '--innodb-buffer-pool-size=32M',
        '--innodb-log-file-size=16M',
        '--wsrep-on=ON',
        `--wsrep-provider=${PROVIDER}`,
        '--wsrep-cluster-name=latchkey-test',
        `--wsrep-cluster-address=gcomm://${addresses.join(',')}`,
        `--wsrep-node-name=node-${index}`,
        `--wsrep-node-address=127.0.0.1:${group}`,
        '--wsrep-sst-method=rsync',
        `--wsrep-sst-receive-address=127.0.0.1:${sst}`,
        // Every statement sees what any node has acknowledged.
        '--wsrep-sync-wait=15',
        `--wsrep-provider-options=${[
          `gmcast.listen_addr=tcp://127.0.0.1:${group}`,
          `base_port=${group}`,
          `ist.recv_addr=127.0.0.1:${ist}`,
          'gcache.size=16M',
          // A busy machine is not a dead node.
          'evs.suspect_timeout=PT10S',
          'evs.inactive_timeout=PT30S',
          'pc.recovery=FALSE',
        ].join(';')}`,
        ...args,
      ],
      { port, folder },
    );
    programs.push(program);
    addresses.push(`127.0.0.1:${group}`);
    await untilSynced(port, index + 1);
  }
  await query(programs[0]!.port, 'CREATE DATABASE latchkey CHARACTER SET utf8mb4');
  return {
    nodes: programs.map((program) => ({
      url: `mysql://root@127.0.0.1:${program.port}/latchkey`,
      kill: () => program.end('SIGKILL'),
    })),
    async remove() {
      await Promise.all(programs.map((program) => program.end('SIGKILL')));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const asRoot = (): string[] => (process.getuid?.() === 0 ? ['--user=root'] : []);

function installDatabase(data: string): void {
  execFileSync(
    'mariadb-install-db',
    [
      '--no-defaults',
      `--datadir=${data}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      '--innodb-log-file-size=16M',
      ...asRoot(),
    ],
    // A server that starts removes what others have under way in a folder that they share.
    { stdio: 'pipe', env: { ...process.env, TMPDIR: dirname(data) } },
  );
}

async function query(port: number, statement: string): Promise<Record<string, string>[]> {
  const connection = await createConnection(`mysql://root@127.0.0.1:${port}`);
  try {
    const [rows] = await connection.query(statement);
    return rows as Record<string, string>[];
  } finally {
    await connection.end();
  }
}

async function untilSynced(port: number, size: number): Promise<void> {
  for (;;) {
    const status = await query(
      port,
      "SHOW STATUS WHERE Variable_name IN ('wsrep_local_state_comment', 'wsrep_cluster_size')",
    );
    const values = status.map(({ Value }) => Value);
    if (values.includes('Synced') && values.includes(String(size))) return;
    await delay(50);
  }
}
