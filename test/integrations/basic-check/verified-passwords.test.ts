import { expect, test } from 'vitest';
import { VerifiedPasswords } from '../../../server/integrations/basic-check/verified-passwords.js';
import { MINUTE } from '../../../server/platform/clock.js';
import { TestClock } from '../../support/clock.js';

const ours = { id: 'a', credentialVersion: 1, passwordHash: '$argon2id$' };
const elsewhere = { ...ours, id: 'b', passwordHash: null };

test('a password of ours is remembered for ten minutes, one kept elsewhere for one', () => {
  const clock = new TestClock();
  const verified = new VerifiedPasswords(clock);
  verified.add(ours, 'right');
  verified.add(elsewhere, 'right');
  const known = () => [verified.has(ours, 'right'), verified.has(elsewhere, 'right')];
  expect(known()).toEqual([true, true]);
  clock.advance(MINUTE + 1);
  expect(known()).toEqual([true, false]);
  // Being asked for does not make it last.
  clock.advance(9 * MINUTE);
  expect(known()).toEqual([false, false]);
});

test('an account has one password: a wrong one, an earlier one and one before a change are none', () => {
  const verified = new VerifiedPasswords(new TestClock());
  verified.add(ours, 'earlier');
  verified.add(ours, 'right');
  expect(verified.has(ours, 'right')).toBe(true);
  expect(verified.has(ours, 'wrong')).toBe(false);
  expect(verified.has(ours, 'earlier')).toBe(false);
  expect(verified.has({ ...ours, credentialVersion: 2 }, 'right')).toBe(false);
  expect(verified.has({ ...ours, id: 'c' }, 'right')).toBe(false);
});

test('of 10,000 accounts the one that was longest not asked for is forgotten for another', () => {
  const verified = new VerifiedPasswords(new TestClock());
  const account = (n: number) => ({ ...ours, id: String(n) });
  for (let n = 0; n < 10_000; n++) verified.add(account(n), 'right');
  expect(verified.has(account(0), 'right')).toBe(true);
  verified.add(account(10_000), 'right');
  expect([0, 1, 10_000].map((n) => verified.has(account(n), 'right'))).toEqual([true, false, true]);
});
