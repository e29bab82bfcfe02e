import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, type Program, programFolder, startProgram } from './programs.js';

export interface Mariadb {
  url: string;
  /** By SIGTERM, as an operator would; its data stays. */
  halt(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

/** On a machine with a MySQL there may be none. */
export const hasMariadb = (): boolean =>
  ['/usr/sbin', '/usr/bin', '/usr/local/bin'].some((folder) => existsSync(join(folder, 'mariadbd')));

/** A private MariaDB that can be stopped and started again, with an empty database; `args` are mariadbd's. */
export async function startMariadb(
  options: { tls?: { certificate: string; key: string }; args?: string[] } = {},
): Promise<Mariadb> {
  const { tls, args = [] } = options;
  const [folder, port] = [programFolder('mariadb'), await freePort()];
  const data = `--datadir=${join(folder, 'data')}`;
  const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];
  execFileSync(
    'mariadb-install-db',
    ['--no-defaults', data, '--auth-root-authentication-method=normal', '--skip-test-db', ...asRoot],
    // Of its own: a server that starts removes what others have under way in a folder that they share.
    { stdio: 'pipe', env: { ...process.env, TMPDIR: folder } },
  );
  const socket = join(folder, 'socket');
  let program: Program;
  const start = async (): Promise<void> => {
    program = await startProgram(
      'mariadbd',
      [
        '--no-defaults',
        data,
        `--tmpdir=${folder}`,
        `--socket=${socket}`,
        `--pid-file=${join(folder, 'pid')}`,
        `--port=${port}`,
        '--bind-address=127.0.0.1',
        ...(tls ? [`--ssl-cert=${tls.certificate}`, `--ssl-key=${tls.key}`] : []),
        ...args,
        ...asRoot,
      ],
      { port, folder },
    );
  };
  await start();
  execFileSync('mariadb', [
    `--socket=${socket}`,
    '-uroot',
    '-e',
    'CREATE DATABASE latchkey CHARACTER SET utf8mb4',
  ]);
  return {
    url: `mysql://root@127.0.0.1:${port}/latchkey`,
    start,
    halt: () => program.end(),
    remove: () => program.stop(),
  };
}
