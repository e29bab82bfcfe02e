import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSync } from 'otplib';
import { PASSWORD, SECRET_KEY } from './server.mjs';

const PACKAGES = ['better-auth@1.7.25', 'mysql2@3.24.6'];

// Its scrypt replaced by our argon2id at our cost, and its limits off, as ours are: what remains is the frame.
const SERVER = `
import { createServer } from 'node:http';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { twoFactor } from 'better-auth/plugins';
import { createPool } from 'mysql2/promise';
const { hash, verify } = (await import(process.env.ARGON2)).default;
const cost = { memoryCost: 19456, timeCost: 2, parallelism: 1 };
const options = {
  baseURL: process.env.BASE_URL,
  secret: process.env.SECRET,
  database: createPool({ uri: process.env.DATABASE_URL, timezone: 'Z', connectionLimit: 10 }),
  emailAndPassword: {
    enabled: true,
    password: {
      hash: (password) => hash(password, cost),
      verify: ({ hash: stored, password }) => verify(stored, password),
    },
  },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  plugins: [twoFactor()],
};
await (await getMigrations(options)).runMigrations();
const server = createServer(toNodeHandler(betterAuth(options)));
server.listen(new URL(process.env.BASE_URL).port, '127.0.0.1', () => console.log('listening'));
`;

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** better-auth from npm, in a temporary folder, in a process of its own. */
export async function startBetterAuth(databaseUrl) {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-better-auth-'));
  writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}');
  writeFileSync(join(folder, 'server.mjs'), SERVER);
  const { status, stderr } = spawnSync(
    'npm',
    ['install', '--no-audit', '--no-fund', '--prefer-offline', ...PACKAGES],
    { cwd: folder, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`npm install better-auth: ${stderr}`);
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(process.execPath, ['server.mjs'], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      BASE_URL: url,
      SECRET: SECRET_KEY,
      DATABASE_URL: databaseUrl,
      ARGON2: import.meta.resolve('@node-rs/argon2'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.on('exit', () => child.kill());
  await once(child.stdout, 'data');
  child.stdout.resume();
  return {
    url,
    async stop() {
      const exited = once(child, 'exit');
      child.kill();
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Sends one request; answers its body and the cookies that it set. */
export async function call(url, path, body, cookie) {
  const response = await fetch(`${url}/api/auth${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      origin: url,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(cookie && { cookie }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  const cookies = response.headers.getSetCookie().map((header) => header.split(';')[0]);
  return { body: JSON.parse(text), cookie: cookies.join('; ') };
}

const secretOf = (otpauthUri) => new URL(otpauthUri).searchParams.get('secret');
const emailOf = (name) => `${name}@example.org`;

export async function signUp(url, name) {
  const { cookie } = await call(url, '/sign-up/email', { name, email: emailOf(name), password: PASSWORD });
  return cookie;
}

export async function signInByPassword(url, name) {
  return (await call(url, '/sign-in/email', { email: emailOf(name), password: PASSWORD })).cookie;
}

/** An account with an authenticator app. */
export async function signUpProtected(url, name) {
  const cookie = await signUp(url, name);
  const { body } = await call(url, '/two-factor/enable', { password: PASSWORD }, cookie);
  const secret = secretOf(body.totpURI);
  await call(url, '/two-factor/verify-totp', { code: generateSync({ secret }) }, cookie);
  return { name, secret };
}

export async function signInProtected(url, { name, secret }) {
  const challenged = await signInByPassword(url, name);
  const { cookie } = await call(
    url,
    '/two-factor/verify-totp',
    { code: generateSync({ secret }) },
    challenged,
  );
  return cookie;
}
