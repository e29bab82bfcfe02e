import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runCommandLine } from '../../server/cli/main.js';
import type { TestServer } from './server.js';

export interface CliAnswer {
  status: number;
  stdout: string;
  stderr: string;
}

type Place = Pick<TestServer, 'databaseUrl' | 'secretKey'>;

const environment = ({ databaseUrl, secretKey }: Place) => ({
  PATH: process.env['PATH'],
  DATABASE_URL: databaseUrl,
  SECRET_KEY: secretKey,
});

/** A command on the server's own database, run in this process. */
export async function runCli(
  place: Place,
  args: readonly string[],
  input = '',
  env: Record<string, string> = {},
): Promise<CliAnswer> {
  const answer = { stdout: '', stderr: '' };
  const status = await runCommandLine(args, {
    env: { ...environment(place), ...env },
    input: Readable.from([input]),
    out: (written) => (answer.stdout += written),
    error: (written) => (answer.stderr += written),
  });
  return { status, ...answer };
}

/** The same in a process of its own, as an operator runs it. */
export async function spawnCli(place: Place, args: readonly string[], input = ''): Promise<CliAnswer> {
  const child = spawn(process.execPath, ['dist/server/cli/main.js', ...args], { env: environment(place) });
  child.stdin.end(input);
  const exited = once(child, 'exit') as Promise<[number]>;
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { status, stdout, stderr };
}
