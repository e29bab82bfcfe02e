import { expect, test } from 'vitest';
import { FairQueue } from '../../server/accounts/fair-queue.js';

/** A queue whose turns have names; each party has one turn a round, or as many as are told after a colon. */
function queue() {
  const turns = new FairQueue();
  const begun: string[] = [];
  return {
    turns,
    add: (name: string, ...parties: string[]) => {
      const times = parties.map((party): [string, number] => {
        const [of = '', many = '1'] = party.split(':');
        return [of, Number(many)];
      });
      return turns.add(new Map(times), () => begun.push(name));
    },
    /** Who has their turns next, in this order. */
    take: (most = Infinity): string[] => {
      while (turns.length > 0 && begun.length < most) turns.take()!();
      return begun.splice(0);
    },
  };
}

test('those of different parties have their turns in the order in which they came', () => {
  const { add, take } = queue();
  for (const name of ['a', 'b', 'c', 'd']) add(name, name);
  expect(take()).toEqual(['a', 'b', 'c', 'd']);
});

test('who asks for many waits behind who asks for one, and is served in order', () => {
  const { add, take } = queue();
  for (const n of [1, 2, 3, 4]) add(`a${n}`, 'a');
  add('b', 'b');
  add('c', 'c');
  expect(take()).toEqual(['a1', 'b', 'c', 'a2', 'a3', 'a4']);
});

test('two that ask for many take turns', () => {
  const { add, take } = queue();
  for (const n of [1, 2, 3]) add(`a${n}`, 'a');
  for (const n of [1, 2, 3]) add(`b${n}`, 'b');
  expect(take()).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'b3']);
});

test('who comes while a flood is being served waits for one of its turns at most', () => {
  const { add, take } = queue();
  for (let n = 1; n <= 20; n++) add(`a${n}`, 'a');
  expect(take(10).at(-1)).toBe('a10');
  add('b', 'b');
  expect(take(2)).toContain('b');
});

test.each([
  ['one account from many addresses', (n: number) => [`address ${n}`, 'account']],
  ['many accounts from one address', (n: number) => ['address', `account ${n}`]],
])('a flood of turns for %s has one in each round', (_, parties) => {
  const { add, take } = queue();
  for (const n of [1, 2, 3]) add(`flood ${n}`, ...parties(n));
  add('b', 'address b', 'account b');
  expect(take()).toEqual(['flood 1', 'b', 'flood 2', 'flood 3']);
});

test('a network that many may share has more turns in a round than one address', () => {
  const { add, take } = queue();
  for (const n of [1, 2, 3, 4]) add(`n${n}`, `address ${n}`, 'network:2');
  for (const n of [1, 2]) add(`b${n}`, 'b');
  expect(take()).toEqual(['n1', 'b1', 'n2', 'n3', 'b2', 'n4']);
});

test('who leaves the queue makes room, and keeps nobody else from their turn', () => {
  const { add, take, turns } = queue();
  const leave = add('a1', 'a');
  add('a2', 'a');
  add('b', 'b');
  leave();
  expect(turns.length).toBe(2);
  expect(take()).toEqual(['b', 'a2']);
  expect(turns.take()).toBeUndefined();
});

test('who has had their turns, or has left, is as good as who comes for the first time', () => {
  const { add, take } = queue();
  for (const n of [1, 2, 3]) add(`a${n}`, 'a');
  expect(take()).toEqual(['a1', 'a2', 'a3']);
  add('b', 'b')();
  for (const name of ['a', 'b', 'c']) add(name, name);
  expect(take()).toEqual(['a', 'b', 'c']);
});

test('parties that are ever new do not keep the second turn of another waiting for ever', () => {
  const { add, take, turns } = queue();
  add('a1', 'a');
  add('a2', 'a');
  const most = 10;
  let taken: string[] = [];
  let n = 0;
  for (; !taken.includes('a2') && n < 10 * most; n++) {
    while (turns.length < most) add('new', `new ${n} ${turns.length}`);
    taken = take(1);
  }
  // A round has as many turns as wait at most.
  expect(n).toBeLessThanOrEqual(2 * most);
});
