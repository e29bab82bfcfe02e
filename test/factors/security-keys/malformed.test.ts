import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SoftAuthenticator } from '../../support/authenticator.js';
import type { Client } from '../../support/client.js';
import {
  accountFor,
  administratorOf,
  BEGIN_REGISTRATION,
  call,
  clientOf,
  FINISH_REGISTRATION,
  type Json,
  registerKey,
  SIGN_IN_WITH_PASSKEY,
} from '../../support/security-keys.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const RUNS = 500;
const TIMEOUT = 120_000;
const SEED = 20_260_131;
const REFUSALS = ['BAD_USER_INPUT', 'INVALID_CODE', 'CHALLENGE_EXPIRED'];

let server: TestServer;
let client: Client;
const registered = new SoftAuthenticator('https://login.example.org');
beforeAll(async () => {
  server = await startTestServer({ PUBLIC_URL: 'https://login.example.org' });
  client = await accountFor(server, await administratorOf(server), 'fuzzed');
  await registerKey(client, registered);
});
afterAll(() => server.stop());

/** Changes one thing in a response; picks are taken modulo what there is. */
type Mutation = (response: Json, pick: number) => void;

/** Where text is base64url of bytes, or is compared as it stands. */
const places = (response: Json): [Json, string][] => {
  const inner = response['response'] as Json;
  // A user handle and transports may be left out: without them the response is still valid.
  const required = Object.keys(inner).filter((key) => key !== 'userHandle');
  return [[response, 'id'], [response, 'rawId'], ...required.map((key): [Json, string] => [inner, key])];
};

const atPlace =
  (change: (text: string, pick: number) => unknown): Mutation =>
  (response, pick) => {
    const all = places(response);
    const [holder, key] = all[pick % all.length]!;
    holder[key] = change(holder[key] as string, pick);
  };

const bytes = (change: (bytes: Buffer, pick: number) => Buffer): Mutation =>
  atPlace((text, pick) => change(Buffer.from(text, 'base64url'), pick).toString('base64url'));

const flip = (data: Buffer, pick: number): Buffer => {
  const at = (pick >>> 4) % data.length;
  data[at] = data[at]! ^ (1 << (pick % 8));
  return data;
};

const WRONG_TYPES: unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  '',
  [],
  {},
  [[]],
  { length: 1 },
  ' ',
  '\u0000',
  '💥',
];
const MUTATIONS: Record<string, Mutation> = {
  'a flipped bit': bytes(flip),
  truncated: bytes((data, pick) => data.subarray(0, (pick >>> 4) % data.length)),
  'bytes in front': bytes((data, pick) => Buffer.concat([Buffer.alloc(1 + (pick % 64), pick), data])),
  'another type': atPlace((_text, pick) => WRONG_TYPES[(pick >>> 4) % WRONG_TYPES.length]),
  huge: atPlace((_text, pick) => 'A'.repeat(10_000 + (pick % 40_000))),
  'not base64url': atPlace((text, pick) => `${text.slice(0, pick % text.length)}%${text}`),
  missing: atPlace(() => undefined),
  swapped: (response, pick) => {
    const all = places(response).slice(1);
    const [one, other] = [all[pick % all.length]!, all[(pick + 1) % all.length]!];
    [one[0][one[1]], other[0][other[1]]] = [other[0][other[1]], one[0][one[1]]];
  },
  'prototype keys': (response, pick) => {
    const key = ['__proto__', 'constructor', 'prototype', 'toString'][pick % 4]!;
    const [holder] = atResponse(response, pick);
    const { id, ...rest } = holder;
    for (const name of Object.keys(holder)) Reflect.deleteProperty(holder, name);
    // As a key of the JSON's own, which a literal would not give.
    Object.defineProperty(holder, key, { value: { id, ...rest }, enumerable: true });
  },
  'another envelope': (response, pick) => {
    response['response'] = WRONG_TYPES[pick % WRONG_TYPES.length];
  },
  'another kind of credential': (response, pick) => {
    response['type'] = WRONG_TYPES[pick % WRONG_TYPES.length];
  },
};

const atResponse = (response: Json, pick: number): [Json] =>
  pick & 8 ? [response] : [response['response'] as Json];

const mutation = fc.record({ kind: fc.constantFrom(...Object.keys(MUTATIONS)), pick: fc.nat() });

/** Malforms answers to ever new ceremonies; fast-check prints the seed and the smallest case with a failure. */
async function allRefused(
  answer: () => Promise<Json>,
  submit: (response: unknown) => Promise<string | undefined>,
) {
  await fc.assert(
    fc.asyncProperty(mutation, async ({ kind, pick }) => {
      const valid = await answer();
      const malformed = structuredClone(valid);
      MUTATIONS[kind]!(malformed, pick);
      fc.pre(JSON.stringify(malformed) !== JSON.stringify(valid));
      expect(REFUSALS).toContain(await submit(malformed));
    }),
    { numRuns: RUNS, seed: SEED },
  );
}

test(
  '1,000 malformed WebAuthn responses: registrations are refused, and the next good one is not',
  async () => {
    const authenticator = new SoftAuthenticator(server.url);
    // Signed by the key itself: of an answer without attestation much may be changed and it is still good.
    const attest = (signed: Buffer) =>
      Promise.resolve({ format: 'packed', statement: { alg: -7, sig: authenticator.key.sign(signed) } });
    const answer = async () => authenticator.create(await call(client, BEGIN_REGISTRATION), {}, attest);
    await allRefused(answer, (response) => client.code(FINISH_REGISTRATION, { name: 'Key', response }));
    const response = await answer();
    expect(await client.code(FINISH_REGISTRATION, { name: 'Key', response })).toBeUndefined();
  },
  TIMEOUT,
);

test(
  '1,000 malformed WebAuthn responses: assertions are refused, and the next good one is not',
  async () => {
    const browser = clientOf(server);
    const answer = async () =>
      registered.get((await server.app.services.assertions.beginPasskeySignIn()) as unknown as Json);
    const submit = (response: unknown) => browser.code(SIGN_IN_WITH_PASSKEY, { response });
    await allRefused(answer, submit);
    expect(await submit(await answer())).toBeUndefined();
  },
  TIMEOUT,
);

test('nothing of it was an error of ours', () => {
  expect(server.logLines.filter((line) => line.includes('a request failed'))).toEqual([]);
});
