import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithUs } from './children.js';
import { freePort } from './programs.js';

// The version that test/bench compares us with, and the passkeys that were published for it last.
const PACKAGES = ['better-auth@1.7.25', '@better-auth/passkey@1.7.6'];

/** On SQLite it makes the file, on MySQL it needs an empty database; `secrets` are its environment's. */
export interface BetterAuthOptions {
  databaseUrl: string;
  /** The public URL: keys are registered for its host. */
  publicUrl: string;
  secrets: Record<string, string>;
}

const SERVER = `
import { createServer } from 'node:http';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { admin, twoFactor, username } from 'better-auth/plugins';
import { passkey } from '@better-auth/passkey';
const { DATABASE_URL: url, PORT, PUBLIC_URL: baseURL, SQLITE, MYSQL } = process.env;
const { default: driver } = await import(url.startsWith('sqlite:') ? SQLITE : MYSQL);
const database = url.startsWith('sqlite:')
  ? new driver(url.slice('sqlite:'.length))
  : driver.createPool({ uri: url, timezone: 'Z' });
const options = {
  baseURL,
  database,
  emailAndPassword: { enabled: true },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  plugins: [twoFactor(), passkey(), username(), admin()],
};
await (await getMigrations(options)).runMigrations();
const server = createServer(toNodeHandler(betterAuth(options)));
server.listen(PORT, '127.0.0.1', () => console.log('listening'));
`;

/** better-auth itself, from npm, in a folder and a process of its own. */
export class BetterAuth {
  private constructor(
    private readonly url: string,
    private readonly publicUrl: string,
    /** Ends it; its database stays. */
    readonly stop: () => Promise<void>,
  ) {}

  static async start({ databaseUrl, publicUrl, secrets }: BetterAuthOptions): Promise<BetterAuth> {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-better-auth-'));
    writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}');
    writeFileSync(join(folder, 'server.mjs'), SERVER);
    // The passkeys want other parts of better-auth to be exactly as old as they are themselves.
    const options = ['--no-audit', '--no-fund', '--prefer-offline', '--legacy-peer-deps'];
    const { status, stderr } = spawnSync('npm', ['install', ...options, ...PACKAGES, 'nanostores'], {
      cwd: folder,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`npm install: ${stderr}`);
    const port = await freePort();
    const child = spawn(process.execPath, ['server.mjs'], {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        PORT: String(port),
        PUBLIC_URL: publicUrl,
        DATABASE_URL: databaseUrl,
        SQLITE: import.meta.resolve('better-sqlite3'),
        MYSQL: import.meta.resolve('mysql2/promise'),
        ...secrets,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    endWithUs(child);
    const ended = once(child, 'exit').then(() => {
      throw new Error('better-auth has ended');
    });
    await Promise.race([once(child.stdout, 'data'), ended]);
    // Later it ends because it is told to.
    ended.catch(() => undefined);
    child.stdout.resume();
    return new BetterAuth(`http://127.0.0.1:${port}`, publicUrl, async () => {
      const exited = once(child, 'exit');
      child.kill();
      await exited;
      rmSync(folder, { recursive: true, force: true });
    });
  }

  visitor(): Visitor {
    return new Visitor(this.url, this.publicUrl);
  }
}

/** One browser at better-auth's API. */
export class Visitor {
  private readonly cookies = new Map<string, string>();

  constructor(
    private readonly url: string,
    private readonly origin: string,
  ) {}

  /** A GET without a body, else a POST; answers the body. */
  async ask<T>(path: string, body?: object): Promise<T> {
    const cookie = [...this.cookies].map((pair) => pair.join('=')).join('; ');
    const response = await fetch(`${this.url}/api/auth${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { origin: this.origin, 'content-type': 'application/json', ...(cookie !== '' && { cookie }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    for (const header of response.headers.getSetCookie()) {
      const [pair = ''] = header.split(';');
      const equals = pair.indexOf('=');
      this.cookies.set(pair.slice(0, equals), pair.slice(equals + 1));
    }
    return JSON.parse(text) as T;
  }
}
