import { expect, test } from 'vitest';
import { SECOND } from '../../../server/platform/clock.js';
import { BoundedCount } from '../../../server/platform/paging/bounded-count.js';
import { TestClock } from '../../support/clock.js';

/** A list of so many rows, to count which takes so long; `limits` are those that it was asked to stop at. */
function listOf(rows: number, takes: number) {
  const clock = new TestClock();
  const count = new BoundedCount(clock);
  const limits: (number | undefined)[] = [];
  const list = { rows };
  const total = () =>
    count.upTo({ of: 'this list' }, (limit) => {
      limits.push(limit);
      clock.advance(takes);
      return Promise.resolve(Math.min(list.rows, limit ?? Infinity));
    });
  return { clock, count, limits, list, total };
}

test('up to 1,000 rows that are quick to count are counted each time', async () => {
  const { list, limits, total } = listOf(999, 0);
  expect(await total()).toBe(999);
  list.rows = 1000;
  expect(await total()).toBe(1000);
  expect(limits).toEqual([1001, 1001]);
});

test('a few that took 100 ms to count are counted again after 3 s', async () => {
  const { clock, list, limits, total } = listOf(3, 100);
  expect(await total()).toBe(3);
  list.rows = 4;
  clock.advance(2.8 * SECOND);
  expect(await total()).toBe(3);
  clock.advance(0.2 * SECOND);
  expect(await total()).toBe(4);
  expect(limits).toEqual([1001, 1001]);
});

test.each([
  ['more than 1,000, however quickly counted,', 5000, 0, [1001, undefined]],
  ['a few that took two seconds', 3, 2 * SECOND, [1001]],
])('%s are at most 30 s old', async (_, rows, takes, asked) => {
  const { clock, list, limits, total } = listOf(rows, takes);
  const taken = takes * asked.length;
  expect(await total()).toBe(rows);
  list.rows += 1;
  clock.advance(30 * SECOND - taken);
  expect(await total()).toBe(rows);
  expect(limits).toEqual(asked);
  clock.advance(1);
  expect(await total()).toBe(rows + 1);
});

test('what is filtered otherwise is another list', async () => {
  const { count, total } = listOf(5000, 0);
  expect(await total()).toBe(5000);
  expect(await count.upTo({ of: 'another list' }, () => Promise.resolve(7))).toBe(7);
});
