import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { administrator, CREATE_ACCOUNT, SIGN_IN } from '../support/flows.js';
import { startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ REQUEST_SECONDS: '1' });
});
afterAll(() => server.stop());

test.each([
  ['headers', 'POST /graphql HTTP/1.1\r\nHost: x\r\n'],
  [
    'body',
    'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
  ],
])('a slow client that trickles its %s in is cut off', async (_part, begun) => {
  const socket = connect(server.port, '127.0.0.1');
  const closed = once(socket, 'close');
  socket.on('error', () => undefined).resume();
  socket.write(begun);
  await closed;
  expect(socket.destroyed).toBe(true);
});

test('a slow client that asks and does not read the answers is cut off', async () => {
  const accepted = new Promise<Socket>((resolve) => {
    subscribe('net.server.socket', (message) => {
      resolve((message as { socket: Socket }).socket);
    });
  });
  const client = connect(server.port, '127.0.0.1').pause();
  const body = '{"query":"{__schema{types{fields{name description type{name} args{name description}}}}}"}';
  const head = 'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
  // The questions fit into one packet, so that all have arrived; the answers into no buffer on the way back.
  client.write(`${head}Content-Length: ${body.length}\r\n\r\n${body}`.repeat(250));
  const held = await accepted;
  await new Promise((resolve) => held.once('close', resolve));
  expect(held.destroyed).toBe(true);
  client.destroy();
});

test('connection flood: beyond MAX_CONNECTIONS they are closed at once, and within it one is served', async () => {
  const small = await startTestServer({ MAX_CONNECTIONS: '3' });
  const open = () => connect(small.port, '127.0.0.1').on('error', () => undefined);
  const held = [open(), open(), open()];
  await Promise.all(held.map((socket) => once(socket, 'connect')));
  await once(open().resume(), 'close');
  held[0]!.write('GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  expect(await text(held[0]!)).toContain('200 OK');
  expect((await fetch(`${small.url}/healthz`, { headers: { connection: 'close' } })).status).toBe(200);
  for (const socket of held) socket.destroy();
  await small.stop();
});

test('clickjacking: every answer forbids frames', async () => {
  for (const path of ['/', '/graphql', '/nothing', '/healthz']) {
    const { headers } = await fetch(server.url + path);
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  }
});

test('answers say what browsers may do with them', async () => {
  const { headers } = await server.client().request('{ publicSettings { __typename } }');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
  expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('permissions-policy')).toContain('publickey-credentials-get=(self)');
  expect(headers.get('strict-transport-security')).toBeNull();
});

test('log injection: what a client sends stays within its line', async () => {
  const forged = 'x\n{"level":50,"msg":"forged"}\r\n\u001B[2J';
  await server.client({ headers: { 'user-agent': 'a"}{"msg":"forged"' } }).request(SIGN_IN, {
    login: forged,
    password: forged,
  });
  for (const line of server.logLines) {
    expect((JSON.parse(line) as { msg: string }).msg).not.toBe('forged');
    for (const control of ['\n', '\r', '\u001B']) expect(line.trimEnd()).not.toContain(control);
  }
});

test.each([
  'id',
  'passwordHash',
  'primaryFactors',
  'credentialVersion',
  'lockedUntil',
  '__proto__',
  'constructor',
])('mass assignment: %s is no input', async (field) => {
  const admin = await administrator(server);
  const query = CREATE_ACCOUNT.replace(/\(\$login.*?\) \{/s, '($input: CreateAccountInput!) {').replace(
    /createAccount\(.*?\}\)/s,
    'createAccount(input: $input)',
  );
  const input = JSON.stringify({ login: `mass-${field}`, password: 'nine purple elephants dance' });
  const variables = `{"input":${input.slice(0, -1)},"${field}":"x"}}`;
  const response = await admin.post(`{"query":${JSON.stringify(query)},"variables":${variables}}`);
  const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
  expect(errors[0]!.extensions.code).toBe('BAD_USER_INPUT');
});
