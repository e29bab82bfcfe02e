import { expect, test } from 'vitest';
import { decide, type Door, type Visitor } from '../../../server/integrations/forward-auth/decision.js';
import type { AccountProfile } from '../../../server/platform/acting/account-profile.js';
import type { Worth } from '../../../server/platform/acting/session.js';

const NOW = 1_000_000_000;
const OPEN: Door = { enabled: true, mayEnter: 'EVERYONE', requireSecondFactor: false, maxAge: null };
const AS_USUAL = { disabled: false };

function visitor(
  given: {
    worth?: Worth;
    role?: 'USER' | 'ADMIN';
    factors?: number;
    any?: number;
    second?: number | null;
  } = {},
): Visitor {
  const { worth = 'FULL', role = 'USER', factors = 0, any = NOW, second = null } = given;
  const account = { role, primaryFactors: factors } as AccountProfile;
  return { session: { worth, account }, proofs: { any, secondFactor: second } };
}

const decided = (door: Partial<Door>, who: Visitor, settings = AS_USUAL) =>
  decide({ ...OPEN, ...door }, who, settings, NOW);

test('no application, one that is switched off, nobody', () => {
  expect(decide(null, visitor(), AS_USUAL, NOW)).toBe('UNKNOWN_HOST');
  expect(decided({ enabled: false }, visitor())).toBe('SWITCHED_OFF');
  expect(decided({}, null)).toBe('SIGN_IN');
  expect(decided({}, visitor())).toBe('ENTER');
});

test.each<Worth>(['PASSWORD', 'DEMANDED', 'LOST', 'ENDED'])(
  'a session worth %s is as good as none',
  (worth) => {
    expect(decided({}, visitor({ worth }))).toBe('SIGN_IN');
  },
);

test('administrators only', () => {
  expect(decided({ mayEnter: 'ADMINISTRATORS' }, visitor())).toBe('FORBIDDEN');
  expect(decided({ mayEnter: 'ADMINISTRATORS' }, visitor({ role: 'ADMIN' }))).toBe('ENTER');
});

test('a second factor: none is set up, one is but was not proved, it was; two-factor is switched off', () => {
  const door = { requireSecondFactor: true };
  expect(decided(door, visitor())).toBe('ENROL');
  expect(decided(door, visitor({ factors: 1 }))).toBe('REAUTHENTICATE');
  expect(decided(door, visitor({ factors: 1, second: NOW }))).toBe('ENTER');
  expect(decided(door, visitor({ factors: 1 }), { disabled: true })).toBe('ENTER');
});

test('the last proof is too old from the second after, and that of the demanded factor is what counts', () => {
  const door = { maxAge: 60 };
  expect(decided(door, visitor({ any: NOW - 60_000 }))).toBe('ENTER');
  expect(decided(door, visitor({ any: NOW - 60_001 }))).toBe('REAUTHENTICATE');
  const both = { maxAge: 60, requireSecondFactor: true };
  expect(decided(both, visitor({ factors: 1, second: NOW - 60_001 }))).toBe('REAUTHENTICATE');
  expect(decided(both, visitor({ factors: 1, any: 0, second: NOW - 60_000 }))).toBe('ENTER');
});
