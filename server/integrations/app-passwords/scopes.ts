import { Refusal } from '../../platform/refusal.js';

// Sent in URLs, headers and OAuth scope lists (RFC 6749 §3.3), hence plain ASCII.
const SHAPE = /^[a-z][a-z0-9._-]{0,31}$/;
const MOST = 10;

/** Whether this can name a kind of backend: `dav`, `imap`, `smtp`, or a name of the operator's choosing. */
export const isScope = (name: string): boolean => SHAPE.test(name);

/** Without repetitions, sorted. Throws BAD_USER_INPUT. */
export function checkScopes(names: readonly string[]): string[] {
  const scopes = [...new Set(names)].toSorted();
  if (scopes.length === 0 || scopes.length > MOST) {
    throw new Refusal('BAD_USER_INPUT', `An app password has between 1 and ${MOST} scopes.`, {
      field: 'scopes',
    });
  }
  if (!scopes.every(isScope)) {
    throw new Refusal(
      'BAD_USER_INPUT',
      'A scope is up to 32 characters of a-z, 0-9, dot, dash and underscore, and begins with a letter.',
      { field: 'scopes' },
    );
  }
  return scopes;
}
