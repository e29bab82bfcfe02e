import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { expect, test } from 'vitest';
import { Client } from './support/client.js';
import { createTestDatabase } from './support/database.js';
import { ME, signedIn } from './support/flows.js';
import { type ServerProcess, spawnServer } from './support/process.js';
import { ADMIN } from './support/server.js';
import { VARIABLES } from '../server/config/environment.js';

interface Service {
  image: string;
  read_only?: boolean;
  command?: string[];
  ports?: string[];
  secrets?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  networks: Record<string, { ipv4_address: string }>;
}
const compose = parse(readFileSync('docker/compose.yaml', 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
  secrets: Record<string, object>;
};
const nginxConf = readFileSync('docker/nginx.conf', 'utf8');
const dockerfile = readFileSync('docker/Dockerfile', 'utf8');
const servers = Object.entries(compose.services).filter(([name]) => name.startsWith('server-'));

test('three servers wait for the migration, run read-only, and believe the proxy alone', () => {
  expect(servers).toHaveLength(3);
  const { migrate, mysql, proxy } = compose.services;
  expect(migrate!.depends_on).toEqual({ mysql: { condition: 'service_healthy' } });
  expect(mysql!.image).toMatch(/^mysql:8\.4\./);
  for (const [name, server] of servers) {
    expect(server.read_only).toBe(true);
    expect(server.depends_on!['migrate']!.condition).toBe('service_completed_successfully');
    expect(server.environment!['TRUSTED_PROXIES']).toBe(proxy!.networks['front']!.ipv4_address);
    expect(nginxConf).toContain(`server ${name}:4000 `);
  }
});

test('nothing but the proxy is published; secrets come by file; every variable is one that is read', () => {
  const published = Object.entries(compose.services).filter(([, { ports }]) => ports !== undefined);
  expect(published.map(([name]) => name)).toEqual(['proxy']);
  const read = Object.values(VARIABLES).flatMap((group) => Object.keys(group));
  const [, { environment = {}, secrets = [] }] = servers[0]!;
  for (const name of Object.keys(environment)) {
    expect(read).toContain(name.replace(/_FILE$/, ''));
  }
  expect(environment).not.toHaveProperty('SECRET_KEY');
  expect(environment).not.toHaveProperty('DATABASE_URL');
  for (const secret of secrets) expect(compose.secrets).toHaveProperty(secret);
});

test('the Dockerfile passes its linter; its last stage is not root and has a health check', () => {
  const { status, stdout } = spawnSync('node_modules/.bin/dockerfilelint', ['docker/Dockerfile'], {
    encoding: 'utf8',
  });
  expect(stdout).toContain('None found');
  expect(status).toBe(0);
  const lastStage = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
  expect(lastStage).toContain('\nUSER node\n');
  expect(lastStage).toContain('\nHEALTHCHECK ');
  expect(lastStage).not.toMatch(/npm|COPY (?!--from=build)/);
  expect(dockerfile).not.toMatch(/^FROM \S+(:latest)?( AS \w+)?$(?<!:\d+\.\d+\.\d+.*)/m);
});

test('what the last stage takes is what the build makes, and the health check tells', async () => {
  const database = await createTestDatabase({ empty: true });
  const server = await spawnServer({ DATABASE_URL: database.url, SECRET_KEY: 'k'.repeat(64) });
  const [, args] = /^HEALTHCHECK .* CMD (\[.*\])$/m.exec(dockerfile)!;
  const [, ...script] = JSON.parse(args!) as string[];
  const check = () => spawnSync(process.execPath, script, { env: { PORT: new URL(server.url).port } }).status;
  expect(check()).toBe(0);
  await server.kill('SIGTERM');
  expect(check()).toBe(1);
  const [, command] = /^CMD (\[.*\])$/m.exec(dockerfile)!;
  expect(JSON.parse(command!)).toEqual(['node', 'dist/server/main.js']);
  const copied = [...dockerfile.matchAll(/^COPY --from=build \/app\/(\S+)/gm)].map(([, path]) => path);
  expect(copied).toEqual(['package.json', 'node_modules', 'dist', 'dist-dashboard']);
  await database.drop();
});

test('the migration is a command of its own that reads its secrets from files', async () => {
  const database = await createTestDatabase({ empty: true });
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-secrets-'));
  const file = (name: string, content: string): string => {
    writeFileSync(join(folder, name), `${content}\n`);
    return join(folder, name);
  };
  const [, entry, ...args] = compose.services['migrate']!.command!;
  const run = (env: Record<string, string>) =>
    spawnSync(process.execPath, [entry!, ...args], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], ...env },
    });
  const secrets = {
    DATABASE_URL_FILE: file('url', database.url),
    SECRET_KEY_FILE: file('key', randomBytes(32).toString('hex')),
  };
  expect(run(secrets)).toMatchObject({ status: 0, stdout: 'The schema is up to date.\n' });
  expect(run({ ...secrets, SECRET_KEY: 'k'.repeat(64) }).stderr).toContain('SECRET_KEY: given twice');
  expect(run({ ...secrets, SECRET_KEY_FILE: join(folder, 'none') }).stderr).toContain('SECRET_KEY_FILE: ');
  rmSync(folder, { recursive: true });
  await database.drop();
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}

