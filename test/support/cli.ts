import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable, Writable } from 'node:stream';
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
export const runCli = (
  place: Place,
  args: readonly string[],
  input = '',
  env: Record<string, string> = {},
): Promise<CliAnswer> => run(args, input, { ...environment(place), ...env });

/** A command that has no configuration, and so no database either. */
export const runWithoutServer = (args: readonly string[]): Promise<CliAnswer> => run(args, '', {});

async function run(
  args: readonly string[],
  input: string,
  env: Record<string, string | undefined>,
): Promise<CliAnswer> {
  const answer = { stdout: '', stderr: '' };
  const status = await runCommandLine(args, {
    env,
    input: Readable.from([input]),
    output: collected((written) => (answer.stdout += written)),
    errors: collected((written) => (answer.stderr += written)),
  });
  return { status, ...answer };
}

const collected = (take: (written: string) => void): Writable =>
  new Writable({
    write(chunk, _encoding, done) {
      take(String(chunk));
      done();
    },
  });

/** The same in a process of its own, as an operator runs it. */
export async function spawnCli(place: Place, args: readonly string[], input = ''): Promise<CliAnswer> {
  const child = spawned(place, args);
  child.stdin.end(input);
  const exited = once(child, 'exit') as Promise<[number]>;
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { status, stdout, stderr };
}

/** The same where nobody reads what is written, as behind `| head -0`. */
export async function spawnUnreadCli(
  place: Place,
  args: readonly string[],
): Promise<Omit<CliAnswer, 'stdout'>> {
  const child = spawned(place, args);
  child.stdout.destroy();
  child.stdin.end();
  const exited = once(child, 'exit') as Promise<[number]>;
  const [stderr, [status]] = await Promise.all([text(child.stderr), exited]);
  return { status, stderr };
}

/** The same where one line is read and no more, as behind `| head -1`. */
export async function spawnCliForOneLine(place: Place, args: readonly string[]): Promise<CliAnswer> {
  const child = spawned(place, args);
  child.stdin.end();
  const exited = once(child, 'exit') as Promise<[number]>;
  const reading = text(child.stderr);
  let stdout = '';
  for await (const chunk of child.stdout) {
    stdout += String(chunk);
    // Leaving ends the stream, and so the pipe.
    if (stdout.includes('\n')) break;
  }
  const [stderr, [status]] = await Promise.all([reading, exited]);
  return { status, stdout: stdout.split('\n')[0]!, stderr };
}

const spawned = (place: Place, args: readonly string[]) =>
  spawn(process.execPath, ['dist/server/cli/main.js', ...args], { env: environment(place) });
