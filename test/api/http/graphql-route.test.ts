import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { IncomingMessage } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bytesOf } from '../../../server/api/http/plain-body.js';
import { administrator, createAccount, signedIn } from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const FRIEND = 'https://friend.example';
const QUERY = '{"query":"{ __typename }"}';
const JSON_TYPE = 'Content-Type: application/json\r\n';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ ALLOWED_ORIGINS: FRIEND });
});
afterAll(() => server.stop());

/** The whole of what comes back for a request that is written by hand, up to where the server closes. */
async function send(line: string, headers: string, body: string | Buffer = ''): Promise<string> {
  const socket = connect(server.port, '127.0.0.1');
  socket.write(`${line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`);
  socket.write(body);
  return text(socket);
}
const lengthOf = (body: string | Buffer): string => `Content-Length: ${Buffer.byteLength(body)}\r\n`;

// A query but for that.
const NOT_UTF8 = Buffer.from(QUERY.replace('}"', '} #\xFF"'), 'latin1');
const zipped = gzipSync(QUERY);
test.each([
  ['as it is', JSON_TYPE + lengthOf(QUERY), QUERY],
  ['with its charset', `Content-Type: application/json; charset=UTF-8\r\n${lengthOf(QUERY)}`, QUERY],
  ['of an unusual spelling', `Content-Type: Application/JSON ;charset="utf-8"\r\n${lengthOf(QUERY)}`, QUERY],
  ['with a byte order mark', JSON_TYPE + lengthOf(`\uFEFF${QUERY}`), `\uFEFF${QUERY}`],
  ['compressed', `${JSON_TYPE}Content-Encoding: gzip\r\n${lengthOf(zipped)}`, zipped],
  [
    'in chunks',
    `${JSON_TYPE}Transfer-Encoding: chunked\r\n`,
    `${QUERY.length.toString(16)}\r\n${QUERY}\r\n0\r\n\r\n`,
  ],
  ['that waits for leave', `${JSON_TYPE}Expect: 100-continue\r\n${lengthOf(QUERY)}`, QUERY],
  ['that fills the limit', `${JSON_TYPE}Content-Length: 102400\r\n`, QUERY.padEnd(102_400)],
])('a body %s is read', async (_how, headers, body) => {
  const answer = await send('POST /graphql', headers, body);
  expect(answer).toContain('HTTP/1.1 200 OK');
  expect(answer).toContain('{"data":{"__typename":"Query"}}');
});

test.each([
  ['a length and chunks', `${JSON_TYPE}Transfer-Encoding: chunked\r\n${lengthOf(QUERY)}`, QUERY],
  ['nothing', `${JSON_TYPE}Content-Length: 0\r\n`, ''],
  ['a text', `${JSON_TYPE}Content-Length: 3\r\n`, '"x"'],
  ['half an object', `${JSON_TYPE}Content-Length: 1\r\n`, '{'],
  ['bytes that are not UTF-8', JSON_TYPE + lengthOf(NOT_UTF8), NOT_UTF8],
  ['several requests', JSON_TYPE + lengthOf(`[${QUERY}]`), `[${QUERY}]`],
])('a body of %s is refused', async (_what, headers, body) => {
  expect(await send('POST /graphql', headers, body)).toContain('HTTP/1.1 400 Bad Request');
});

test.each([
  ['GET /graphql?query=%7B__typename%7D', JSON_TYPE, 200],
  ['GET /graphql?query=%7B__typename%7D', '', 400],
  ['GET /graphql?query=mutation%7BsignOut%7D', JSON_TYPE, 405],
  ['HEAD /graphql', JSON_TYPE, 405],
  ['PUT /graphql', JSON_TYPE, 405],
  ['OPTIONS /graphql', 'Origin: https://foe.example\r\n', 400],
  ['OPTIONS /graphql', `Origin: ${FRIEND}\r\n`, 204],
  ['POST /GraphQL/', JSON_TYPE + lengthOf(QUERY) + '\r\n' + QUERY, 200],
  ['POST /graphql/more', JSON_TYPE + lengthOf(QUERY) + '\r\n' + QUERY, 404],
])('%s, with %j, is %i', async (line, headers, status) => {
  expect(await send(line, headers)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
});

test('what an answer says depends on the Origin, also where that gets no leave', async () => {
  const headers = JSON_TYPE + lengthOf(QUERY);
  for (const origin of ['', `Origin: ${FRIEND}\r\n`, 'Origin: https://foe.example\r\n']) {
    expect(await send('POST /graphql', origin + headers, QUERY)).toContain('\r\nVary: Origin\r\n');
  }
});

test('text beyond ASCII comes in UTF-8, with its length in bytes', async () => {
  const login = 'zoë-🦊-中';
  await createAccount(await administrator(server), login);
  const client = server.client();
  await signedIn(client, login);
  const response = await client.post('{"query":"{ me { login } }"}');
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(JSON.parse(bytes.toString())).toEqual({ data: { me: { login } } });
  expect(response.headers.get('content-length')).toBe(String(bytes.length));
});

test('a body that is broken off is waited for no longer', async () => {
  const request = Object.assign(new PassThrough(), { complete: false });
  const bytes = bytesOf(request as unknown as IncomingMessage);
  request.write('{');
  request.destroy();
  await expect(bytes).rejects.toMatchObject({ status: 400 });
  await expect(bytesOf(request as unknown as IncomingMessage)).rejects.toMatchObject({ status: 400 });
});

test('a request that is broken off is one line of the log, which says so', async () => {
  const before = server.logLines.length;
  const socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`POST /graphql HTTP/1.1\r\nHost: x\r\n${JSON_TYPE}Content-Length: 100\r\n\r\n{`);
  // Answered only once those before it have arrived.
  await fetch(`${server.url}/nothing`);
  socket.destroy();
  const isSo = (line: string): boolean => line.includes('"brokenOff":true') && line.includes('"/graphql"');
  await expect.poll(() => server.logLines.slice(before).filter(isSo).length).toBe(1);
  expect(server.logLines.slice(before).join('')).not.toContain('a request failed');
});