/** nginx with the configuration as it is, but for addresses and the folder it writes to. */
async function startProxy(
  upstreams: ServerProcess[],
): Promise<{ url: string; nginx: ChildProcess; folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-nginx-'));
  const port = await freePort();
  const conf = nginxConf
    .replace('listen 8080', `listen 127.0.0.1:${port}`)
    .replaceAll('/tmp/', `${folder}/`)
    .replace(/server server-3.*\n/, '')
    .replace(/server-(\d):4000/g, (_, number: string) => new URL(upstreams[Number(number) - 1]!.url).host);
  writeFileSync(join(folder, 'nginx.conf'), conf);
  const nginx = spawn('nginx', [
    '-e',
    'stderr',
    '-p',
    folder,
    '-c',
    join(folder, 'nginx.conf'),
    '-g',
    'daemon off;',
  ]);
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    if (nginx.exitCode !== null) throw new Error(String(nginx.stderr.read()));
    const isUp = await fetch(url).then(
      () => true,
      () => false,
    );
    if (isUp) return { url, nginx, folder };
  }
}

test('an idle connection is closed by the proxy, never by the server that it would send a request to', async () => {
  const [, seconds] = /upstream latchkey {[^}]*\bkeepalive_timeout (\d+)s;/.exec(nginxConf)!;
  const database = await createTestDatabase({ empty: true });
  const server = await spawnServer({ DATABASE_URL: database.url, SECRET_KEY: 'k'.repeat(64) });
  const { headers } = await fetch(`${server.url}/healthz`, { headers: { connection: 'keep-alive' } });
  const [, promised] = /timeout=(\d+)/.exec(headers.get('keep-alive')!)!;
  expect(Number(promised)).toBeGreaterThan(Number(seconds));
  // What nginx, HAProxy and AWS's load balancers wait if they are told nothing.
  expect(Number(promised)).toBeGreaterThan(60);
  await server.kill('SIGTERM');
  await database.drop();
});

test('the proxy spreads requests over servers, tells the client’s address and id truly, and survives the loss of one', async () => {
  const database = await createTestDatabase({ empty: true });
  const env = {
    DATABASE_URL: database.url,
    SECRET_KEY: randomBytes(32).toString('hex'),
    ADMIN_PASSWORD: ADMIN.password,
    TRUSTED_PROXIES: '127.0.0.1',
  };
  const upstreams = [await spawnServer(env), await spawnServer(env)];
  const { url, nginx, folder } = await startProxy(upstreams);
  const { token } = await signedIn(new Client(url, { origin: null }), ADMIN.login, ADMIN.password);
  const ask = () =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      body: JSON.stringify({ query: ME }),
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        'x-forwarded-for': '203.0.113.9',
        'x-request-id': 'picked-by-the-client',
      },
    });
  for (let request = 0; request < 6; request++) {
    const answer = await ask();
    expect(await answer.json()).toMatchObject({ data: { me: { login: ADMIN.login } } });
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
  }
  for (const { output } of upstreams) {
    const requests = output.filter((line) => line.includes('"path":"/graphql"'));
    expect(requests.length).toBeGreaterThan(0);
    expect(requests.join('\n')).toContain('"ipAddress":"127.0.0.1"');
    expect(requests.join('\n')).not.toMatch(/203\.0\.113\.9|picked-by-the-client/);
  }
  expect((await fetch(`${url}/readyz`)).status).toBe(404);
  await upstreams[0]!.kill('SIGKILL');
  for (let request = 0; request < 6; request++) expect((await ask()).status).toBe(200);
  nginx.kill('SIGTERM');
  await once(nginx, 'exit');
  await upstreams[1]!.kill('SIGTERM');
  rmSync(folder, { recursive: true });
  await database.drop();
});
