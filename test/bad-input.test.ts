import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Client, GraphQLAnswer } from './support/client.js';
import {
  administrator,
  createAccount,
  CREATE_ACCOUNT,
  ME,
  PASSWORD,
  SIGN_IN,
  signedIn,
  UPDATE_SETTINGS,
  VERIFY_BACKUP_CODE,
  VERIFY_CODE,
} from './support/flows.js';
import { startTestServer, type TestServer } from './support/server.js';

const CONTRACT_CODES = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'INVALID_CREDENTIALS',
  'INVALID_CODE',
  'CHALLENGE_EXPIRED',
  'TOO_MANY_ATTEMPTS',
  'REAUTHENTICATION_REQUIRED',
  'ENROLMENT_REQUIRED',
  'PASSWORD_CHANGE_REQUIRED',
  'METHOD_DISABLED',
  'NOT_FOUND',
  'CONFLICT',
];
const INTERNALS =
  /\bat .+:\d+:\d+|node_modules|file:\/\/|\.[jt]s:\d|stack|SELECT |INSERT |UPDATE |DELETE FROM|sqlite|mysql|typeorm|QueryFailed/i;
const SECRET = 'hunter2-is-my-secret';

let server: TestServer;
let admin: Client;
let before: unknown;
beforeAll(async () => {
  server = await startTestServer();
  admin = await administrator(server);
  await createAccount(admin, 'maria');
  // They seal and send what was recorded before, whatever is sent here.
  await server.app.services.jobs.stop(10_000);
});
afterAll(() => server.stop());

/** All that may not change: every row but what is counted or noted about the bad requests themselves. */
async function state(): Promise<unknown> {
  const { dataSource } = server.app.database;
  const tables = dataSource.entityMetadatas.map(({ tableName }) => tableName);
  const counts: Record<string, number> = {};
  for (const table of tables) {
    if (table === 'throttle_counters') continue;
    const where = table === 'audit_events' ? ` WHERE action <> 'sign_in.failed'` : '';
    const [row] = await dataSource.query<{ n: number | string }[]>(
      `SELECT COUNT(*) AS n FROM ${table}${where}`,
    );
    counts[table] = Number(row?.n);
  }
  const accounts = await dataSource.query<unknown[]>('SELECT * FROM accounts ORDER BY id');
  const settings = await dataSource.query<unknown[]>('SELECT * FROM settings');
  return { counts, accounts, settings };
}

beforeEach(async () => {
  before = await state();
});
afterEach(async () => {
  expect(await state()).toEqual(before);
  expect((await fetch(`http://localhost:${server.port}/readyz`)).status).toBe(200);
  expect(await admin.data(ME)).toMatchObject({ me: { login: 'admin' } });
});

type Body = Pick<GraphQLAnswer<unknown>, 'data' | 'errors'>;

/** Checks what holds for every refusal, and returns the first. */
function refusalIn(text: string) {
  const { data, errors = [] } = JSON.parse(text) as Body;
  expect(text).not.toMatch(INTERNALS);
  expect(text).not.toContain(SECRET);
  expect(Object.values(data ?? {}).filter((value) => value !== null)).toEqual([]);
  expect(errors.length).toBeGreaterThan(0);
  for (const { extensions } of errors) expect(CONTRACT_CODES).toContain(extensions.code);
  return errors[0]!.extensions;
}

/** A name for a test of this value. */
const named = (value: string): [string, string] => [
  value.length > 40 ? `${value.length} characters` : JSON.stringify(value),
  value,
];

const asJson = (query: string, variables: object = {}): string => JSON.stringify({ query, variables });

