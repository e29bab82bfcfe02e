import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { endWithUs } from './children.js';

/** A real program of Debian's, in a folder and on a port of its own. */
export interface Program {
  port: number;
  folder: string;
  /** All it printed. */
  output: string[];
  /** Its folder stays. */
  end(signal?: NodeJS.Signals): Promise<void>;
  stop(): Promise<void>;
}

/** A folder that programs can use once they have dropped root's privileges. */
export function programFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `latchkey-${name}-`));
  chmodSync(folder, 0o755);
  return folder;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Runs it in the foreground until it is stopped; resolves once its port answers. Its folder goes with it. */
export async function startProgram(
  command: string,
  args: string[],
  { port, folder }: { port: number; folder: string },
): Promise<Program> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Debian keeps servers where only root's PATH looks.
    env: { ...process.env, PATH: [process.env['PATH'], '/usr/sbin', '/sbin'].join(delimiter) },
  });
  endWithUs(child);
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  }
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));
  while (!(await answers(port))) {
    if (failure ?? hasEnded(child))
      throw new Error(`${command} did not start: ${output.join('')}`, { cause: failure });
    await delay(20);
  }
  const end = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
    if (hasEnded(child)) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  return {
    port,
    folder,
    output,
    end,
    async stop() {
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** An example's text with other addresses in it, written where a program reads it. Each must occur. */
export function adaptExample(from: string, to: string, replacements: Record<string, string>): void {
  let text = readFileSync(from, 'utf8');
  for (const [example, real] of Object.entries(replacements)) {
    if (!text.includes(example)) throw new Error(`${from} does not hold "${example}"`);
    text = text.replaceAll(example, real);
  }
  writeFileSync(to, text, { mode: 0o644 });
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
