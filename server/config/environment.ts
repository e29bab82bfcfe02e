import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { z } from 'zod';
import { parseMailbox } from '../platform/email-address.js';
import { LOGIN_DOMAIN, loginDomainOf } from '../accounts/directories/login-domain.js';
import { bareHost } from '../platform/server-url.js';
import { holdsControls } from '../platform/text.js';
import {
  allowedOrigin,
  databaseUrl,
  origin,
  passwordServer,
  publicUrl,
  smtpUrl,
  webUrl,
} from './url-variables.js';
import { LOCALES } from '../platform/locale.js';

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean),
  );

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((n) => n >= min && n <= max, `must be between ${min} and ${max}`);

/** What a socket can listen on. */
const host = z
  .string()
  .transform(bareHost)
  .refine(
    (text) => isIP(text) !== 0 || /^[a-z0-9_]([a-z0-9._-]*[a-z0-9])?$/i.test(text),
    'must be an address or a name, and nothing else: the port has a variable of its own',
  );

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

/** A file's name that becomes what is in it. */
const certificates = z
  .string()
  .transform((file, context) => {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      context.addIssue({ code: 'custom', message: `${file} cannot be read` });
      return z.NEVER;
    }
  })
  .optional();

const mailbox = z.string().transform((text, context) => {
  const parsed = parseMailbox(text);
  if (parsed !== null) return parsed;
  context.addIssue('must hold an address that mail can be sent from: address, or Name <address>');
  return z.NEVER;
});

const sha256Fingerprint = /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/i;

