import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hash } from '@node-rs/argon2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AuthenticatorApp } from '../../../server/factors/authenticator-app/authenticator-app.entity.js';
import { OWN_PARAMETERS, type TotpParameters } from '../../../server/factors/authenticator-app/totp.js';
import { runCli } from '../../support/cli.js';
import {
  administrator,
  challengeFor,
  PASSWORD,
  setUpApp,
  SIGN_IN,
  updateSettings,
  VERIFY_CODE,
} from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { appCode } from '../../support/totp.js';

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

let server: TestServer;
let folder: string;
let passwordHash: string;
let files = 0;
beforeAll(async () => {
  server = await startTestServer({ THROTTLE_ACCOUNT_ATTEMPTS: '100' });
  await updateSettings(await administrator(server), { clockTolerance: 1 });
  folder = mkdtempSync(join(tmpdir(), 'latchkey-parameters-'));
  passwordHash = await hash(PASSWORD, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await server.stop();
});

async function importOf(content: string, ...options: string[]) {
  const path = join(folder, `file-${++files}`);
  writeFileSync(path, content);
  const { stdout } = await runCli(server, ['import', path, '--json', ...options]);
  return JSON.parse(stdout) as {
    created: number;
    attached: number;
    refused: number;
    remarks: { remark: string }[];
  };
}

async function verify(login: string, code: string): Promise<string | undefined> {
  const client = server.client();
  const { challenge } = await challengeFor(client, login);
  return client.code(VERIFY_CODE, { challenge, code });
}

/** The command line goes by the system's time, and what was shown up to then is used up. */
const afterImport = (period: number): void =>
  server.clock.advance(Math.max(0, Date.now() - server.clock.now()) + period * 1000);

const TOKENS: TotpParameters[] = [
  { algorithm: 'SHA256', digits: 6, period: 30 },
  { algorithm: 'SHA512', digits: 8, period: 30 },
  { algorithm: 'SHA1', digits: 8, period: 60 },
  { algorithm: 'SHA256', digits: 7, period: 60 },
];

test.each(TOKENS)(
  'an app of $algorithm, $digits digits and $period s works on, and only so',
  async (token) => {
    const login = `token-${token.algorithm}-${token.digits}-${token.period}`.toLowerCase();
    const fields = { totpAlgorithm: token.algorithm, totpDigits: token.digits, totpPeriod: token.period };
    expect(
      await importOf(JSON.stringify({ login, passwordHash, totpSecret: SECRET, ...fields })),
    ).toMatchObject({ created: 1 });
    afterImport(token.period);
    const asked = await server.client().data(SIGN_IN.replace('methods', 'methods codeDigits'), {
      login,
      password: PASSWORD,
    });
    expect(asked).toMatchObject({ signIn: { codeDigits: token.digits } });
    expect(await verify(login, appCode(SECRET, server.clock.now(), OWN_PARAMETERS))).toBe('INVALID_CODE');
    const code = appCode(SECRET, server.clock.now(), token);
    expect(await verify(login, code)).toBeUndefined();
    expect(await verify(login, code)).toBe('INVALID_CODE');
    // The tolerance of one step is one of its own steps.
    server.clock.advance(3 * token.period * 1000);
    const late = appCode(SECRET, server.clock.now() - 2 * token.period * 1000, token);
    expect(await verify(login, late)).toBe('INVALID_CODE');
    expect(
      await verify(login, appCode(SECRET, server.clock.now() - token.period * 1000, token)),
    ).toBeUndefined();
  },
);

test('a session is proved again by a code of 8 digits, and our own set-up then asks for 6', async () => {
  const token: TotpParameters = { algorithm: 'SHA1', digits: 8, period: 60 };
  const login = 'proves-again';
  await importOf(`login,passwordHash\n${login},"${passwordHash}"\n`);
  const uri = `otpauth://totp/${login}?secret=${SECRET}&digits=8&period=60`;
  expect(await importOf(uri)).toMatchObject({ attached: 1 });
  afterImport(60);
  const client = server.client();
  const { challenge } = await challengeFor(client, login);
  await client.data(VERIFY_CODE, { challenge, code: appCode(SECRET, server.clock.now(), token) });
  server.clock.advance(11 * 60_000);
  const prove = 'mutation ($code: String!) { reauthenticate(code: $code) }';
  expect(await client.code(prove, { code: appCode(SECRET, server.clock.now(), token) })).toBeUndefined();
  const app = '{ me { twoFactor { authenticatorApp { digits } } } }';
  expect(await client.data(app)).toEqual({ me: { twoFactor: { authenticatorApp: { digits: 8 } } } });
  const secret = await setUpApp(server, client);
  expect(await client.data(app)).toEqual({ me: { twoFactor: { authenticatorApp: { digits: 6 } } } });
  expect(await verify(login, appCode(secret, server.clock.now()))).toBeUndefined();
});

test('how far the clock of an app is off is kept in steps of 30 s, whatever its own', async () => {
  const login = 'skewed';
  await importOf(JSON.stringify({ login, passwordHash, totpSecret: SECRET, totpPeriod: 60 }));
  afterImport(60);
  const token: TotpParameters = { algorithm: 'SHA1', digits: 6, period: 60 };
  expect(await verify(login, appCode(SECRET, server.clock.now() + 60_000, token))).toBeUndefined();
  const accountId = (await server.app.services.accounts.findByLogin(login))!.id;
  const app = await server.app.database.manager.findOneByOrFail(AuthenticatorApp, { accountId });
  expect(app.clockSkew).toBe(2);
});

test('the same secret with other parameters is another app', async () => {
  const person = { login: 'other-parameters', totpSecret: SECRET };
  await importOf(JSON.stringify(person));
  expect(await importOf(JSON.stringify(person))).toMatchObject({ unchanged: 1 });
  expect(await importOf(JSON.stringify({ ...person, totpDigits: 8 }))).toMatchObject({ refused: 1 });
});

test.each([
  [{ totpAlgorithm: 'MD5' }, 'MD5'],
  [{ totpDigits: 5 }, '5'],
  [{ totpDigits: 'eight' }, 'NaN'],
  [{ totpPeriod: 0 }, '0'],
  [{ totpPeriod: 3600 }, '3600'],
])('what cannot be checked is refused, and named: %j', async (fields, named) => {
  const report = await importOf(JSON.stringify({ login: 'refused', totpSecret: SECRET, ...fields }));
  expect(report).toMatchObject({ refused: 1 });
  expect(report.remarks[0]?.remark).toContain(named);
});
