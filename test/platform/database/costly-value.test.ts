import { expect, test } from 'vitest';
import { CostlyValue } from '../../../server/platform/database/costly-value.js';
import { TestClock } from '../../support/clock.js';

/** A value that says how often it was read, and each time takes so long. */
function readings(took: number) {
  const clock = new TestClock();
  let count = 0;
  const value = new CostlyValue(clock, () => {
    clock.advance(took);
    return Promise.resolve(++count);
  });
  return { clock, value };
}

test('what costs nothing is never old', async () => {
  const { value } = readings(0);
  expect(await value.current()).toBe(1);
  expect(await value.current()).toBe(2);
});

test('what is slow to read is kept thirty times as long', async () => {
  const { clock, value } = readings(2000);
  expect(await value.current()).toBe(1);
  clock.advance(59_999);
  expect(await value.current()).toBe(1);
  clock.advance(1);
  expect(await value.current()).toBe(2);
});

test('but no longer than five minutes', async () => {
  const { clock, value } = readings(60_000);
  await value.current();
  clock.advance(5 * 60_000);
  expect(await value.current()).toBe(2);
});

test('those who ask at once share one reading, and a failed one is not kept', async () => {
  let count = 0;
  const value = new CostlyValue(new TestClock(), async () => {
    await Promise.resolve();
    if (++count === 1) throw new Error('unreachable');
    return count;
  });
  const first = await Promise.allSettled([value.current(), value.current()]);
  expect(first.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await Promise.all([value.current(), value.current()])).toEqual([2, 2]);
});
