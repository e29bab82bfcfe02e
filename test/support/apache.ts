import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { adaptExample, freePort, type Program, programFolder, startProgram } from './programs.js';

/** What the examples of DAV load. */
export const DAV_MODULES = [
  'mpm_event',
  'auth_basic',
  'authn_core',
  'authnz_external',
  'authz_core',
  'authz_user',
  'headers',
  'proxy',
  'proxy_http',
];

/** A private Apache; `site` writes what is to be included into its folder, and names it. */
export async function startApache(
  modules: readonly string[],
  site: (folder: string) => string,
): Promise<Program> {
  const [folder, port] = [programFolder('apache'), await freePort()];
  const config = join(folder, 'apache.conf');
  writeFileSync(
    config,
    `ServerRoot ${folder}
ServerName localhost
PidFile ${folder}/pid
DefaultRuntimeDir ${folder}
Listen 127.0.0.1:${port}
ErrorLog ${folder}/error.log
${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
${process.getuid?.() === 0 ? 'User nobody\nGroup nogroup' : ''}
Include ${site(folder)}
`,
  );
  return startProgram('apache2', ['-DFOREGROUND', '-f', config], { port, folder });
}

/** An example of DAV with a program that asks a server about app passwords, in front of what listens on a port. */
export function davSite(
  folder: string,
  example: string,
  ports: { latchkey: number; dav: number },
  more: Record<string, string> = {},
): string {
  const check = join(folder, 'latchkey-check');
  adaptExample('docker/examples/apache/latchkey-check', check, {
    'http://latchkey:4000': `http://127.0.0.1:${ports.latchkey}`,
    'LOGINS=/run/latchkey': `LOGINS=${folder}/logins`,
  });
  chmodSync(check, 0o755);
  mkdirSync(join(folder, 'logins'));
  chmodSync(join(folder, 'logins'), 0o777);
  const site = join(folder, 'dav.conf');
  adaptExample(example, site, {
    '/etc/apache2/latchkey-check': check,
    '/run/latchkey/': `${folder}/logins/`,
    'http://radicale:5232': `http://127.0.0.1:${ports.dav}`,
    ...more,
  });
  return site;
}
