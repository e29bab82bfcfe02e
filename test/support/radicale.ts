import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, type Program, programFolder, startProgram } from './programs.js';

/** A DAV server that believes its proxy about who is there; everyone sees what is their own. */
export async function startRadicale(): Promise<Program> {
  const [folder, port] = [programFolder('radicale'), await freePort()];
  const config = join(folder, 'config');
  writeFileSync(
    config,
    `[server]
hosts = 127.0.0.1:${port}
[auth]
type = http_x_remote_user
[rights]
type = owner_only
[storage]
filesystem_folder = ${folder}/collections
`,
  );
  return startProgram('radicale', ['--config', config], { port, folder });
}
