import { expect, test } from 'vitest';
import { keyset, keysetPages } from '../../../server/platform/paging/keyset.js';

test('rows that come and go while pages are read make no other be read twice or left out', async () => {
  const stored = [1, 2, 3, 4, 5, 7];
  const pageAfter = (last = 0) => Promise.resolve(stored.filter((key) => key > last).slice(0, 2));
  const read: number[] = [];
  for await (const key of keyset<number>(pageAfter)) {
    read.push(key);
    // One that was read goes, and one that is still to come is added.
    if (key === 2) stored.splice(0, 1);
    if (key === 5) stored.push(8, 9);
  }
  expect(read).toEqual([1, 2, 3, 4, 5, 7, 8, 9]);
});

test('pages end at the first empty one, which nobody sees', async () => {
  const asked: (number | undefined)[] = [];
  const pages: (readonly number[])[] = [];
  const reading = keysetPages<number>((last) => {
    asked.push(last);
    return Promise.resolve([1, 2, 3].filter((key) => key > (last ?? 0)).slice(0, 2));
  });
  for await (const page of reading) pages.push(page);
  expect(pages).toEqual([[1, 2], [3]]);
  expect(asked).toEqual([undefined, 2, 3]);
});

test('whoever stops reading has no further page read', async () => {
  let asked = 0;
  for await (const key of keyset<number>(() => Promise.resolve([++asked]))) if (key === 2) break;
  expect(asked).toBe(2);
});
