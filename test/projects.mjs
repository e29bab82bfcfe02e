/**
 * Which suite runs where. README.md beside this file says why; test/projects.test.ts fails when a suite is where it
 * cannot run, or would be run twice for nothing.
 */

/** Neither a server nor a database. */
export const UNIT = [
  'test/dependencies.test.ts',
  'test/documents.test.ts',
  'test/mutations/mutations.test.ts',
  'test/node-versions.test.ts',
  'test/projects.test.ts',
  'test/schema.test.ts',
  'test/accounts/fair-queue.test.ts',
  'test/platform/email-address.test.ts',
  'test/platform/telemetry/trace-parent.test.ts',
  'test/api/refusals.test.ts',
  'test/api/http/page-texts.test.ts',
  'test/api/http/sign-in-gate.test.ts',
  'test/integrations/basic-check/verified-passwords.test.ts',
  'test/platform/paging/keyset.test.ts',
  'test/platform/server-url.test.ts',
  'test/dashboard/{catalogues,guarded-forms,key-name,layout,translator}.test.ts',
  'test/platform/database/costly-value.test.ts',
  'test/platform/database/driver-errors.test.ts',
  'test/events/notifications/texts.test.ts',
  'test/sessions/tokens/entrances.test.ts',
  'test/platform/typed-code.test.ts',
  'test/integrations/forward-auth/decision.test.ts',
  'test/bench/simulation.test.ts',
  'test/factors/security-keys/cose-key.test.ts',
  'test/settings/policies/account-settings.test.ts',
  'test/administration/import-export/{aurora-cipher,sql-dump}.test.ts',
];

/** A page in Chromium. */
export const BROWSER = [
  'test/attacks/browser.test.ts',
  'test/client/example.test.ts',
  'test/dashboard/**/*.test.ts',
  'test/process/dev.test.ts',
  'test/api/http/graphql-explorer.test.ts',
  'test/factors/security-keys/{chromium,passkeys,u2f}.test.ts',
  'test/integrations/forward-auth/{caddy,nginx}.test.ts',
  'test/integrations/openid-connect/webmail.test.ts',
];

/** Other programs, or our own as operators start it. */
export const SYSTEM = [
  'test/factors/authenticator-app/oathtool.test.ts',
  'test/integrations/basic-check/{apache,dovecot,nginx}.test.ts',
  'test/integrations/openid-connect/{dav,dovecot,killed,postfix}.test.ts',
  'test/cli/cli-processes.test.ts',
  'test/process/cluster.test.ts',
  'test/docker.test.ts',
  'test/docker-build.test.ts',
  'test/accounts/directories/*.test.ts',
  'test/full-disk.test.ts',
  'test/galera.test.ts',
  'test/api/http/readiness.test.ts',
  'test/platform/encryption/processes.test.ts',
  'test/provider-story.test.ts',
  'test/readme.test.ts',
  'test/process/{start,start-loads}.test.ts',
];

/** Through GraphQL and HTTP, or on the database itself; what its behaviour depends on runs on both kinds of it. */
export const ON_BOTH = [
  'test/access-matrix.test.ts',
  'test/accounts/{accounts,expected,filters,foreign-hashes,groups,reminders,search}.test.ts',
  'test/accounts/policies/**/*.test.ts',
  'test/administration/**/*.test.ts',
  'test/events/audit/**/*.test.ts',
  'test/integrations/applications/**/*.test.ts',
  'test/integrations/forward-auth/{attacks,endings,forward-auth}.test.ts',
  'test/integrations/openid-connect/!(conformance|dav|dovecot|killed|postfix|warnings|webmail).test.ts',
  'test/sign-in/password-reset.test.ts',
  'test/bad-input.test.ts',
  'test/crash.test.ts',
  'test/platform/database/**/*.test.ts',
  'test/sessions/devices/**/*.test.ts',
  'test/sessions/guard/**/*.test.ts',
  'test/sessions/service-accounts/**/*.test.ts',
  'test/api/http/exports.test.ts',
  'test/platform/jobs/**/*.test.ts',
  'test/platform/encryption/rotation.test.ts',
  'test/administration/overview/**/*.test.ts',
  'test/administration/digest.test.ts',
  'test/races.test.ts',
  'test/accounts/{password-links,reports}.test.ts',
  'test/factors/security-keys/{automatic,races}.test.ts',
  'test/factors/bypass-codes/**/*.test.ts',
  'test/factors/two-factor/**/*.test.ts',
  'test/settings/logo.test.ts',
  'test/story.test.ts',
  'test/platform/telemetry/{metrics,tracing}.test.ts',
  'test/accounts/throttle/**/*.test.ts',
  'test/accounts/roles/!(walk).test.ts',
  'test/sessions/tokens/**/*.test.ts',
  'test/administration/import-export/**/*.test.ts',
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