describe('a body that is not a GraphQL request', () => {
  const create = asJson(CREATE_ACCOUNT, { login: 'intruder', password: PASSWORD });
  const withName = (name: string) =>
    `{"query":"mutation($n:String){createAccount(input:{login:\\"intruder\\",password:\\"${PASSWORD}\\",displayName:$n}){id}}","variables":{"n":"${name}"}}`;
  const notUtf8 = Buffer.from(withName('\xff\xfe\xe9'), 'latin1');

  test.each<[string, string | Buffer, Record<string, string>, number]>([
    ['of 1 MB', asJson(CREATE_ACCOUNT, { login: 'x'.repeat(1_000_000), password: PASSWORD }), {}, 413],
    ['just over 100 kB', create + ' '.repeat(102_400), {}, 413],
    ['of 1 MB, compressed', gzipSync(create + ' '.repeat(1_000_000)), { 'content-encoding': 'gzip' }, 413],
    ['that says gzip and is not', create, { 'content-encoding': 'gzip' }, 400],
    ['in an unknown encoding', create, { 'content-encoding': 'rot13' }, 415],
    ['as text/plain', create, { 'content-type': 'text/plain' }, 400],
    ['as XML', create, { 'content-type': 'application/xml' }, 400],
    ['as application/graphql', 'mutation { signOut }', { 'content-type': 'application/graphql' }, 400],
    ['of a form', 'query=mutation{signOut}', { 'content-type': 'application/x-www-form-urlencoded' }, 400],
    ['of a multipart form', create, { 'content-type': 'multipart/form-data; boundary=x' }, 400],
    ['of a content type that is none', create, { 'content-type': 'nonsense' }, 400],
    ['in Latin-1', create, { 'content-type': 'application/json; charset=iso-8859-1' }, 415],
    [
      'in UTF-16',
      Buffer.from(create, 'utf16le'),
      { 'content-type': 'application/json; charset=utf-16le' },
      415,
    ],
    ['with bytes that are not UTF-8', notUtf8, {}, 400],
    ['cut off', create.slice(0, -2), {}, 400],
    ['that is not JSON', 'mutation { signOut }', {}, 400],
    ['that is empty', '', {}, 400],
    ['that is null', 'null', {}, 400],
    ['that is a number', '42', {}, 400],
    ['that is a string', '"mutation { signOut }"', {}, 400],
    ['that is true', 'true', {}, 400],
    ['that is an empty object', '{}', {}, 400],
    ['that is an empty array', '[]', {}, 400],
    ['that is a batch', `[${create},${create}]`, {}, 400],
    ['whose query is a number', '{"query":7}', {}, 400],
    ['whose query is empty', '{"query":""}', {}, 400],
    ['whose query is an array', '{"query":["mutation { signOut }"]}', {}, 400],
    ['whose variables are a string', '{"query":"mutation { signOut }","variables":"x"}', {}, 400],
    ['whose variables are an array', '{"query":"mutation { signOut }","variables":[1]}', {}, 400],
    ['whose extensions are a string', '{"query":"mutation { signOut }","extensions":"x"}', {}, 400],
    ['that names no operation of its document', '{"query":"{ me { id } }","operationName":"other"}', {}, 400],
    ['whose query is below __proto__', '{"__proto__":{"query":"mutation { signOut }"}}', {}, 400],
    [
      'with a persisted query nobody knows',
      `{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"${'0'.repeat(64)}"}}}`,
      {},
      200,
    ],
  ])('%s is refused', async (_name, body, headers, status) => {
    const response = await admin.post(body, headers);
    expect(refusalIn(await response.text()).code).toBe('BAD_USER_INPUT');
    expect(response.status).toBe(status);
  });

  test.each(['GET', 'PUT', 'DELETE', 'PATCH'])('a mutation by %s is refused', async (method) => {
    const cookie = [...admin.cookies].map((pair) => pair.join('=')).join('; ');
    const query = encodeURIComponent('mutation { signOut }');
    const response = await fetch(`http://localhost:${server.port}/graphql?query=${query}`, {
      method,
      headers: { cookie, origin: server.url, 'content-type': 'application/json' },
      ...(method !== 'GET' && { body: asJson('mutation { signOut }') }),
    });
    expect(refusalIn(await response.text()).code).toBe('BAD_USER_INPUT');
    expect(response.status).toBe(405);
  });
});

