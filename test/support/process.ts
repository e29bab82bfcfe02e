import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { endWithUs } from './children.js';
import { refuseSecretsIn } from './secrets.js';

export interface ServerProcess {
  url: string;
  process: ChildProcess;
  /** All it printed. */
  output: string[];
  kill(signal: NodeJS.Signals): Promise<number | null>;
}

/** A server in a process of its own, as operators run it. */
export async function spawnServer(
  env: Record<string, string>,
  options: Pick<SpawnOptions, 'cwd' | 'uid'> = {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, ['dist/server/main.js'], {
    ...options,
    env: {
      PATH: process.env['PATH'],
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_FORMAT: 'json',
      HASH_QUEUE: '1000',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  endWithUs(child);
  const output: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      output.push(line);
      const listening = /"url":"([^"]+)","msg":"listening"/.exec(line)?.[1];
      if (listening) resolve(listening);
    });
    child.once('exit', () => {
      reject(new Error(`The server did not start: ${output.join('\n')}`));
    });
  });
  return {
    url,
    process: child,
    output,
    async kill(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
      const { SECRET_KEY, ADMIN_PASSWORD } = env;
      refuseSecretsIn(
        // A made-up password is meant to be read, once.
        output.filter((line) => !line.includes('Password, shown once:')),
        url,
        [SECRET_KEY, ADMIN_PASSWORD].filter((secret) => secret !== undefined),
      );
      return child.exitCode;
    },
  };
}
