import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
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

function run(command: string, { cwd, env }: Pick<Stage, 'cwd' | 'env'>): void {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
    cwd,
    // Of its own, since this process' is that of a test.
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    encoding: 'utf8',
  });
  expect({ command, status, said: status === 0 ? '' : stdout + stderr }).toMatchObject({ status: 0 });
}

/**
 * What engines keep of this step until package-lock.json changes: here it is what this tree was installed with, linked.
 * npm says whether it could install it; that it does so is tried by each first start, and by .ci/run.
 */
function install(command: string, stage: Stage): void {
  run(`${command} --dry-run`, stage);
  run(`cp -al '${process.cwd()}/node_modules' .`, stage);
  // Which npm writes into, where it removes all others.
  run(`cp --remove-destination '${process.cwd()}/node_modules/.package-lock.json' node_modules/`, stage);
}

/** Does what an engine does with our Dockerfile's instructions, in folders: of each stage, and of the last. */
function build(dockerfile: string, folder: string, lastFolder: string): Stage {
  const stages = new Map<string, Stage>();
  let stage!: Stage;
  for (const line of dockerfile.split('\n')) {
    const [, instruction, rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    switch (instruction) {
      case 'FROM': {
        const name = / AS (\w+)$/.exec(rest)?.[1];
        const root = join(name === undefined ? lastFolder : folder, `stage-${stages.size}`);
        mkdirSync(root);
        stage = { root, cwd: root, env: {} };
        stages.set(name ?? 'last', stage);
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
          const to = isInto ? join(target, basename(path)) : target;
          mkdirSync(dirname(to), { recursive: true });
          run(`cp -RT '${path}' '${to}'`, { cwd: process.cwd(), env: {} });
        }
        break;
      }
      case 'RUN': {
        const command = rest.replace(' /data', ` ${stage.root}/data`).replace('-o node -g node', `-o ${UID}`);
        if (command.startsWith('npm ci ')) install(command, stage);
        else run(command, stage);
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
    // Beside node_modules, since links do not lead to another file system; the image is where that other user gets to.
    const folders = [mkdtempSync('dist-image-'), mkdtempSync(join(fastFolder(2 ** 30), 'latchkey-image-'))];
    const [stages, last] = folders.map((folder) => resolve(folder)) as [string, string];
    onTestFinished(() => {
      spawnSync('chmod', ['-R', 'u+w', last]);
      for (const folder of folders) rmSync(folder, { recursive: true });
    });
    chmodSync(last, 0o755);
    const { root, cwd, env } = build(readFileSync('docker/Dockerfile', 'utf8'), stages, last);
    const data = join(root, 'data');
    expect(statSync(data)).toMatchObject({ uid: UID });
    expect(statSync(data).mode & 0o777).toBe(0o700);
    const has = (name: string): boolean =>
      spawnSync('test', ['-e', join(cwd, 'node_modules', name)]).status === 0;
    expect(['vitest', 'typescript', 'vite', '@mui/material', 'express'].filter(has)).toEqual(['express']);
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
  },
);
