import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ARGON2_COST, PasswordHasher, type Requester } from '../../server/accounts/password-hasher.js';
import { sha256 } from '../../server/platform/encryption/secrets.js';
import { Refusal } from '../../server/platform/refusal.js';
import { ThrottleCounter } from '../../server/accounts/throttle/throttle-counter.entity.js';
import { administrator, createAccount, PASSWORD, SIGN_IN } from '../support/flows.js';
import { CHEAP, startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ HASH_CONCURRENCY: '1', HASH_QUEUE: '1' }, ARGON2_COST);
});
afterAll(() => server.stop());

const hashed = (hasher: PasswordHasher): Promise<string> =>
  hasher.withPlace(null, () => hasher.hash(PASSWORD));

test('hashes are computed off the event loop', async () => {
  let turns = 0;
  let done = false;
  const turn = (): void => {
    turns++;
    if (!done) setImmediate(turn);
  };
  turn();
  await hashed(new PasswordHasher({ concurrency: 1, queue: 0 }));
  done = true;
  // One that ran on it would let no turn come between.
  expect(turns).toBeGreaterThan(1);
});

test('so many run and wait as are configured; the next is refused before its work begins', async () => {
  const hasher = new PasswordHasher({ concurrency: 2, queue: 3 });
  let begun = 0;
  const places = Array.from({ length: 7 }, () =>
    hasher.withPlace(null, () => {
      begun++;
      return hasher.hash(PASSWORD);
    }),
  );
  expect([begun, hasher.waiting]).toEqual([5, 3]);
  const outcomes = await Promise.allSettled(places);
  expect(outcomes.map(({ status }) => status)).toEqual([
    ...Array<string>(5).fill('fulfilled'),
    'rejected',
    'rejected',
  ]);
  const refusal = (outcomes[5] as PromiseRejectedResult).reason as Refusal;
  expect(refusal).toBeInstanceOf(Refusal);
  expect(refusal.code).toBe('TOO_MANY_ATTEMPTS');
  expect(refusal.details.retryAfter).toBeGreaterThanOrEqual(1);
  expect(begun).toBe(5);
  await hashed(hasher);
});

/** The nice values of this process' threads (proc(5)). */
const priorities = (): number[] =>
  readdirSync('/proc/self/task').map((thread) => {
    const fields = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return Number(fields[16]);
  });

// Elsewhere a thread has no priority of its own.
test.runIf(process.platform === 'linux')('hashes are computed by threads of low priority', async () => {
  // nice(2) adds, up to 19: the tests themselves may be run at another priority.
  const lowest = Math.min(19, getPriority() + 19);
  const before = priorities().filter((nice) => nice === lowest).length;
  const hasher = new PasswordHasher({ concurrency: 2, queue: 0 });
  await Promise.all([hashed(hasher), hashed(hasher)]);
  expect(priorities().filter((nice) => nice === lowest).length).toBe(before + 2);
});

test('while the queue is long, one fewer is computed at a time', async () => {
  const hasher = new PasswordHasher({ concurrency: 2, queue: 10 });
  const all = 12;
  const running: number[] = [];
  const hashes = Array.from({ length: all }, async () => {
    await hashed(hasher);
    running.push(all - hasher.waiting - (running.length + 1));
  });
  expect(hasher.waiting).toBe(all - 2);
  await Promise.all(hashes);
  // After the second and the third: two had begun when the queue was empty.
  expect(running.slice(1, 3)).toEqual([1, 1]);
});

test('people who sign in take turns with what the process hashes by itself', async () => {
  const hasher = new PasswordHasher({ concurrency: 1, queue: 10, cost: CHEAP });
  const order: string[] = [];
  const hash = async (name: string, requester: Requester | null): Promise<void> => {
    await hasher.hashFor(requester, PASSWORD);
    order.push(name);
  };
  await Promise.all([
    ...['import 1', 'import 2', 'import 3', 'import 4'].map((name) => hash(name, null)),
    hash('somebody', { account: 'somebody', ipAddress: '203.0.113.1' }),
  ]);
  // The first two: one is computed at once, the other waits when somebody comes.
  expect(order).toEqual(['import 1', 'import 2', 'somebody', 'import 3', 'import 4']);
});

test('a place is enough for many hashes, and is given back when the work fails', async () => {
  const hasher = new PasswordHasher({ concurrency: 1, queue: 0 });
  const many = () => Promise.all(Array.from({ length: 5 }, () => hasher.hash(PASSWORD)));
  expect(await hasher.withPlace(null, many)).toHaveLength(5);
  await expect(hasher.withPlace(null, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  const hash = await hashed(hasher);
  expect(await hasher.withPlace(null, () => hasher.verify(hash, PASSWORD))).toBe(true);
});

test('a sign-in that is refused for want of a place does not count as an attempt', async () => {
  await createAccount(await administrator(server), 'crowded');
  const wrong = { login: 'crowded', password: 'not the password' };
  const codes = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const { errors } = await server.client().request(SIGN_IN, wrong);
      return errors?.[0]?.extensions;
    }),
  );
  const checked = codes.filter((extensions) => extensions?.code === 'INVALID_CREDENTIALS');
  const refused = codes.filter((extensions) => extensions?.code === 'TOO_MANY_ATTEMPTS');
  expect(refused.length).toBeGreaterThan(0);
  expect(checked.length + refused.length).toBe(20);
  for (const { retryAfter } of refused as { retryAfter: number }[]) expect(retryAfter).toBeGreaterThan(0);
  const counter = await server.app.database.manager.findOneByOrFail(ThrottleCounter, {
    bucket: sha256('password:crowded:'),
  });
  expect(counter.attempts).toBe(checked.length);
});

test('while there is no place, a sign-in known by its document is refused without GraphQL, in the same words', async () => {
  const { hasher } = server.app.services;
  let leave!: () => void;
  const left = new Promise<void>((resolve) => (leave = resolve));
  const occupied = [hasher.withPlace(null, () => left), hasher.withPlace(null, () => left)];
  const input = 'input: { login: "nobody", password: "not the password" }';
  const refusal = async (document: string) => {
    const { data, errors } = await server.client().request(document);
    expect(data ?? null).toBe(null);
    const [{ locations, ...error }] = errors as unknown as [{ locations?: unknown }];
    return { byGraphql: locations !== undefined, error };
  };

  const alone = `mutation { again: signIn(${input}) { __typename } }`;
  const first = await refusal(alone);
  expect(first).toMatchObject({
    byGraphql: true,
    // How long hashes have taken here.
    error: {
      path: ['again'],
      extensions: { code: 'TOO_MANY_ATTEMPTS', retryAfter: expect.any(Number) as number },
    },
  });
  expect(await refusal(alone)).toEqual({ ...first, byGraphql: false });

  // What else a document asks for is not answered by half.
  const more = `mutation { signIn(${input}) { __typename } signOut }`;
  const conditional = `mutation { signIn(${input}) @include(if: true) { __typename } }`;
  for (const document of [more, more, conditional, conditional]) {
    expect((await refusal(document)).byGraphql).toBe(true);
  }

  leave();
  await Promise.all(occupied);
  const { errors } = await server.client().request(alone);
  expect(errors![0]!.extensions.code).toBe('INVALID_CREDENTIALS');
});
