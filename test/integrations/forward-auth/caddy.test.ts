import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { leaveChromium, startChromium } from '../../support/browser.js';
import { type ForwardApplication, startApplication } from '../../support/forward-application.js';
import { expectProtected, type Scene, startProtected } from '../../support/forward-proxy.js';
import { adaptExample, freePort, type Program, programFolder, startProgram } from '../../support/programs.js';

let scene: Scene;
let application: ForwardApplication;
let caddy: Program;
let hosts: [string, string];
beforeAll(async () => {
  const port = await freePort();
  hosts = [`wiki.localhost:${port}`, `console.localhost:${port}`];
  application = await startApplication();
  const browser = await startChromium();
  scene = { ...(await startProtected(hosts)), browser, application, port };
  const folder = programFolder('caddy');
  const config = join(folder, 'Caddyfile');
  adaptExample('docker/examples/Caddyfile', config, {
    // Both hosts by one block: the host is the request's own, by which Caddy has chosen the block.
    'https://wiki.example.org': `{\n\tadmin off\n}\n${hosts.map((host) => `http://${host}`).join(', ')}`,
    'http://wiki:3000': `http://127.0.0.1:${application.port}`,
    'http://latchkey:4000': `http://127.0.0.1:${scene.server.port}`,
  });
  caddy = await startProgram('caddy', ['run', '--config', config, '--adapter', 'caddyfile'], {
    port,
    folder,
  });
});
afterAll(async () => {
  await leaveChromium(scene.browser);
  await caddy.stop();
  await application.stop();
  await scene.server.stop();
});

test('Caddy: a deep link through sign-in, spoofed headers, WebSockets, refusals, sign-out', async () => {
  await expectProtected(scene, hosts);
});

test('Traefik’s example asks as Caddy does, believes no client, and replaces every header', () => {
  const { http } = parse(readFileSync('docker/examples/traefik.yaml', 'utf8')) as {
    http: { middlewares: { latchkey: { forwardAuth: Record<string, unknown> } } };
  };
  expect(http.middlewares.latchkey.forwardAuth).toEqual({
    address: 'http://latchkey:4000/auth/forward?answer=302',
    trustForwardHeader: false,
    authResponseHeaders: ['User', 'Account', 'Name', 'Email', 'Groups', 'Factor'].map(
      (name) => `X-Latchkey-${name}`,
    ),
  });
});
