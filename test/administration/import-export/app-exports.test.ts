import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashRaw } from '@node-rs/argon2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OWN_PARAMETERS } from '../../../server/factors/authenticator-app/totp.js';
import { runCli } from '../../support/cli.js';
import { challengeFor, createAccount, administrator, signedIn, VERIFY_CODE } from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { appCode } from '../../support/totp.js';

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const BYTES = [...Buffer.from('12345678901234567890')];

let server: TestServer;
let folder: string;
let files = 0;
beforeAll(async () => {
  server = await startTestServer();
  folder = mkdtempSync(join(tmpdir(), 'latchkey-exports-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await server.stop();
});

interface Report {
  format: string;
  created: number;
  attached: number;
  refused: number;
  remarks: { line: number; login: string | null; remark: string }[];
}

function run(content: unknown, ...options: string[]) {
  const path = join(folder, `file-${++files}`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  return runCli(server, ['import', path, '--json', ...options]);
}
const importOf = async (content: unknown, ...options: string[]): Promise<Report> =>
  JSON.parse((await run(content, ...options)).stdout) as Report;

/** Signs in with the code that an app of these parameters shows. */
async function signsIn(login: string, parameters = OWN_PARAMETERS): Promise<void> {
  server.clock.advance(Math.max(0, Date.now() - server.clock.now()) + parameters.period * 1000);
  const client = server.client();
  const { challenge } = await challengeFor(client, login);
  await client.data(VERIFY_CODE, { challenge, code: appCode(SECRET, server.clock.now(), parameters) });
}

const TOKEN = { algorithm: 'SHA256', digits: 8, period: 60 } as const;

/** Two of one person each, one as usual and one of other parameters, and what cannot be used. */
const EXPORTS: Record<string, (one: string, other: string) => unknown> = {
  '2fas': (one, other) => ({
    schemaVersion: 4,
    appOrigin: 'android',
    services: [
      {
        name: 'Suite',
        secret: SECRET,
        otp: { account: one, issuer: 'Suite', digits: 6, period: 30, algorithm: 'SHA1', tokenType: 'TOTP' },
      },
      {
        name: 'Suite',
        secret: SECRET,
        otp: { account: other, digits: 8, period: 60, algorithm: 'SHA256', tokenType: 'TOTP' },
      },
      { name: 'Steam', secret: SECRET, otp: { account: 'gamer', tokenType: 'STEAM' } },
      { name: 'Counter', secret: SECRET, otp: { account: 'counter', tokenType: 'HOTP', counter: 3 } },
    ],
    groups: [],
  }),
  proton: (one, other) => ({
    version: 1,
    entries: [
      {
        id: 'a',
        content: {
          uri: `otpauth://totp/${one}?secret=${SECRET}&issuer=Suite&algorithm=SHA1&digits=6&period=30`,
          entry_type: 'Totp',
          name: one,
        },
        note: null,
      },
      {
        id: 'b',
        content: {
          uri: `otpauth://totp/Suite%3A${other}?secret=${SECRET}&issuer=Suite&algorithm=SHA256&digits=8&period=60`,
          entry_type: 'Totp',
          name: 'Suite',
        },
        note: 'x',
      },
      { id: 'c', content: { uri: `steam://${SECRET}`, entry_type: 'Steam', name: 'gamer' }, note: null },
      {
        id: 'd',
        content: {
          uri: `otpauth://hotp/counter?secret=${SECRET}&counter=1`,
          entry_type: 'Totp',
          name: 'counter',
        },
        note: null,
      },
    ],
  }),
  andotp: (one, other) => [
    {
      secret: SECRET,
      issuer: 'Suite',
      label: `Suite:${one}`,
      digits: 6,
      type: 'TOTP',
      algorithm: 'SHA1',
      thumbnail: 'Default',
      last_used: 0,
      tags: [],
      period: 30,
    },
    {
      secret: SECRET,
      issuer: 'Suite',
      label: other,
      digits: 8,
      type: 'TOTP',
      algorithm: 'SHA256',
      tags: [],
      period: 60,
    },
    {
      secret: SECRET,
      issuer: 'Steam',
      label: 'gamer',
      digits: 5,
      type: 'STEAM',
      algorithm: 'SHA1',
      period: 30,
    },
    { secret: SECRET, issuer: '', label: 'counter', digits: 6, type: 'HOTP', algorithm: 'SHA1', counter: 3 },
  ],
  freeotp: (one, other) => ({
    tokenOrder: [`Suite:${one}`],
    tokens: [
      {
        algo: 'SHA1',
        counter: 0,
        digits: 6,
        issuerExt: 'Suite',
        issuerInt: 'Suite',
        label: one,
        period: 30,
        secret: BYTES,
        type: 'TOTP',
      },
      { algo: 'SHA256', digits: 8, issuerExt: null, label: other, period: 60, secret: SECRET, type: 'TOTP' },
      {
        algo: 'SHA1',
        digits: 6,
        issuerExt: 'Negative',
        label: 'counter',
        period: 30,
        secret: [-1, -128, 127],
        type: 'HOTP',
      },
      { label: 'broken', secret: [1000] },
    ],
  }),
  bitwarden: (one, other) => ({
    encrypted: false,
    folders: [],
    items: [
      {
        type: 1,
        name: 'Suite',
        login: { username: one, password: 'never imported', totp: SECRET.toLowerCase() },
      },
      {
        type: 1,
        name: 'Suite',
        login: {
          username: other,
          totp: `otpauth://totp/Suite:x?secret=${SECRET}&algorithm=SHA256&digits=8&period=60`,
        },
      },
      { type: 1, name: 'Steam', login: { username: 'gamer', totp: `steam://${SECRET}` } },
      { type: 1, name: 'Counter', login: { username: 'counter', totp: `otpauth://hotp/x?secret=${SECRET}` } },
      { type: 1, name: 'No code', login: { username: 'nobody', password: 'x', totp: null } },
      { type: 2, name: 'A note', notes: 'x' },
    ],
  }),
};

test.each(Object.keys(EXPORTS))(
  'a plain export is read with all its parameters, and what cannot be used is named: %s',
  async (format) => {
    const admin = await administrator(server);
    const [one, other] = [`one-${format}@example.org`, `other-${format}@example.org`];
    await createAccount(admin, one);
    await createAccount(admin, other);
    const report = await importOf(EXPORTS[format]!(one, other));
    expect(report).toMatchObject({ format, attached: 2, created: 0, refused: 2 });
    expect(JSON.stringify(report)).not.toContain(SECRET);
    expect(report.remarks.map(({ line }) => line)).toEqual([3, 4]);
    const remarks = report.remarks.map(({ remark }) => remark).join(' ');
    expect(remarks).toMatch(format === 'freeotp' ? /HOTP.*cannot be read/ : /Steam Guard.*HOTP/);
    await signsIn(one);
    await signsIn(other, TOKEN);
  },
);

test.each([
  ['2FAS', { schemaVersion: 4, services: [], servicesEncrypted: 'eA==:eA==:eA==', reference: 'x' }],
  ['Proton Authenticator', { version: 1, salt: 'eA==', content: 'eA==' }],
  ['Bitwarden', { encrypted: true, passwordProtected: true, salt: 'eA==', kdfType: 0, data: '2.x|y|z' }],
  ['Ente Auth', { version: 1, kdfParams: { memLimit: 1 }, encryptedData: 'eA==', encryptionNonce: 'eA==' }],
])('an encrypted export is named: %s', async (app, content) => {
  const { status, stderr } = await run(content);
  expect(status).toBe(1);
  expect(stderr).toContain(`This export of ${app} is encrypted`);
});

test.each([
  ['JSON of something else', { a: { b: 1 }, list: [] }, 'no export that is known here'],
  ['XML', '<?xml version="1.0"?><map></map>', 'XML'],
])('what is not known is refused as a whole: %s', async (_, content, why) => {
  const { status, stderr } = await run(content);
  expect(status).toBe(1);
  expect(stderr).toContain(why);
});

describe('Keycloak', () => {
  const salt = Buffer.from('0123456789abcdef');
  const argon2 = async (password: string) => ({
    type: 'password',
    secretData: JSON.stringify({
      value: (
        await hashRaw(password, { memoryCost: 7168, timeCost: 5, parallelism: 1, outputLen: 32, salt })
      ).toString('base64'),
      salt: salt.toString('base64'),
      additionalParameters: {},
    }),
    credentialData: JSON.stringify({
      hashIterations: 5,
      algorithm: 'argon2',
      additionalParameters: {
        hashLength: ['32'],
        memory: ['7168'],
        type: ['id'],
        version: ['1.3'],
        parallelism: ['1'],
      },
    }),
  });
  const otp = (data: object, value = '12345678901234567890') => ({
    type: 'otp',
    secretData: JSON.stringify({ value }),
    credentialData: JSON.stringify({
      subType: 'totp',
      digits: 6,
      counter: 0,
      period: 30,
      algorithm: 'HmacSHA1',
      ...data,
    }),
  });

  test('users come with names, passwords and apps; what cannot come along is said', async () => {
    const password = 'a password from elsewhere';
    const report = await importOf({
      realm: 'suite',
      enabled: true,
      users: [
        {
          username: 'kc-maria',
          firstName: 'María',
          lastName: 'Ortega',
          enabled: true,
          credentials: [await argon2(password), otp({})],
        },
        {
          username: 'kc-token',
          enabled: true,
          credentials: [
            await argon2(password),
            otp({ algorithm: 'HmacSHA256', digits: 8, period: 60, secretEncoding: 'BASE32' }, SECRET),
          ],
        },
        {
          username: 'kc-old',
          enabled: false,
          credentials: [
            {
              type: 'password',
              secretData: JSON.stringify({ value: 'eA==', salt: 'eA==' }),
              credentialData: JSON.stringify({ hashIterations: 27500, algorithm: 'pbkdf2-sha256' }),
            },
            { type: 'recovery-authn-codes', secretData: '{}', credentialData: '{}' },
          ],
        },
        { username: 'kc-counter', credentials: [otp({ subType: 'hotp' })] },
        { username: 'kc-broken', credentials: [{ type: 'otp', secretData: '{', credentialData: '{}' }] },
        { username: 'service-account-x', serviceAccountClientId: 'x', enabled: true },
      ],
    });
    expect(report).toMatchObject({ format: 'keycloak', created: 3, refused: 2 });
    const remarkOf = (login: string) => report.remarks.find((one) => one.login === login)?.remark;
    expect(remarkOf('kc-old')).toMatch(/pbkdf2-sha256.*recovery codes/);
    expect(remarkOf('kc-counter')).toContain('HOTP');
    expect(remarkOf('kc-broken')).toContain('TOTP secret');
    server.clock.advance(Math.max(0, Date.now() - server.clock.now()) + 60_000);
    for (const [login, token] of [
      ['kc-maria', OWN_PARAMETERS],
      ['kc-token', TOKEN],
    ] as const) {
      const client = server.client();
      const { challenge } = await challengeFor(client, login, password);
      await client.data(VERIFY_CODE, { challenge, code: appCode(SECRET, server.clock.now(), token) });
    }
    await expect(signedIn(server.client(), 'kc-old', password)).rejects.toThrow();
  });
});

describe('otpauth URIs as apps write them', () => {
  test.each([
    ['the type in capitals', 'otpauth://TOTP/Suite:LOGIN?secret=SECRET&issuer=Suite'],
    ['the scheme in capitals', 'OTPAUTH://totp/Suite:LOGIN?secret=SECRET&issuer=Suite'],
    ['names of parameters in capitals', 'otpauth://totp/Suite:LOGIN?SECRET=SECRET&Issuer=Suite'],
    ['a plus for each blank', 'otpauth://totp/My+Suite:LOGIN?secret=SECRET&issuer=My+Suite', 'My Suite'],
    [
      'a secret in groups',
      'otpauth://totp/Suite:LOGIN?secret=GEZD+GNBV+GY3T+QOJQ+GEZD+GNBV+GY3T+QOJQ&issuer=Suite',
    ],
    [
      'a colon in the issuer',
      'otpauth://totp/Suite%3A%20Test:LOGIN?secret=SECRET&issuer=Suite%3A%20Test',
      'Suite: Test',
    ],
    ['an escaped colon between', 'otpauth://totp/Suite%3A%20LOGIN?secret=SECRET&issuer=Suite'],
    [
      'parentheses in the issuer',
      'otpauth://totp/Suite%20(Test):LOGIN?secret=SECRET&issuer=Suite%20(Test)',
      'Suite (Test)',
    ],
    ['the account in parentheses', 'otpauth://totp/Suite%20(LOGIN)?secret=SECRET&issuer=Suite'],
    ['no issuer but in the label', 'otpauth://totp/Suite:LOGIN?secret=SECRET'],
    [
      'unknown parameters',
      'otpauth://totp/Suite:LOGIN?secret=SECRET&issuer=Suite&image=https%3A%2F%2Fx.org%2Fa.png&icon=x&lock=false',
    ],
    ['empty parameters', 'otpauth://totp/Suite:LOGIN?secret=SECRET&issuer=Suite&algorithm=&digits=&period='],
    ['a stray percent sign', 'otpauth://totp/Suite:LOGIN?secret=SECRET&issuer=Suite&note=100%'],
    ['a hash named with a dash', 'otpauth://totp/Suite:LOGIN?secret=SECRET&issuer=Suite&algorithm=SHA-1'],
    ['a hash named as in Java', 'otpauth://totp/Suite:LOGIN?secret=SECRET&issuer=Suite&algorithm=HmacSHA1'],
  ])('%s', async (_, uri, issuer = 'Suite') => {
    const login = `as-written-${++files}`;
    const report = await importOf(
      uri.replace('LOGIN', login).replace(/SECRET(?=&|$)/, SECRET),
      '--create',
      '--issuer',
      issuer,
    );
    expect(report).toMatchObject({ format: 'otpauth', created: 1, refused: 0 });
    expect(await server.app.services.accounts.findByLogin(login)).toMatchObject({ primaryFactors: 1 });
  });

  test.each([
    ['maria+tag@example.org', 'maria+tag@example.org'],
    ['Suite:maria+other@example.org', 'maria+other@example.org'],
    ['Suite:maria%2Bthird%40example.org', 'maria+third@example.org'],
    ['Suite:maria+ortega%40x', 'maria ortega@x'],
  ])('a plus stays one where it is part of an address: %s', async (label, login) => {
    expect(await importOf(`otpauth://totp/${label}?secret=${SECRET}`, '--create')).toMatchObject({
      created: 1,
    });
    expect(await server.app.services.accounts.findByLogin(login)).not.toBeNull();
  });

  test.each([
    [`otpauth://hotp/Suite:x?secret=${SECRET}&counter=1`, 'HOTP'],
    [`otpauth://steam/Steam:x?secret=${SECRET}`, 'Steam Guard'],
    [`otpauth://totp/Steam:x?secret=${SECRET}&encoder=steam`, 'Steam Guard'],
    [`steam://${SECRET}`, 'Steam Guard'],
    [`otpauth://yaotp/x?secret=${SECRET}`, 'YAOTP'],
    [`otpauth://totp/x?secret=${SECRET}&algorithm=MD5`, 'MD5'],
    ['otpauth://totp/x?issuer=Suite', 'not a whole'],
    ['otpauth://', 'not a whole'],
  ])('what is of no use is named, without its secret: %s', async (uri, why) => {
    const report = await importOf(uri, '--create');
    expect(report).toMatchObject({ created: 0, refused: 1 });
    expect(report.remarks[0]?.remark).toContain(why);
    expect(JSON.stringify(report)).not.toContain(SECRET);
  });
});
