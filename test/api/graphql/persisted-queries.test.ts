import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client, GraphQLAnswer } from '../../support/client.js';
import { administrator, PASSWORD } from '../../support/flows.js';
import { ADMIN, startTestServer, type TestServer } from '../../support/server.js';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
  admin = await administrator(server);
});
afterAll(() => server.stop());

/** As Apollo Client's persisted queries: by the hash alone, or with the document that it is of. */
async function byHash(client: Client, document: string, more: object = {}) {
  const sha256Hash = createHash('sha256').update(document).digest('hex');
  const extensions = { persistedQuery: { version: 1, sha256Hash } };
  const response = await client.post(JSON.stringify({ extensions, ...more }));
  return (await response.json()) as Pick<GraphQLAnswer<unknown>, 'data' | 'errors'>;
}

test('a document sent once is known by its hash from then on, to all clients and with other variables', async () => {
  const query = 'query ($id: ID!) { me { id login } account(id: $id) { login } }';
  const { me } = await admin.data<{ me: { id: string } }>('{ me { id } }');
  const variables = { id: me.id };
  // What clients recognise, to send the document after it.
  expect((await byHash(admin, query, { variables })).errors).toMatchObject([
    { message: 'PersistedQueryNotFound' },
  ]);
  const answer = { data: { me: { login: ADMIN.login }, account: { login: ADMIN.login } } };
  expect(await byHash(admin, query, { query, variables })).toMatchObject(answer);
  expect(await byHash(admin, query, { variables })).toMatchObject(answer);
  const stranger = await byHash(server.client(), query, { variables });
  expect(stranger.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
});

test('a document under a false hash is refused and not kept', async () => {
  const [query, other] = ['{ me { id } }', '{ me { login } }'];
  expect((await byHash(admin, query, { query: other })).errors).toHaveLength(1);
  expect((await byHash(admin, query)).errors).toMatchObject([{ message: 'PersistedQueryNotFound' }]);
});

test('what is not allowed as a document is not by its hash', async () => {
  const guess = (alias: string) =>
    `${alias}: signIn(input: { login: "admin", password: "${PASSWORD}" }) { __typename }`;
  const query = `mutation { ${guess('a')} ${guess('b')} }`;
  for (const more of [{ query }, { query }, {}]) {
    const { data, errors } = await byHash(server.client(), query, more);
    expect(data ?? null).toBeNull();
    expect(errors).toHaveLength(1);
  }
});