describe('a document or variables that do not fit the schema', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
  const deepVariable = (query: string, name: string, depth: number) =>
    `{"query":${JSON.stringify(query)},"variables":{"login":"maria","challenge":"x","${name}":${nested(depth)}}}`;
  const VERIFY_KEY =
    'mutation ($challenge: String!, $r: JSON!) { verifySecurityKey(challenge: $challenge, response: $r) { token } }';
  const PASSKEY = 'mutation ($r: JSON!) { signInWithPasskey(response: $r) { token } }';
  const deepFields = (depth: number) => `{ me ${'{ twoFactor '.repeat(depth)}${'}'.repeat(depth)} }`;
  const aliases = (n: number, field: string) =>
    `mutation { ${Array.from({ length: n }, (_, index) => `a${index}: ${field}`).join(' ')} }`;

  test.each<[string, string]>([
    ['10,000 levels of JSON for a string', deepVariable(SIGN_IN, 'password', 10_000)],
    ['10,000 levels of JSON for a scalar that takes any', deepVariable(VERIFY_KEY, 'r', 10_000)],
    ['40,000 levels of JSON for a passkey', deepVariable(PASSKEY, 'r', 40_000)],
    ['a document nested 300 levels deep', asJson(deepFields(300))],
    ['a document nested 10,000 levels deep', asJson(deepFields(5_000))],
    [
      'inline fragments nested 500 levels deep around a field that is not there',
      asJson(`{ ${'... { '.repeat(500)} nothing ${'}'.repeat(500)} }`),
    ],
    ['a literal nested 900 levels deep', asJson(`mutation { signIn(input: ${nested(900)}) { __typename } }`)],
    ['5,000 aliases', asJson(aliases(5_000, 'signOut'))],
    ['a fragment of itself', asJson('{ me { ...a } } fragment a on Account { ...a }')],
    ['a subscription', asJson('subscription { me { id } }')],
    ['a field that is not there', asJson('{ me { passwordHash } }')],
    ['the field __proto__', asJson('{ __proto__ }')],
    ['an argument that is not there', asJson('{ me(id: 1) { id } }')],
    ['a directive that is not there', asJson('{ me @nothing { id } }')],
    ['no selection', asJson('{ me }')],
    ['a syntax error that quotes a string', asJson(`mutation { signIn(input: { login: "a" "${SECRET}" }) }`)],
    [
      'a syntax error that quotes a block string',
      asJson(`mutation { signIn(input: { password """${SECRET}""" }) }`),
    ],
    ['NUL in a document', asJson('{ me \u0000 { id } }')],
    ['a lone surrogate in a document', asJson('{ me \ud800 { id } }')],
    ['a missing variable', asJson(SIGN_IN, { login: 'maria' })],
    ['null for what must be given', asJson(SIGN_IN, { login: 'maria', password: null })],
    ['a variable without a type', asJson('query ($x: Nothing) { me { id } }', { x: 1 })],
    ['a password that is an object', asJson(SIGN_IN, { login: 'maria', password: { value: SECRET } })],
    ['a password that is a list', asJson(SIGN_IN, { login: 'maria', password: [SECRET] })],
    ['a role that is a password', asJson(CREATE_ACCOUNT, { login: 'x', password: PASSWORD, role: SECRET })],
    [
      'a literal role that is a string',
      asJson(
        `mutation { createAccount(input: { login: "x", password: "${SECRET}", role: "${SECRET}" }) { id } }`,
      ),
    ],
    [
      'a misspelt password field',
      asJson('mutation ($i: SignInInput!) { signIn(input: $i) { __typename } }', {
        i: { login: 'maria', passwrd: SECRET },
      }),
    ],
    [
      'one field too many beside a password',
      asJson('mutation ($i: CreateAccountInput!) { createAccount(input: $i) { id } }', {
        i: { login: 'x', password: SECRET, admin: true },
      }),
    ],
    [
      'prototype pollution: __proto__ among the fields of an input',
      `{"query":"mutation ($i: CreateAccountInput!) { createAccount(input: $i) { id } }","variables":{"i":{"login":"x","password":"${SECRET}","__proto__":{"role":"ADMIN"}}}}`,
    ],
    [
      'prototype pollution: __proto__ instead of the fields of an input',
      `{"query":"mutation ($i: CreateAccountInput!) { createAccount(input: $i) { id } }","variables":{"i":{"__proto__":{"login":"x","password":"${SECRET}"}}}}`,
    ],
    ['a setting of the wrong type', asJson(UPDATE_SETTINGS, { input: { clockTolerance: '2' } })],
    ['a setting that is not there', asJson(UPDATE_SETTINGS, { input: { backdoor: true } })],
    ['a setting beyond 32 bits', asJson(UPDATE_SETTINGS, { input: { trustDevicesForDays: 2 ** 40 } })],
    ['a setting that is a fraction', asJson(UPDATE_SETTINGS, { input: { clockTolerance: 1.5 } })],
  ])('%s is refused', async (_name, body) => {
    const response = await admin.post(body);
    const { code } = refusalIn(await response.text());
    expect(['BAD_USER_INPUT', 'CHALLENGE_EXPIRED', 'INVALID_CODE']).toContain(code);
    expect(response.status).toBeLessThan(500);
  });

  test('a password that is a number does not come back, and the field is named', async () => {
    const answer = await server.client().post(asJson(SIGN_IN, { login: 'maria', password: 31_337_031_337 }));
    const text = await answer.text();
    expect(refusalIn(text)).toMatchObject({ code: 'BAD_USER_INPUT', field: 'password' });
    expect(text).not.toContain('31337031337');
    const literal = await server
      .client()
      .post(asJson('mutation { signIn(input: { login: "maria", password: 31337 }) { __typename } }'));
    expect(await literal.text()).not.toContain('31337');
  });

  test('nothing has reached the prototype of all objects', () => {
    expect(Reflect.ownKeys(Object.prototype)).not.toContain('role');
    expect(({} as Record<string, unknown>)['role']).toBeUndefined();
  });
});

