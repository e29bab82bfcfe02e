import { getIntrospectionQuery, ValidationContext } from 'graphql';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { administrator, challengeFor, protectedAccount } from '../support/flows.js';
import * as operations from '../../schema/client/operations.js';
import { TypedDocumentString } from '../../schema/client/operations.js';
import { startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());
afterEach(() => {
  vi.restoreAllMocks();
});

const refused = async (query: string) => {
  const { errors, data } = await server.client().request(query);
  expect(data ?? null).toBeNull();
  return errors![0]!;
};

const guess = (alias: string, challenge: string) =>
  `${alias}: verifyAuthenticatorCode(challenge: "${challenge}", code: "000000") { token }`;

test.each<[string, (challenge: string) => string]>([
  ['aliases', (c) => `mutation { ${guess('a', c)} ${guess('b', c)} }`],
  ['inline fragments', (c) => `mutation { ${guess('a', c)} ... on Mutation { ${guess('b', c)} } }`],
  ['a fragment', (c) => `mutation { ...two } fragment two on Mutation { ${guess('a', c)} ${guess('b', c)} }`],
  [
    'nested fragments',
    (c) => `mutation { ...one ${guess('a', c)} } fragment one on Mutation { ...two }
      fragment two on Mutation { ${guess('b', c)} }`,
  ],
  [
    'different mutations',
    (c) => `mutation { ${guess('a', c)} signIn(input: { login: "x", password: "y" }) { __typename } }`,
  ],
])(
  'brute force by %s: more than one sensitive mutation a request is refused, none is run',
  async (name, document) => {
    const login = `batched ${name}`;
    await protectedAccount(server, await administrator(server), login);
    const { challenge } = await challengeFor(server.client(), login);
    const { extensions, message } = await refused(document(challenge));
    expect(extensions.code).toBe('BAD_USER_INPUT');
    expect(message).toContain('Only one of these');
    const codes = [];
    for (let tries = 0; tries < 5; tries++) {
      codes.push(await server.client().code(`mutation { ${guess('a', challenge)} }`));
    }
    expect(codes).toEqual(Array(5).fill('INVALID_CODE'));
  },
);

test('a request may repeat what checks no secret', async () => {
  const admin = await administrator(server);
  const twice = 'mutation { a: untrustAllDevices { id } b: untrustAllDevices { id } }';
  expect(await admin.code(twice)).toBeUndefined();
});

test('brute force by batches: an array of requests is refused', async () => {
  const one = { query: 'mutation { signIn(input: { login: "x", password: "y" }) { __typename } }' };
  const response = await server.client().post(JSON.stringify([one, one]));
  expect(response.status).toBe(400);
});

/** Accounts and their devices name each other, so that one could go on for ever. */
const nested = (depth: number): string => {
  let inner = 'id';
  for (let level = depth - 1; level > 0; level--)
    inner = `${level % 2 ? 'myDevices' : 'account'} { ${inner} }`;
  return `{ ${inner.replaceAll(/(?<=account \{ )myDevices/g, 'devices')} }`;
};

test.each([
  [
    'aliases',
    /^Aliases limit of 30 exceeded/,
    `{ ${Array.from({ length: 31 }, (_, n) => `a${n}: publicSettings { __typename }`).join(' ')} }`,
  ],
  ['depth', /^Query depth limit of 8 exceeded/, nested(9)],
  ['tokens', /more that 2000 tokens/, `{ ${'__typename '.repeat(2001)} }`],
  [
    'cost',
    /^Query Cost limit of 2000 exceeded/,
    `{ ${'me { twoFactor { securityKeys { id name createdAt } } } '.repeat(140)} }`,
  ],
])('denial of service by %s: a document beyond the limit is refused for that', async (_name, why, query) => {
  const { message, extensions } = await refused(query);
  expect(extensions.code).toBe('BAD_USER_INPUT');
  expect(message).toMatch(why);
});

test('denial of service by depth: up to the limit it is answered', async () => {
  expect(await (await administrator(server)).code(nested(8))).toBeUndefined();
});

test.each([
  [21, /^Query Cost limit of 2000 exceeded/],
  [100, /too many selections/],
])(
  'denial of service by fragments that double %i times: each is read once by each rule',
  async (times, why) => {
    const read = vi.spyOn(ValidationContext.prototype, 'getFragment');
    const doubled = Array.from(
      { length: times },
      (_, n) => `fragment f${n} on Mutation { ...f${n + 1} ...f${n + 1} }`,
    );
    const document = `mutation { ...f0 } ${doubled.join(' ')} fragment f${times} on Mutation { signOut }`;
    const { message, extensions } = await refused(document);
    expect(read.mock.calls.length).toBeLessThan(1000);
    expect(extensions.code).toBe('BAD_USER_INPUT');
    expect(message).toMatch(why);
  },
);

test('denial of service by a large body: it is not read to its end', async () => {
  const body = JSON.stringify({ query: '{ __typename }', variables: { padding: 'x'.repeat(101 * 1024) } });
  const response = await server.client().post(body);
  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({
    errors: [{ message: 'The request is too large.', extensions: { code: 'BAD_USER_INPUT' } }],
  });
});

test('the documents of the dashboard and introspection are within the limits', async () => {
  const documents = Object.values(operations).filter((one) => one instanceof TypedDocumentString);
  expect(documents.length).toBeGreaterThan(20);
  for (const document of documents) {
    const { errors } = await server.client().request(document.toString());
    expect(errors?.map(({ message }) => message).join() ?? '').not.toMatch(/limit|Only one/i);
  }
  expect(await server.client().code(getIntrospectionQuery())).toBeUndefined();
});

test('in production the API does not describe itself, nor suggest names', async () => {
  const production = await startTestServer({ NODE_ENV: 'production' });
  expect(await production.client().code('{ __schema { types { name } } }')).toBe('BAD_USER_INPUT');
  const { errors } = await production.client().request('{ publicSetings { __typename } }');
  expect(errors![0]!.message).not.toContain('publicSettings');
  await production.stop();
});
