import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readConfig } from '../../server/config/config.js';
import { OperatorError } from '../../server/platform/operator-error.js';
import { environment, VARIABLES } from '../../server/config/environment.js';
import type { Variable } from '../../server/config/variable.js';

const folder = mkdtempSync(join(tmpdir(), 'latchkey-configuration-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: string): string {
  const path = join(folder, 'secret');
  writeFileSync(path, `${content}\n`);
  return path;
}

const SECRET_KEY = 'k'.repeat(64);
const missing = join(folder, 'no such file');

test.each(Object.keys(environment.shape))('%s can be read from a file', (name) => {
  expect(() => readConfig({ [`${name}_FILE`]: missing })).toThrow(`${name}_FILE: ${missing} cannot be read`);
});

test('the password of the searcher is read from a file', () => {
  const { passwordDirectory } = readConfig({
    SECRET_KEY,
    PASSWORD_SERVER: 'ldaps://ldap.example.org',
    LDAP_BASE: 'dc=example,dc=org',
    LDAP_BIND_DN: 'cn=latchkey,dc=example,dc=org',
    LDAP_BIND_PASSWORD_FILE: file('the searcher’s own'),
  });
  expect(passwordDirectory).toMatchObject({ ldap: { searcher: { password: 'the searcher’s own' } } });
});

const read = (env: Record<string, string>) => () => readConfig({ SECRET_KEY, ...env });

test.each([
  ['HOST', '[::1]', { host: '::1' }],
  ['HOST', '::', { host: '::' }],
  ['METRICS_HOST', '[::1]', { metrics: { host: '::1' } }],
  ['PUBLIC_URL', 'https://example.org/', { publicUrl: 'https://example.org' }],
  ['PUBLIC_URL', 'https://example.org/suite/auth/', { publicUrl: 'https://example.org/suite/auth' }],
  ['PUBLIC_URL', 'http://[::1]:8080', { publicUrl: 'http://[::1]:8080' }],
  [
    'ALLOWED_ORIGINS',
    'https://a.example/, Capacitor://localhost, null',
    {
      allowedOrigins: ['https://a.example', 'capacitor://localhost', 'null'],
    },
  ],
  [
    'SMTP_URL',
    'smtp://u:a/b@[::1]:25',
    { mail: { smtp: { host: '::1', user: 'u', password: 'a/b', port: 25 } } },
  ],
  [
    'PROGRAM_SERVERS',
    'imap=mail.example.org:993, dav=https://dav.example.org/maria/',
    {
      programServers: [
        { scope: 'imap', address: 'mail.example.org:993' },
        { scope: 'dav', address: 'https://dav.example.org/maria/' },
      ],
    },
  ],
  ['PASSWORD_SERVER', 'ldaps://[2001:db8::3]', { passwordDirectory: { url: { host: '2001:db8::3' } } }],
  [
    'DATABASE_URL',
    'mysql://u:a%2Fb#c@[::1]/latchkey',
    { database: { url: 'mysql://u:a%2Fb#c@[::1]/latchkey' } },
  ],
  ['DATABASE_URL', 'sqlite:///var/lib/x.sqlite', { database: { url: 'sqlite:///var/lib/x.sqlite' } }],
])('%s=%s is understood', (name, value, expected) => {
  const config = readConfig({
    SECRET_KEY,
    MAIL_FROM: 'a@example.org',
    METRICS_PORT: '9',
    LDAP_BASE: 'dc=example',
    [name]: value,
  });
  expect(config).toMatchObject(expected);
});

test.each([
  ['MAIL_FROM', 'Latchkey'],
  ['MAIL_FROM', 'Latchkey <>'],
  ['MAIL_FROM', 'a@example.org, b@example.org'],
  ['HOST', '0.0.0.0:4000'],
  ['HOST', 'http://localhost'],
  ['HOST', '[::1]:4000'],
  ['METRICS_HOST', '127.0.0.1:9090'],
  ['PUBLIC_URL', 'https://example.org/?suite=1'],
  ['PUBLIC_URL', 'https://example.org/#/auth'],
  ['PUBLIC_URL', 'https://maria:hunter2@example.org'],
  ['PUBLIC_URL', 'https://example.org/a;b'],
  ['PUBLIC_URL', "https://example.org/it's"],
  ['ALLOWED_ORIGINS', 'https://mail.example.org/app'],
  ['ALLOWED_ORIGINS', 'file:///index.html'],
  ['ALLOWED_ORIGINS', 'capacitor://localhost/app'],
  ['ALLOWED_ORIGINS', '*'],
  ['WEBAUTHN_ORIGINS', 'https://mail.example.org/app'],
  ['WEBHOOK_URLS', 'https://maria:hunter2@hooks.example.org/x'],
  ['WEBHOOK_URLS', 'https://hooks.example.org/x#y'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'https://otel.example.org/?key=1'],
  ['ACCOUNT_PAGE', 'https://maria:hunter2@example.org/security'],
  ['DATABASE_URL', 'mysql://u:hunter2@db/latchkey?ssl=true'],
  ['DATABASE_URL', 'mysql://u:hunter2@db'],
  ['DATABASE_URL', 'mysql://u:hunter2@db:3306x/latchkey'],
  ['DATABASE_URL', 'sqlite:./x.sqlite?mode=ro'],
  ['DATABASE_URL', 'sqlite://data/x.sqlite'],
  ['DATABASE_URL', 'sqlite::memory:'],
  ['SMTP_URL', 'smtps://u:hunter2@relay?tls.rejectUnauthorized=false'],
  ['SMTP_URL', 'smtps://u:hunter2@relay/inbox'],
  ['PASSWORD_SERVER', 'ldaps://cn=x:hunter2@ldap.example.org'],
  ['PASSWORD_SERVER', 'ldaps://ldap.example.org/dc=example,dc=org??sub'],
  ['PASSWORD_SERVER', 'imaps://mail.example.org:port'],
  ['PASSWORD_SERVER', 'imaps://2001:db8::3'],
  ['PROGRAM_SERVERS', 'imap=mail.example.org'],
  ['PROGRAM_SERVERS', 'IMAP=mail.example.org:993'],
  ['PROGRAM_SERVERS', 'dav=https://maria:hunter2@dav.example.org/'],
  ['RP_ID', '192.168.1.1'],
  ['RP_ID', 'example.org'],
  ['COOKIE_PREFIX', '__Host-mine'],
  ['COOKIE_PREFIX', 'a;b'],
])('%s=%s is refused in one line, which names it and no password', (name, value) => {
  let message = '';
  try {
    read({
      MAIL_FROM: 'a@example.org',
      LDAP_BASE: 'dc=example',
      WEBHOOK_SECRET: `whsec_${'a'.repeat(32)}`,
      [name]: value,
    })();
  } catch (error) {
    expect(error).toBeInstanceOf(OperatorError);
    ({ message } = error as Error);
  }
  expect(message).toMatch(new RegExp(`^${name}: `));
  expect(message).not.toMatch(/hunter2|\n/);
});

test.each([
  ['https://auth.example.org', 'auth.example.org', ''],
  ['https://auth.example.org', 'example.org', ''],
  ['https://auth.example.net', 'example.org', 'https://mail.example.org'],
])('PUBLIC_URL=%s may have RP_ID=%s with WEBAUTHN_ORIGINS=%s', (PUBLIC_URL, RP_ID, WEBAUTHN_ORIGINS) => {
  expect(read({ PUBLIC_URL, RP_ID, WEBAUTHN_ORIGINS })().webAuthn.rpId).toBe(RP_ID);
});

test.each([
  ['https://auth.example.org', 'mail.example.org'],
  ['https://badexample.org', 'example.org'],
  ['https://example.org', 'auth.example.org'],
  ['http://192.168.1.1', '168.1.1'],
])('PUBLIC_URL=%s may not have RP_ID=%s', (PUBLIC_URL, RP_ID) => {
  expect(read({ PUBLIC_URL, RP_ID })).toThrow(/^RP_ID: must be the host of PUBLIC_URL/);
});

const declared = Object.values(VARIABLES).flatMap((group): [string, Variable][] => Object.entries(group));

test.each(declared)('the example of %s is a value that it can have', (_name, { schema, example }) => {
  // Files are read only when all is right with the name.
  const problems = (schema.safeParse(example).error?.issues ?? []).map(({ message }) => message);
  expect(problems.filter((problem) => !problem.endsWith('cannot be read'))).toEqual([]);
});

test.each(declared)(
  'nonsense in %s is refused or accepted, and never a fault of ours',
  (_name, { schema }) => {
    for (const nonsense of ['§', '://', ',,', 'a=b', '-1']) {
      expect(() => schema.safeParse(nonsense), nonsense).not.toThrow();
    }
  },
);

test('what opens something is declared as a secret', () => {
  const opening = declared.filter(([name]) =>
    /SECRET|PASSWORD$|^(DATABASE|SMTP)_URL$|^WEBHOOK_URLS$/.test(name),
  );
  expect(opening.length).toBeGreaterThan(5);
  expect(opening.filter(([, { secret }]) => secret !== true).map(([name]) => name)).toEqual([]);
});

test.each(declared.filter(([, { secret }]) => secret))('no message repeats %s', (name, { schema }) => {
  for (const value of ['hunter2', 'https://maria:hunter2@example.org/#', 'mysql://maria:hunter2@db?x=1']) {
    const messages = (schema.safeParse(value).error?.issues ?? []).map(({ message }) => message);
    expect(messages.join(' '), name).not.toContain('hunter2');
  }
});
