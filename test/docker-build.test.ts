import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { Client } from './support/client.js';
import { isMysql } from './support/database.js';
import { fastFolder } from './support/fast-folder.mjs';
import { ME, signedIn } from './support/flows.js';
import { spawnServer } from './support/process.js';
import { ADMIN } from './support/server.js';

// Debian's nobody stands for the image's user. Who is not root can become nobody else.
const isRoot = process.getuid!() === 0;
const UID = isRoot ? 65_534 : process.getuid!();

/** What a stage has made: its root folder, the folder it works in, and its environment. */
interface Stage {
  root: string;
  cwd: string;
  env: Record<string, string>;
}

/** Does what an engine does with our Dockerfile's instructions, in folders. */
function build(dockerfile: string, folder: string): Stage {
  const stages = new Map<string, Stage>();
  let stage!: Stage;
  for (const line of dockerfile.split('\n')) {
    const [, instruction, rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    switch (instruction) {
      case 'FROM': {
        const root = join(folder, `stage-${stages.size}`);
        mkdirSync(root);
        stage = { root, cwd: root, env: {} };
        stages.set(/ AS (\w+)$/.exec(rest)?.[1] ?? 'last', stage);
        break;
      }
      case 'WORKDIR':
        stage.cwd = join(stage.root, rest);
        mkdirSync(stage.cwd);
        break;
      case 'ENV':
        Object.assign(
          stage.env,
          // Of an ARG, what it is where nobody gives it: nothing.
          Object.fromEntries(rest.split(' ').map((pair) => pair.replace(/\$\w+$/, '').split('='))),
        );
        break;
      case 'COPY': {
        const [, from, paths = ''] = /^(?:--from=(\w+) )?(.*)$/.exec(rest)!;
        const sources = paths.split(' ');
        const target = join(stage.cwd, sources.pop()!);
        for (const source of sources) {
          const path = from === undefined ? source : join(stages.get(from)!.root, source);
          const isInto = sources.length > 1 || target === `${stage.cwd}/`;
          cpSync(path, isInto ? join(target, basename(path)) : target, { recursive: true });
        }
        break;
      }
      case 'RUN': {
        const command = rest.replace(' /data', ` ${stage.root}/data`).replace('-o node -g node', `-o ${UID}`);
        const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
          cwd: stage.cwd,
          // Of its own, since this process' is that of a test.
          env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...stage.env },
          encoding: 'utf8',
        });
        expect({ command, status, said: status === 0 ? '' : stdout + stderr }).toMatchObject({ status: 0 });
      }
    }
  }
  return stage;
}

// The image is the same for either database.
test.skipIf(isMysql)(
  'the Dockerfile’s steps make what runs without its tools, as another user, and writes nothing but /data',
  { timeout: 600_000 },
  async () => {
    const folder = mkdtempSync(join(fastFolder(6 * 2 ** 30), 'latchkey-image-'));
    chmodSync(folder, 0o755);
    const { root, cwd, env } = build(readFileSync('docker/Dockerfile', 'utf8'), folder);
    const data = join(root, 'data');
    expect(statSync(data)).toMatchObject({ uid: UID });
    expect(statSync(data).mode & 0o777).toBe(0o700);
    const has = (name: string): boolean =>
      spawnSync('test', ['-e', join(cwd, 'node_modules', name)]).status === 0;
    expect(['vitest', 'typescript', 'vite', 'express'].filter(has)).toEqual(['express']);
    // As read_only in compose.yaml does.
    spawnSync('chmod', ['-R', 'a-w', cwd]);

    const server = await spawnServer(
      { ...env, DATA_DIR: data, PORT: '0', HOST: '127.0.0.1', ADMIN_PASSWORD: ADMIN.password },
      { cwd, ...(isRoot && { uid: UID }) },
    );
    const client = new Client(server.url);
    await signedIn(client, ADMIN.login, ADMIN.password);
    expect((await client.request(ME)).data).toMatchObject({ me: { login: ADMIN.login } });
    expect((await fetch(server.url)).headers.get('content-type')).toContain('text/html');
    expect(await server.kill('SIGTERM')).toBe(0);
    spawnSync('chmod', ['-R', 'u+w', folder]);
    rmSync(folder, { recursive: true });
  },
);
