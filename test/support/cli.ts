import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { TestServer } from './server.js';

export interface CliAnswer {
  status: number;
  stdout: string;
  stderr: string;
}

/** The command line as an operator runs it, on the server's own database. */
export async function runCli(
  { databaseUrl, secretKey }: Pick<TestServer, 'databaseUrl' | 'secretKey'>,
  args: readonly string[],
  input = '',
): Promise<CliAnswer> {
  const child = spawn(process.execPath, ['dist/server/cli.js', ...args], {
    env: { PATH: process.env['PATH'], DATABASE_URL: databaseUrl, SECRET_KEY: secretKey },
  });
  child.stdin.end(input);
  const exited = once(child, 'exit') as Promise<[number]>;
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { status, stdout, stderr };
}
