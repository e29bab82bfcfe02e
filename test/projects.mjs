/**
 * Which suite runs where. README.md beside this file says why; test/projects.test.ts fails when a suite is where it
 * cannot run, or would be run twice for nothing.
 */

/** Neither a server nor a database. */
export const UNIT = [
  'test/documents.test.ts',
  'test/node-versions.test.ts',
  'test/projects.test.ts',
  'test/schema.test.ts',
  'test/email-address.test.ts',
  'test/server-url.test.ts',
  'test/dashboard/catalogues.test.ts',
  'test/database/costly-value.test.ts',
  'test/database/driver-errors.test.ts',
  'test/notifications/texts.test.ts',
  'test/tokens/entrances.test.ts',
  'test/typed-code.test.ts',
];

/** A page in Chromium. */
export const BROWSER = [
  'test/attacks/browser.test.ts',
  'test/client/example.test.ts',
  'test/dashboard/**/*.test.ts',
  'test/dev.test.ts',
  'test/http/graphql-explorer.test.ts',
  'test/security-keys/{chromium,passkeys,u2f}.test.ts',
];

/** Other programs, or our own as operators start it. */
export const SYSTEM = [
  'test/authenticator-app/oathtool.test.ts',
  'test/backends/{apache,dovecot,nginx}.test.ts',
  'test/cli-processes.test.ts',
  'test/cluster.test.ts',
  'test/docker.test.ts',
  'test/docker-build.test.ts',
  'test/first-factor/*.test.ts',
  'test/full-disk.test.ts',
  'test/galera.test.ts',
  'test/http/readiness.test.ts',
  'test/keys/processes.test.ts',
  'test/readme.test.ts',
  'test/start.test.ts',
];

/** Through GraphQL and HTTP, or on the database itself; what its behaviour depends on runs on both kinds of it. */
export const ON_BOTH = [
  'test/access-matrix.test.ts',
  'test/accounts/{accounts,expected,foreign-hashes,search}.test.ts',
  'test/administration/**/*.test.ts',
  'test/audit/**/*.test.ts',
  'test/bad-input.test.ts',
  'test/crash.test.ts',
  'test/database/**/*.test.ts',
  'test/devices/**/*.test.ts',
  'test/guard/**/*.test.ts',
  'test/http/exports.test.ts',
  'test/jobs/**/*.test.ts',
  'test/keys/rotation.test.ts',
  'test/overview/**/*.test.ts',
  'test/races.test.ts',
  'test/recovery/password-links.test.ts',
  'test/security-keys/races.test.ts',
  'test/story.test.ts',
  'test/telemetry/{metrics,tracing}.test.ts',
  'test/throttle/**/*.test.ts',
  'test/tokens/**/*.test.ts',
  'test/transfer/**/*.test.ts',
  'test/two-servers.test.ts',
];

const ALL = ['test/**/*.test.ts'];
const API = { include: ALL, exclude: [...UNIT, ...BROWSER, ...SYSTEM] };

/** In the order in which they run: what takes longest first. */
export const PROJECTS = {
  browser: { include: BROWSER, exclude: UNIT, database: 'sqlite' },
  system: { include: SYSTEM, exclude: [], database: 'sqlite' },
  'api-mysql': { include: ON_BOTH, exclude: UNIT, database: 'mysql' },
  api: { ...API, database: 'sqlite' },
  unit: { include: UNIT, exclude: [], database: 'sqlite' },
};

/** `npm test -- --everywhere`: every API suite on both kinds of database. */
export const EVERYWHERE = { ...PROJECTS, 'api-mysql': { ...API, database: 'mysql' } };
