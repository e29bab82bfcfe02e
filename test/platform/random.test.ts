import { expect, test } from 'vitest';
import { pooledRandomBytes } from '../../server/platform/random.js';

test('bytes are as many as asked for, handed out once, and stay as they were', () => {
  const given = Array.from({ length: 2_000 }, (_, index) => pooledRandomBytes(index % 2 ? 12 : 16));
  const then = given.map((bytes) => bytes.toString('hex'));
  for (let more = 0; more < 2_000; more++) pooledRandomBytes(16);
  expect(given.map((bytes) => bytes.toString('hex'))).toEqual(then);
  expect(new Set(then).size).toBe(2_000);
  expect(given.slice(0, 2).map(({ length }) => length)).toEqual([16, 12]);
});
