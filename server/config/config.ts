import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import type { AccountPageConfig } from '../accounts/account-page.js';
import type { HashingLimits } from '../accounts/password-hasher.js';
import type { ThrottleLimits } from '../accounts/throttle/buckets.js';
import type { MailConfig } from '../events/notifications/mail-sender.js';
import type { WebhookConfig } from '../events/notifications/webhook-sender.js';
import { SECOND } from '../platform/clock.js';
import type { DatabaseOptions } from '../platform/database/database-options.js';
import type { PlacesConfig } from '../platform/places/places.js';
import { OperatorError } from '../platform/operator-error.js';
import { embeddedSecretKey } from './embedded-key.js';
import {
  mailFrom,
  passwordDirectory,
  refuseForeignRpId,
  refuseUnprovenModels,
  webhooksFrom,
} from './combined-variables.js';
import { environment } from './environment.js';
import type { DirectoryConfig } from '../accounts/directories/directory.js';
import type { WebAuthnConfig } from '../factors/security-keys/webauthn-config.js';
import type { ProgramServer } from '../integrations/app-passwords/program-servers.js';
import type { ServiceClient } from '../integrations/introspection/introspection.service.js';

export interface Config extends AccountPageConfig {
  host: string;
  port: number;
  /** Where browsers find this service, without a slash at its end; undefined: http://localhost and the port. */
  publicUrl: string | undefined;
  /** Other origins whose pages may call the API; `null` is that of sandboxes and files. */
  allowedOrigins: string[];
  /** Whether https is promised for the domains below ours as well. */
  hstsSubdomains: boolean;
  /** What the names of our cookies begin with. */
  cookiePrefix: string;
  /** Addresses or subnets whose X-Forwarded-For is believed. */
  trustedProxies: string[];
  database: DatabaseOptions;
  /** First: encrypts and signs. All: decrypt and verify. */
  secretKeys: readonly [string, ...string[]];
  adminLogin: string;
  adminPassword: string | undefined;
  /** A file of breached passwords (HIBP's, sorted by hash); undefined: none. */
  breachedPasswords: string | undefined;
  /** Where addresses are. */
  places: PlacesConfig;
  /** Shown by authenticator apps beside the login. */
  issuer: string;
  logLevel: string;
  logFormat: 'json' | 'pretty';
  throttle: ThrottleLimits;
  webAuthn: WebAuthnConfig;
  /** Who keeps the passwords of accounts that are not local; undefined: nobody. */
  passwordDirectory: DirectoryConfig | undefined;
  /** For how long such an account may go on without the directory having stood by it. */
  passwordRecheckDays: number;
  /** Where programs that have an app password connect to. */
  programServers: ProgramServer[];
  /** Services that may introspect tokens. */
  serviceClients: ServiceClient[];
  /** Whether the API describes itself; off in production unless asked for. */
  introspection: boolean;
  /** Whether a browser that opens /graphql is given GraphiQL; in development only. */
  graphqlExplorer: boolean;
  /** How long a request may take to arrive. */
  requestSeconds: number;
  /** How many connections a process holds; any more are closed immediately. */
  maxConnections: number;
  shutdownSeconds: number;
  /** When a device without token and trust is forgotten; 0: never. */
  deviceRetentionDays: number;
  /** IANA name; the clean-up runs at 01:00 there. */
  cleanUpTimeZone: string;
  /** Undefined: there is no mail relay, and nobody is notified of anything. */
  mail: MailConfig | undefined;
  webhooks: WebhookConfig;
  /** 0: audit events are kept for ever. */
  auditRetentionDays: number;
  /** Where Prometheus may ask; undefined: nowhere. */
  metrics: { host: string; port: number } | undefined;
  /** The OpenTelemetry collector that is sent traces, and under which name; undefined: none. */
  tracing: { endpoint: string; serviceName: string } | undefined;
  /** The Git commit that this was built from; undefined where nobody said. */
  commit: string | undefined;
  /** Processes that serve, on this machine. */
  workers: number;
  hashing: HashingLimits;
  /** What is not right, but works. */
  warnings: string[];
}

