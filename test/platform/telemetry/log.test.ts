import { QueryFailedError } from 'typeorm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLog } from '../../../server/platform/telemetry/log.js';
import { administrator, createAccount, PASSWORD, signIn } from '../../support/flows.js';
import { refuseSecretsIn } from '../../support/secrets.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

let open: TestServer;
let behindProxy: TestServer;
beforeAll(async () => {
  open = await startTestServer();
  behindProxy = await startTestServer({ TRUSTED_PROXIES: '127.0.0.1,::1' });
});
afterAll(async () => {
  await open.stop();
  await behindProxy.stop();
});

const requestIdOf = async (server: TestServer, given?: string): Promise<string | null> => {
  const headers = given === undefined ? {} : { 'x-request-id': given };
  return (await fetch(`${server.url}/nothing-here`, { headers })).headers.get('x-request-id');
};

interface Line {
  msg: string;
  requestId?: string;
  [field: string]: unknown;
}
const linesOf = (server: TestServer): Line[] => server.logLines.map((line) => JSON.parse(line) as Line);

/** The line that closes a request, which comes a moment after its answer. */
async function requestLine(server: TestServer, requestId: string): Promise<Line> {
  for (;;) {
    const line = linesOf(server).find((each) => each.msg === 'request' && each.requestId === requestId);
    if (line) return line;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('a request id is taken from a trusted proxy only', async () => {
  const given = 'b7b6c0d2f5e84c4f';
  expect(await requestIdOf(behindProxy, given)).toBe(given);
  expect(await requestIdOf(open, given)).toMatch(UUID);
  expect(await requestIdOf(open)).toMatch(UUID);
});

test.each(['short', 'two words', 'a'.repeat(129), 'id"},{"level":60'])(
  'a malformed one is replaced: %s',
  async (given) => {
    expect(await requestIdOf(behindProxy, given)).toMatch(UUID);
  },
);

test('each request is one line: what was asked, how it ended, by whom; not its document nor its values', async () => {
  const admin = await administrator(open);
  const { headers } = await admin.request('query Anything { me { login } settings { disabled } }');
  const line = await requestLine(open, headers.get('x-request-id')!);
  expect(line).toMatchObject({
    method: 'POST',
    path: '/graphql',
    status: 200,
    operations: ['me', 'settings'],
    accountId: expect.stringMatching(UUID) as string,
    milliseconds: expect.any(Number) as number,
  });
  expect(JSON.stringify(line)).not.toContain('Anything');

  const refused = await open
    .client()
    .request('mutation { signIn(input: { login: "nobody", password: "wrong password" }) { __typename } }');
  const refusedLine = await requestLine(open, refused.headers.get('x-request-id')!);
  expect(refusedLine).toMatchObject({ operations: ['signIn'], codes: ['INVALID_CREDENTIALS'] });
  expect(JSON.stringify(refusedLine)).not.toMatch(/nobody|wrong password/);
});

test('the query of an address is not logged', async () => {
  const response = await fetch(`${open.url}/nothing-here?token=lk_${'x'.repeat(43)}`);
  expect((await requestLine(open, response.headers.get('x-request-id')!)).path).toBe('/nothing-here');
});

test('what goes wrong within a request carries its id', async () => {
  await createAccount(await administrator(open), 'unlucky');
  const { accounts } = open.app.services;
  const intact = accounts.findForSignIn.bind(accounts);
  accounts.findForSignIn = () => Promise.reject(new Error('the disk is gone'));
  const { headers } = await open
    .client()
    .request('mutation { signIn(input: { login: "unlucky", password: "whatever" }) { __typename } }');
  accounts.findForSignIn = intact;
  const failure = linesOf(open).find(({ msg }) => msg === 'a request failed')!;
  expect(failure.requestId).toBe(headers.get('x-request-id'));
  expect(JSON.stringify(failure)).toContain('the disk is gone');
  expect((await signIn(open.client(), 'unlucky', PASSWORD)).__typename).toBe('SignedIn');
});

test('of an error of the database neither values nor the statement filled in are logged', () => {
  const lines: string[] = [];
  const log = createLog({ logLevel: 'trace', logFormat: 'json' }, { write: (line) => void lines.push(line) });
  const secret = '$argon2id$v=19$very-secret';
  const driverError = Object.assign(new Error(`Duplicate entry '${secret}' for key 'accounts.hash'`), {
    code: 'ER_DUP_ENTRY',
    errno: 1062,
    sql: `INSERT INTO accounts VALUES ('${secret}')`,
  });
  const error = new QueryFailedError('INSERT INTO accounts VALUES (?)', [secret], driverError);
  log.error({ err: error }, 'failed');
  log.error(
    { err: new Error('outer', { cause: error }), request: { headers: { cookie: secret } } },
    'failed',
  );
  log.info({ password: secret, input: { newPassword: secret }, request: { body: secret } }, 'careless');
  refuseSecretsIn(lines, '', [secret]);
  expect(lines.join('')).toContain('ER_DUP_ENTRY');
  expect(lines.join('')).toContain('INSERT INTO accounts VALUES (?)');
});

test('the check that all suites end with finds a secret in a line', () => {
  expect(() => refuseSecretsIn(['{"msg":"nine purple elephants"}'], '', ['nine purple elephants'])).toThrow();
  expect(() => refuseSecretsIn([`{"msg":"lk_${'a'.repeat(43)}"}`], '', [])).toThrow();
  expect(() => refuseSecretsIn(['{"msg":"code 123456"}'], '', ['123456'])).toThrow();
  refuseSecretsIn(['{"time":1791234567890}'], '', ['123456']);
});