describe('text that is not fit to be kept', () => {
  const UNFIT: [string, string][] = [
    ['NUL', 'ma\u0000ria'],
    ['a line feed', 'ma\nria'],
    ['an escape sequence', '\u001b[31mmaria'],
    ['a C1 control', 'ma\u0085ria'],
    ['a bidi override', '\u202Eairam'],
    ['a bidi isolate', 'ma\u2066ria'],
    ['a line separator', 'ma\u2028ria'],
    ['a lone high surrogate', 'ma\ud800ria'],
    ['a lone low surrogate', 'maria\udc00'],
  ];
  const CREATE_NAMED = `mutation ($login: String!, $password: String!, $displayName: String) {
    createAccount(input: { login: $login, password: $password, displayName: $displayName }) { id }
  }`;
  const valid = { login: 'intruder', password: PASSWORD };

  const refused = async (client: Client, query: string, variables: object) =>
    refusalIn(await (await client.post(asJson(query, variables))).text());

  test.each(UNFIT)('%s in a login', async (_name, login) => {
    const refusal = await refused(admin, CREATE_NAMED, { ...valid, login });
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', field: 'login' });
    expect(await refused(server.client(), SIGN_IN, { login, password: PASSWORD })).toMatchObject({
      code: 'INVALID_CREDENTIALS',
    });
  });

  test.each(UNFIT)('%s in a display name', async (_name, displayName) => {
    const refusal = await refused(admin, CREATE_NAMED, { ...valid, displayName });
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', field: 'displayName' });
  });

  test.each(UNFIT)('%s in a device name', async (_name, deviceName) => {
    const maria = { login: 'maria', password: PASSWORD, deviceName };
    expect(await refused(server.client(), SIGN_IN, maria)).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'deviceName',
    });
    const { myDevices } = await admin.data<{ myDevices: { id: string }[] }>('{ myDevices { id } }');
    const RENAME = 'mutation ($id: ID!, $name: String!) { renameDevice(id: $id, name: $name) { id } }';
    expect(await refused(admin, RENAME, { id: myDevices[0]!.id, name: deviceName })).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'name',
    });
  });

  // U+FDFA is one character that becomes 18 when logins are compared.
  const LIGATURES = '\uFDFA'.repeat(200);

  test.each<[string, object, string]>([
    ['an empty login', { ...valid, login: '' }, 'login'],
    ['a login of blanks', { ...valid, login: ' \t\u3000' }, 'login'],
    ['a login of 256 characters', { ...valid, login: 'x'.repeat(256) }, 'login'],
    ['a login of 90,000 characters', { ...valid, login: 'x'.repeat(90_000) }, 'login'],
    ['a login that grows when it is compared', { ...valid, login: LIGATURES }, 'login'],
    ['a display name of 256 characters', { ...valid, displayName: 'x'.repeat(256) }, 'displayName'],
    ['a display name that grows when it is searched', { ...valid, displayName: LIGATURES }, 'displayName'],
    ['an empty password', { ...valid, password: '' }, 'password'],
    ['a password of 7 characters', { ...valid, password: 'x9!kQ2z' }, 'password'],
    ['a password of 14 characters', { ...valid, password: 'x9!kQ2z x9!kQ2z'.slice(1) }, 'password'],
    [
      'a password of 14 characters in 28 units',
      { ...valid, password: '🐘🦒🐢🦔🐙🦑🦚'.repeat(2) },
      'password',
    ],
    ['a password of 1,025 characters', { ...valid, password: 'xY7!q'.repeat(205) }, 'password'],
    ['a password of 90,000 characters', { ...valid, password: 'x'.repeat(90_000) }, 'password'],
    ['a password with a lone surrogate', { ...valid, password: `${PASSWORD}\ud800` }, 'password'],
  ])('%s', async (_name, input, field) => {
    expect(await refused(admin, CREATE_NAMED, input)).toMatchObject({ code: 'BAD_USER_INPUT', field });
  });

  test.each(['', ' ', 'x'.repeat(101)].map(named))('a device name of %s', async (_name, deviceName) => {
    const refusal = await refused(server.client(), SIGN_IN, {
      login: 'maria',
      password: PASSWORD,
      deviceName,
    });
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', field: 'deviceName' });
  });

  const WRONG = [
    '',
    '\u0000',
    '\ud800',
    'x'.repeat(90_000),
    `${PASSWORD}\u0000`,
    '$argon2id$v=19$m=1,t=1,p=1$$',
  ];
  test.each(WRONG.map(named))('the password %s is only wrong', async (_name, password) => {
    expect(await refused(server.client(), SIGN_IN, { login: 'maria', password })).toMatchObject({
      code: 'INVALID_CREDENTIALS',
    });
  });

  const UNKNOWN = ['', '\u0000', '\ud800', `' OR '1'='1`, 'x'.repeat(90_000), '__proto__'];
  test.each(UNKNOWN.map(named))('the challenge %s is only unknown', async (_name, challenge) => {
    for (const query of [VERIFY_CODE, VERIFY_BACKUP_CODE]) {
      const refusal = await refused(server.client(), query, { challenge, code: '000000' });
      expect(refusal.code).toBe('CHALLENGE_EXPIRED');
    }
  });
});

