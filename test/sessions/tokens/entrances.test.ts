import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** The server's sources that say this, by their path. */
const sayingIn = (pattern: RegExp): string[] =>
  readdirSync('server', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .filter((path) => pattern.test(readFileSync(join('server', path), 'utf8')))
    .sort();

test('every way in asks what a session is worth', () => {
  // Rows of tokens are looked up by their secret, and signed tokens verified, in one place, which decides.
  expect(sayingIn(/t\.hash = \?|t\.replacedHash = \?/)).toEqual([
    // Of programs, which have no session.
    'sessions/service-accounts/machines.service.ts',
    'sessions/sessions.service.ts',
  ]);
  expect(sayingIn(/\bmachines\??\.authenticate\(/)).toEqual(['api/http/request-context.ts']);
  expect(sayingIn(/\bsigned\.verify\(/)).toEqual([
    'sessions/sessions.service.ts',
    // To end it.
    'sessions/tokens/tokens.service.ts',
  ]);
  // Whoever asks for sessions that can only enrol must ask of each thing they do what it needs, as GraphQL does of
  // its fields; all else asks for those that may do everything.
  expect(sayingIn(/\bauthenticateEnrolling\(/)).toEqual([
    'api/http/request-context.ts',
    'sessions/sessions.service.ts',
  ]);
  expect(sayingIn(/\bsessions\.authenticate\(/)).toEqual([
    'api/http/openid-connect-routes.ts',
    'app/app.ts',
    'integrations/introspection/introspection.service.ts',
  ]);
  // Passes are verified in one place, and what they name is judged by the same rules.
  expect(sayingIn(/\bsignedTokens\.verify\(/)).toEqual(['integrations/forward-auth/passes.ts']);
  expect(sayingIn(/\bsessions\.judged\(/)).toEqual([
    'integrations/forward-auth/forward-auth.service.ts',
    'integrations/openid-connect/oidc-records.service.ts',
  ]);
  // The account's factors, alone, say nothing of a session.
  expect(sayingIn(/\bworthOf\(/)).toEqual([
    'sessions/session-worth.ts',
    'sessions/sessions.service.ts',
    // Of the session that it begins.
    'sign-in/completion.ts',
  ]);
});
