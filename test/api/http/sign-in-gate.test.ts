import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { PasswordHasher } from '../../../server/accounts/password-hasher.js';
import { SignInGate } from '../../../server/api/http/sign-in-gate.js';

const SIGN_IN = 'mutation { signIn(input: { login: "a", password: "b" }) { __typename } }';
const CHEAP = { memoryCost: 8, timeCost: 1, parallelism: 1 };
const REQUEST = { headers: {} } as IncomingMessage;

/** Notes in which turn of the event loop each of these comes. */
async function turnsOf(many: readonly Promise<unknown>[]): Promise<number[]> {
  let turn = 0;
  let isOver = false;
  const count = (): void => {
    turn++;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const turns = await Promise.all(many.map((one) => one.then(() => turn)));
  isOver = true;
  return turns;
}

test.each([
  ['that are refused', 1],
  ['that are let in', 100],
])('of a burst of sign-ins %s, one comes in each turn of the event loop', async (_, queue) => {
  const hasher = new PasswordHasher({ concurrency: 1, queue, cost: CHEAP });
  const gate = new SignInGate(hasher);
  gate.learn(SIGN_IN, 'signIn');
  let leave!: () => void;
  const left = new Promise<void>((resolve) => (leave = resolve));
  const occupied = [hasher.withPlace(null, () => left), hasher.withPlace(null, () => left)];
  const ask = (query: string) => gate.refusalOf({ query }, REQUEST, null);
  const burst = Array.from({ length: 10 }, () => ask(SIGN_IN));
  const turns = await turnsOf(burst);
  expect(turns.map((turn) => turn - turns[0]!)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect((await burst[0]!) === null).toBe(queue === 100);

  // What is not known as a sign-in waits for none of them.
  const others = Array.from({ length: 10 }, () => ask('{ me { id } }'));
  expect(new Set(await turnsOf([...others, ...Array.from({ length: 3 }, () => ask(SIGN_IN))]))).toHaveLength(
    4,
  );
  leave();
  await Promise.all(occupied);
});