/** Every variable that is read, and what it may be. */
export const environment = z.object({
  HOST: host.default('127.0.0.1'),
  PORT: wholeNumber(0, 65535).default(4000),
  PUBLIC_URL: publicUrl.optional(),
  ALLOWED_ORIGINS: list.pipe(z.array(allowedOrigin)),
  HSTS_SUBDOMAINS: z.enum(['on', 'off']).default('off'),
  COOKIE_PREFIX: z
    .string()
    .regex(/^[a-z0-9-]{1,32}$/i, 'must be 1 to 32 letters, digits or hyphens')
    .default('latchkey'),
  TRUSTED_PROXIES: list.pipe(
    z.array(
      z.union(
        [z.enum(['loopback', 'linklocal', 'uniquelocal']), z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
        {
          error: 'must be a list of addresses or subnets',
        },
      ),
    ),
  ),
  DATA_DIR: z.string().min(1).default('./data'),
  DATABASE_URL: databaseUrl.optional(),
  DATABASE_POOL_SIZE: wholeNumber(1, 1000).default(10),
  DATABASE_SECONDS: wholeNumber(1, 300).default(20),
  DATABASE_CA: certificates,
  SECRET_KEY: list.pipe(z.array(z.string().min(32, 'must have 32 characters or more'))),
  ADMIN_LOGIN: z.string().min(1).max(255).default('admin'),
  ADMIN_PASSWORD: z.string().min(8, 'must have 8 characters or more').optional(),
  BREACHED_PASSWORDS: z.string().optional(),
  ISSUER: z
    .string()
    .min(1)
    .max(60)
    .regex(/^[^:]*$/, 'must not hold a colon')
    .refine((name) => !holdsControls(name), 'must be one line without control characters')
    .default('Latchkey'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  LOG_FORMAT: z.enum(['json', 'pretty']).default('json'),
  THROTTLE_ACCOUNT_ATTEMPTS: wholeNumber(1, 1_000_000).default(5),
  THROTTLE_ADDRESS_ATTEMPTS: wholeNumber(1, 1_000_000).default(100),
  RP_ID: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/, 'must be a domain name')
    .refine((id) => isIP(id) === 0, 'must be a domain name: browsers refuse addresses')
    .optional(),
  WEBAUTHN_ORIGINS: list.pipe(z.array(origin)),
  WEBAUTHN_ATTESTATION: z.enum(['none', 'direct']).default('none'),
  WEBAUTHN_TRUST_ANCHORS: z.string().optional(),
  WEBAUTHN_METADATA: z.string().optional(),
  WEBAUTHN_AAGUIDS: list.pipe(z.array(z.uuid({ error: 'must be a list of AAGUIDs' }))),
  WEBAUTHN_USER_VERIFICATION: z.enum(['discouraged', 'preferred', 'required']).default('preferred'),
  U2F_APP_ID: z.url({ protocol: /^https$/, error: 'must be an https URL' }).optional(),
  U2F_FACETS: list.pipe(
    z.array(
      z
        .string()
        .regex(
          /^(https:\/\/[^/]+|android:apk-key-hash:[\w+/=-]+|ios:bundle-id:[\w.-]+)$/,
          'is not a facet id',
        ),
    ),
  ),
  ANDROID_APPS: list.pipe(
    z.array(
      z
        .string()
        .refine(
          (app) => /^[a-z]\w*(\.\w+)+$/i.test(app.split('=')[0] ?? ''),
          'must be package=SHA-256 fingerprint',
        )
        .refine(
          (app) => sha256Fingerprint.test(app.split('=')[1] ?? ''),
          'must be package=SHA-256 fingerprint',
        ),
    ),
  ),
  APPLE_APPS: list.pipe(z.array(z.string().regex(/^[A-Z0-9]{10}\.[\w.-]+$/, 'must be TEAMID.bundle.id'))),
  ACCOUNT_PAGE: webUrl('path', 'parameters', 'fragment').optional(),
  PASSWORD_SERVER: passwordServer.optional(),
  PASSWORD_SERVER_STARTTLS: z.enum(['on', 'off']).default('on'),
  PASSWORD_SERVER_CA: certificates,
  PASSWORD_RECHECK_DAYS: wholeNumber(1, 3650).default(30),
  LOGIN_DOMAIN: z
    .string()
    .regex(LOGIN_DOMAIN, 'must be add:example.org, strip:example.org, insist, insist:example.org or as-typed')
    .transform(loginDomainOf)
    .optional(),
  LDAP_USER_DN: z.string().includes('{login}', { error: 'must hold {login}' }).optional(),
  LDAP_BASE: z.string().default(''),
  LDAP_FILTER: z
    .string()
    .includes('{login}', { error: 'must hold {login}' })
    // What finds anybody is made of it by `*` for the login, which means "any" after = alone.
    .refine((filter) => !/[:<>~]=[^()]*\{login\}/.test(filter), 'must compare {login} by = alone')
    .default('(uid={login})'),
  LDAP_BIND_DN: z.string().optional(),
  LDAP_BIND_PASSWORD: z.string().optional(),
  LDAP_LOGIN_ATTRIBUTE: z.string().default('uid'),
  LDAP_NAME_ATTRIBUTE: z.string().default('cn'),
  SERVICE_CLIENTS: list.pipe(
    z.array(
      z.string().regex(/^[A-Za-z0-9._-]{1,64}=[0-9a-f]{64}$/, 'must be a list of name=SHA-256 of the secret'),
    ),
  ),
  INTROSPECTION: z.enum(['on', 'off']).optional(),
  NODE_ENV: z.string().optional(),
  REQUEST_SECONDS: wholeNumber(1, 3600).default(30),
  MAX_CONNECTIONS: wholeNumber(1, 1_000_000).default(10_000),
  SHUTDOWN_SECONDS: wholeNumber(0, 3600).default(10),
  SMTP_URL: smtpUrl.optional(),
  SMTP_STARTTLS: z.enum(['on', 'off']).default('on'),
  MAIL_FROM: mailbox.optional(),
  MAIL_LOCALE: z.enum(LOCALES).default('en'),
  WEBHOOK_URLS: list.pipe(z.array(webUrl('path', 'parameters'))),
  WEBHOOK_SECRET: list.pipe(
    z.array(
      z.string().regex(/^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/, 'must be whsec_ and 24 to 64 bytes in base64'),
    ),
  ),
  WEBHOOK_EVENTS: list.pipe(
    z.array(
      z.string().regex(/^(\*|[a-z_]+\.(\*|[a-z_]+)|[a-z_]+)$/, 'must be a list of actions, name.* or *'),
    ),
  ),
  AUDIT_RETENTION_DAYS: wholeNumber(0, 36_500).default(0),
  DEVICE_RETENTION_DAYS: wholeNumber(0, 36_500).default(180),
  CLEANUP_TIME_ZONE: z.string().refine(isTimeZone, 'must be a time zone such as Europe/Paris').default('UTC'),
  METRICS_HOST: host.default('127.0.0.1'),
  METRICS_PORT: wholeNumber(0, 65535).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: webUrl('path').optional(),
  OTEL_SERVICE_NAME: z.string().min(1).default('latchkey'),
  WORKERS: z
    .union([z.literal('auto'), wholeNumber(1, 256)], {
      error: 'must be auto or a whole number from 1 to 256',
    })
    .default(1),
  HASH_CONCURRENCY: wholeNumber(1, 1024).optional(),
  HASH_QUEUE: wholeNumber(0, 100_000).default(100),
});

export type Environment = z.infer<typeof environment>;
