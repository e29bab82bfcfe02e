import { isDeepStrictEqual } from 'node:util';
import { Refusal } from './refusal.js';

/**
 * Refuses to overwrite what the caller has not seen. `now` is what holds, read under a lock or confirmed by the
 * statement that changes it; what is as the caller wants it already is no reason to refuse.
 * Throws CONFLICT, with `changed` saying how it is now.
 */
export function refuseUnlessExpected<Fields extends object>(
  now: Fields,
  expected: Partial<Fields>,
  wanted: Partial<Fields>,
): void {
  const names = Object.keys(expected) as (keyof Fields & string)[];
  const changed = names.filter(
    (name) => ![expected[name], wanted[name]].some((value) => isDeepStrictEqual(now[name], value)),
  );
  if (changed.length === 0) return;
  throw new Refusal('CONFLICT', `Changed in the meantime: ${changed.join(', ')}. Nothing was done.`, {
    changed: Object.fromEntries(changed.map((name) => [name, now[name]])),
  });
}
