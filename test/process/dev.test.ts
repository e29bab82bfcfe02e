import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { leaveChromium, startChromium } from '../support/browser.js';
import { endWithUs } from '../support/children.js';
import { Dashboard } from '../support/dashboard.js';
import { LAPTOP } from '../support/dashboard-suite.js';
import { ADMIN, type TestServer } from '../support/server.js';

// A copy to write in; beside the original, whose packages and builds it shares by hard links.
const COPY = 'dist-dev-test';
const COPIED = ['server', 'migrations', 'schema', 'dashboard', 'docker', 'tsconfig.json', 'package.json'];
const SHARED = ['package-lock.json', 'node_modules', 'dist', 'dist-dashboard'];
const PATIENCE = 300_000;

const dataDir = mkdtempSync(join(tmpdir(), 'latchkey-dev-'));
let child: ChildProcess;
let output = '';
let api: string;
let page: string;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

function edit(file: string, from: string, to: string): void {
  const path = join(COPY, file);
  const source = readFileSync(path, 'utf8');
  expect(source).toContain(from);
  writeFileSync(path, source.replaceAll(from, to));
}

beforeAll(async () => {
  rmSync(COPY, { recursive: true, force: true });
  mkdirSync(COPY);
  execFileSync('cp', ['-a', ...COPIED, COPY]);
  execFileSync('cp', ['-al', ...SHARED, COPY]);
  const ports = [await freePort(), await freePort()] as const;
  [api, page] = [`http://127.0.0.1:${ports[0]}`, `http://localhost:${ports[1]}`];
  child = spawn(process.execPath, ['server/process/dev.mjs', '--port', String(ports[1])], {
    cwd: COPY,
    env: {
      PATH: process.env['PATH'],
      PORT: String(ports[0]),
      DATA_DIR: dataDir,
      ADMIN_PASSWORD: ADMIN.password,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  endWithUs(child);
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += String(chunk)));
  await vi.waitFor(() => expect(output).toContain(`Latchkey is running at ${page}`), PATIENCE);
}, PATIENCE);
afterAll(() => {
  child.kill('SIGKILL');
  for (const folder of [COPY, dataDir]) rmSync(folder, { recursive: true, force: true });
});

/** The server is there: it may be starting again, for a compiler that has looked once more. */
const serverAnswers = () =>
  expect
    .poll(async () => (await fetch(`${page}/healthz`).catch(() => undefined))?.status, { timeout: PATIENCE })
    .toBe(200);

// One server for all, which the last test ends.
describe('npm run dev', { shuffle: false }, () => {
  test('it says where to go', () => {
    expect(output).toContain(`${page}\n`);
    expect(output).toContain(`${page}/graphql\n`);
  });

  test(
    'on Vite’s page one signs in and adds a passkey, under the server’s policy; what is written there shows at once',
    async () => {
      await serverAnswers();
      const browser = await startChromium();
      // Of a server, a dashboard needs its address only.
      const dashboard = await Dashboard.open(browser, { url: page } as TestServer, { path: '/security' });
      await dashboard.plugIn(LAPTOP);
      const policy = (await dashboard.page.reload())?.headers()['content-security-policy'];
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      await dashboard.enterPassword(ADMIN.login, ADMIN.password);
      await dashboard.button('Add a key').click();
      await dashboard.button('Continue').click();
      await dashboard.button('Save').click();
      await dashboard.page.getByText('The key was added.').waitFor();
      edit('dashboard/src/i18n/en.ts', 'How your account is protected.', 'Written a moment ago.');
      await dashboard.page.getByText('Written a moment ago.').waitFor();
      dashboard.expectNoProblems();
      await leaveChromium(browser);
    },
    PATIENCE,
  );

  test('GraphiQL is there, and the API allows mutations from Vite’s page and its own, from no other', async () => {
    await serverAnswers();
    const explorer = await fetch(`${page}/graphql`, { headers: { accept: 'text/html' } });
    expect(await explorer.text()).toContain('GraphiQL');
    const signIn = async (origin: string) => {
      const { login, password } = ADMIN;
      const query = `mutation { signIn(input: { login: "${login}", password: "${password}" }) { __typename } }`;
      const response = await fetch(`${api}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin },
        body: JSON.stringify({ query }),
      });
      return response.text();
    };
    const answered = /^\{"data":\{"signIn":/;
    expect(await signIn(page)).toMatch(answered);
    expect(await signIn(api.replace('127.0.0.1', 'localhost'))).toMatch(answered);
    expect(await signIn('http://localhost:1')).toContain('FORBIDDEN');
  });

  test(
    'a change of the server is served without a hand moved',
    async () => {
      edit('server/api/http/health.ts', `'ok'`, `'changed'`);
      const health = () => fetch(`${page}/healthz`).then((response) => response.text());
      await expect.poll(health, { timeout: PATIENCE }).toContain('changed');
    },
    PATIENCE,
  );

  test('Ctrl+C ends it all', async () => {
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
    for (const address of [api, page]) await expect(fetch(address)).rejects.toThrow();
  });
});