/** Reads and checks the environment. Throws OperatorError, which names the variable. */
export function readConfig(env: Record<string, string | undefined>): Config {
  // An empty variable is an unset one, as in compose files.
  const given = withFiles(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new OperatorError(`${String(issue?.path[0])}: ${issue?.message ?? 'is not valid'}`);
  }
  const values = parsed.data;
  const workers = values.WORKERS === 'auto' ? availableParallelism() : values.WORKERS;
  refuseUnprovenModels(values);
  refuseForeignRpId(values);
  const databaseUrl = values.DATABASE_URL ?? `sqlite:${join(values.DATA_DIR, 'latchkey.sqlite')}`;
  const { secretKeys, warnings } = secretKeysFrom(values.SECRET_KEY, databaseUrl);
  return {
    host: values.HOST,
    port: values.PORT,
    publicUrl: values.PUBLIC_URL,
    allowedOrigins: values.ALLOWED_ORIGINS,
    hstsSubdomains: values.HSTS_SUBDOMAINS === 'on',
    cookiePrefix: values.COOKIE_PREFIX,
    trustedProxies: values.TRUSTED_PROXIES,
    database: {
      url: databaseUrl,
      poolSize: values.DATABASE_POOL_SIZE,
      timeout: values.DATABASE_SECONDS * SECOND,
      ca: values.DATABASE_CA,
    },
    secretKeys,
    warnings,
    adminLogin: values.ADMIN_LOGIN,
    adminPassword: values.ADMIN_PASSWORD,
    breachedPasswords: values.BREACHED_PASSWORDS,
    places: { cityFile: values.GEOIP_CITY, networkFile: values.GEOIP_ASN },
    issuer: values.ISSUER,
    logLevel: values.LOG_LEVEL,
    logFormat: values.LOG_FORMAT,
    throttle: {
      accountAttempts: values.THROTTLE_ACCOUNT_ATTEMPTS,
      addressAttempts: values.THROTTLE_ADDRESS_ATTEMPTS,
    },
    webAuthn: {
      rpId: values.RP_ID,
      origins: values.WEBAUTHN_ORIGINS,
      attestation: values.WEBAUTHN_ATTESTATION,
      trustAnchors: values.WEBAUTHN_TRUST_ANCHORS,
      metadata: values.WEBAUTHN_METADATA,
      aaguids: values.WEBAUTHN_AAGUIDS,
      userVerification: values.WEBAUTHN_USER_VERIFICATION,
      u2fAppId: values.U2F_APP_ID,
      u2fFacets: values.U2F_FACETS,
      androidApps: values.ANDROID_APPS.map((app) => {
        const [packageName = '', fingerprint = ''] = app.split('=');
        return { packageName, fingerprint: fingerprint.toUpperCase() };
      }),
      appleApps: values.APPLE_APPS,
    },
    accountPage: values.ACCOUNT_PAGE,
    passwordDirectory: passwordDirectory(values),
    passwordRecheckDays: values.PASSWORD_RECHECK_DAYS,
    programServers: values.PROGRAM_SERVERS,
    serviceClients: values.SERVICE_CLIENTS.map((client) => {
      const [name = '', secretHash = ''] = client.split('=');
      return { name, secretHash };
    }),
    introspection: (values.INTROSPECTION ?? (values.NODE_ENV === 'production' ? 'off' : 'on')) === 'on',
    graphqlExplorer: values.NODE_ENV === 'development',
    requestSeconds: values.REQUEST_SECONDS,
    maxConnections: values.MAX_CONNECTIONS,
    shutdownSeconds: values.SHUTDOWN_SECONDS,
    mail: mailFrom(values),
    webhooks: webhooksFrom(values.WEBHOOK_URLS, values.WEBHOOK_SECRET, values.WEBHOOK_EVENTS),
    auditRetentionDays: values.AUDIT_RETENTION_DAYS,
    deviceRetentionDays: values.DEVICE_RETENTION_DAYS,
    cleanUpTimeZone: values.CLEANUP_TIME_ZONE,
    metrics:
      values.METRICS_PORT === undefined
        ? undefined
        : { host: values.METRICS_HOST, port: values.METRICS_PORT },
    tracing:
      values.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
        ? undefined
        : { endpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT, serviceName: values.OTEL_SERVICE_NAME },
    commit: values.LATCHKEY_COMMIT,
    workers,
    hashing: { concurrency: values.HASH_CONCURRENCY ?? hashesAtATime(workers), queue: values.HASH_QUEUE },
  };
}

/** A process' share of the cores. */
const hashesAtATime = (workers: number): number => Math.max(1, Math.floor(availableParallelism() / workers));

/**
 * NAME_FILE names the file that holds NAME, as orchestrators hand secrets over: of every variable, so that there is
 * no list of secrets for a new one to be missing from.
 */
function withFiles(env: Record<string, string | undefined>): Record<string, string | undefined> {
  const read = { ...env };
  for (const name of Object.keys(environment.shape)) {
    const file = env[`${name}_FILE`];
    if (file === undefined) continue;
    if (env[name] !== undefined) throw new OperatorError(`${name}: given twice, also as ${name}_FILE`);
    try {
      read[name] = readFileSync(file, 'utf8').trim();
    } catch {
      throw new OperatorError(`${name}_FILE: ${file} cannot be read`);
    }
  }
  return read;
}

function secretKeysFrom(given: string[], databaseUrl: string): Pick<Config, 'secretKeys' | 'warnings'> {
  const [first, ...others] = given;
  if (first !== undefined) return { secretKeys: [first, ...others], warnings: [] };
  if (databaseUrl.startsWith('mysql:')) {
    throw new OperatorError(
      'SECRET_KEY: must be given with MySQL, the same on every server (make one with: openssl rand -hex 32)',
    );
  }
  const file = join(dirname(databaseUrl.slice('sqlite:'.length)), 'secret.key');
  const { key, warning } = embeddedSecretKey(file);
  return { secretKeys: [key], warnings: warning === undefined ? [] : [warning] };
}
