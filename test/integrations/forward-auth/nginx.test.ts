import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { leaveChromium, startChromium } from '../../support/browser.js';
import { type ForwardApplication, startApplication } from '../../support/forward-application.js';
import { askProxy, expectProtected, type Scene, startProtected } from '../../support/forward-proxy.js';
import { adaptExample, freePort, type Program, programFolder, startProgram } from '../../support/programs.js';

let scene: Scene;
let application: ForwardApplication;
let nginx: Program;
let hosts: [string, string];
beforeAll(async () => {
  const port = await freePort();
  hosts = [`wiki.localhost:${port}`, `console.localhost:${port}`];
  application = await startApplication();
  const browser = await startChromium();
  scene = { ...(await startProtected(hosts)), browser, application, port };
  nginx = await startNginx(port);
});
afterAll(async () => {
  await leaveChromium(scene.browser);
  await nginx.stop();
  await application.stop();
  await scene.server.stop();
});

async function startNginx(port: number): Promise<Program> {
  const folder = programFolder('nginx-forward');
  for (const name of ['wiki', 'console']) {
    adaptExample('docker/examples/nginx-forward.conf', join(folder, `${name}.conf`), {
      'listen 8080': `listen 127.0.0.1:${port}`,
      'set $latchkey_host wiki.example.org': `set $latchkey_host ${name}.localhost:${port}`,
      'server_name wiki.example.org': `server_name ${name}.localhost`,
      'http://wiki:3000': `http://127.0.0.1:${application.port}`,
      'http://latchkey:4000': `http://127.0.0.1:${scene.server.port}`,
    });
  }
  const config = join(folder, 'nginx.conf');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  writeFileSync(
    config,
    `daemon off;
pid ${folder}/pid;
error_log stderr;
events { }
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  include ${folder}/console.conf;
  include ${folder}/wiki.conf;
}
`,
  );
  return startProgram('nginx', ['-c', config, '-p', folder, '-e', 'stderr'], { port, folder });
}

test('nginx: a deep link through sign-in, spoofed headers, WebSockets, refusals, sign-out', async () => {
  await expectProtected(scene, hosts);
});

test('nginx: the host is the server block’s, whatever the client’s Host says', async () => {
  // Taken by the first block, which is the administrators' application.
  const answer = await askProxy(scene.port, '/', { host: 'unknown.example', 'sec-fetch-mode': 'navigate' });
  expect(answer.location).toMatch(new RegExp(`^http://${hosts[1]}/\\.latchkey/start`));
});

test('the example never takes the host from the client', () => {
  const text = readFileSync('docker/examples/nginx-forward.conf', 'utf8');
  const named = [...text.matchAll(/X-Forwarded-Host (\S+);/g)].map(([, value]) => value);
  expect(new Set(named)).toEqual(new Set(['$latchkey_host']));
});