describe('lists and ids', () => {
  const ACCOUNTS = 'query ($page: PageInput!) { accounts(page: $page) { total } }';

  test.each<[string, Record<string, unknown>]>([
    ['page 0', { page: 0, perPage: 10 }],
    ['page -1', { page: -1, perPage: 10 }],
    ['page 2,147,483,647', { page: 2_147_483_647, perPage: 10 }],
    ['page 2^53', { page: 2 ** 53, perPage: 10 }],
    ['page 1.5', { page: 1.5, perPage: 10 }],
    ['page "1"', { page: '1', perPage: 10 }],
    ['0 rows a page', { page: 1, perPage: 0 }],
    ['-5 rows a page', { page: 1, perPage: -5 }],
    ['1,000 rows a page', { page: 1, perPage: 1000 }],
    ['sortBy __proto__', { page: 1, perPage: 10, sortBy: '__proto__' }],
    ['sortBy constructor', { page: 1, perPage: 10, sortBy: 'constructor' }],
    ['sortBy passwordHash', { page: 1, perPage: 10, sortBy: 'passwordHash' }],
    ['sortBy an injection', { page: 1, perPage: 10, sortBy: 'login; DROP TABLE accounts' }],
    ['an empty sortBy', { page: 1, perPage: 10, sortBy: '' }],
    ['sortOrder SIDEWAYS', { page: 1, perPage: 10, sortBy: 'login', sortOrder: 'SIDEWAYS' }],
  ])('%s is refused', async (_name, page) => {
    for (const query of [ACCOUNTS, ACCOUNTS.replace('accounts', 'auditEvents')]) {
      const { code } = refusalIn(await (await admin.post(asJson(query, { page }))).text());
      expect(code).toBe('BAD_USER_INPUT');
    }
  });

  test.each(['yesterday', '', '2025-13-45T99:99:99Z', 5, '+999999-01-01T00:00:00Z'])(
    'events from %j are refused',
    async (from) => {
      const EVENTS = 'query ($from: DateTimeISO) { auditEvents(filter: { from: $from }) { total } }';
      const { code } = refusalIn(await (await admin.post(asJson(EVENTS, { from }))).text());
      expect(code).toBe('BAD_USER_INPUT');
    },
  );

  const SEARCHES = ['%', '_', `'; DROP TABLE accounts; --`, '\u0000', '\ud800', '\\', 'x'.repeat(90_000)];
  test.each(SEARCHES.map(named))(
    'SQL and LIKE wildcards in search: %s finds nobody',
    async (_name, search) => {
      const SEARCH = 'query ($search: String) { accounts(filter: { search: $search }) { total } }';
      expect(await admin.data(SEARCH, { search })).toEqual({ accounts: { total: 0 } });
    },
  );

  const IDS = ['', 'nope', '0', '\u0000', '\ud800', `' OR 1=1 --`, '__proto__', 'x'.repeat(90_000)];
  test.each(IDS.map(named))('the id %s is nobody’s', async (_name, id) => {
    const UPDATE = 'mutation ($id: ID!) { updateAccount(id: $id, input: { displayName: "x" }) { id } }';
    const by = (field: string, argument = 'id') =>
      `mutation ($id: ID!) { r: ${field}(${argument}: $id)${field === 'resetTwoFactor' ? ' { id }' : ''} }`;
    for (const query of [
      UPDATE,
      by('deleteAccount'),
      by('resetTwoFactor', 'accountId'),
      by('revokeAccountTokens', 'accountId'),
      by('revokeToken'),
      by('removeDevice'),
    ]) {
      expect(refusalIn(await (await admin.post(asJson(query, { id }))).text()).code).toBe('NOT_FOUND');
    }
    expect(await admin.data('query ($id: ID!) { account(id: $id) { id } }', { id })).toEqual({
      account: null,
    });
  });
});

describe('tokens and cookies that prove nothing', () => {
  const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = () => ({ sub: '0', jti: '0', dev: '0', ver: 0, iat: 1, exp: 4_102_444_800 });
  const jwt = (header: object, signature = '') => `${base64(header)}.${base64(claims())}.${signature}`;

  test.each<[string, (real: string) => string]>([
    ['nothing', () => ''],
    ['the prefix alone', () => 'lk_'],
    ['a truncated token', (real) => real.slice(0, -1)],
    ['a token with one character more', (real) => `${real}A`],
    ['a token with another first character', (real) => `lk_${real[3] === 'A' ? 'B' : 'A'}${real.slice(4)}`],
    ['a token without its prefix', (real) => real.slice(3)],
    ['a token in capitals', (real) => real.toUpperCase()],
    ['an unsigned JWT', () => `lk_${jwt({ alg: 'none' })}`],
    ['an unsigned JWT, spelt otherwise', () => `lk_${jwt({ alg: 'NoNe', kid: '__proto__' })}`],
    ['a JWT with a made-up signature', () => `lk_${jwt({ alg: 'HS256' }, 'AAAA')}`],
    ['a JWT of an algorithm we do not use', () => `lk_${jwt({ alg: 'RS256' }, 'AAAA')}`],
    ['a JWT without our prefix', () => jwt({ alg: 'none' })],
    ['dots', () => 'lk_..'],
    ['a JWT of no JSON', () => 'lk_!!!.???.***'],
    ['7,000 characters', () => `lk_${'x'.repeat(7_000)}`],
    ['an injection', () => `lk_'OR'1'='1`],
  ])('%s', async (_name, forge) => {
    const real = admin.cookies.get('latchkey')!;
    for (const origin of [undefined, null]) {
      const client = server.client({ bearer: forge(real), ...(origin === null && { origin }) });
      expect(await client.data(ME)).toEqual({ me: null });
      const { code } = refusalIn(await (await client.post(asJson('{ myTokens { id } }'))).text());
      expect(code).toBe('UNAUTHENTICATED');
    }
    const browser = server.client();
    browser.cookies.set('latchkey', encodeURIComponent(forge(real)));
    expect(await browser.data(ME)).toEqual({ me: null });
  });

  const COOKIES = [
    'latchkey=%zz',
    'latchkey=%E0%A4%A',
    'latchkey=%00',
    'latchkey',
    '=',
    ';;;',
    '__proto__=x; constructor=y; latchkey=z',
    'latchkey="',
    `latchkey=lk_; ${'a=b; '.repeat(1000)}`,
  ];
  test.each(COOKIES.map(named))('the cookie header %s', async (_name, cookie) => {
    const response = await server.client().post(asJson('{ myTokens { id } }'), { cookie });
    expect(refusalIn(await response.text()).code).toBe('UNAUTHENTICATED');
    const anyone = await server.client().post(asJson('{ publicSettings { methods } }'), { cookie });
    expect(((await anyone.json()) as Body).errors).toBeUndefined();
  });

  test.each(['Basic YWRtaW46eA==', 'Bearer', 'Bearer a b', 'bearer\tx', 'Token x', ','])(
    'the Authorization header %j',
    async (authorization) => {
      const response = await server.client().post(asJson('{ myTokens { id } }'), { authorization });
      expect(refusalIn(await response.text()).code).toBe('UNAUTHENTICATED');
    },
  );

  const DEVICE_TOKENS = ['', '\u0000', '\ud800', 'x'.repeat(90_000)];
  test.each(DEVICE_TOKENS.map(named))('the device token %s', async (_name, deviceToken) => {
    const credentials = { login: 'maria', password: 'wrong', deviceToken };
    const response = await server.client().post(asJson(SIGN_IN, credentials));
    expect(refusalIn(await response.text()).code).toBe('INVALID_CREDENTIALS');
  });
});

test('the right password still signs in after all this', async () => {
  const maria = server.client();
  await signedIn(maria, 'maria');
  expect(await maria.data(ME)).toMatchObject({ me: { login: 'maria' } });
  expect(await maria.data('mutation { signOut }')).toEqual({ signOut: true });
  before = await state();
});
