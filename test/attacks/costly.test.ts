import { getNamedType, type GraphQLField, isInputObjectType } from 'graphql';
import { Piscina } from 'piscina';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { Contact } from '../../server/accounts/contacts/contact.entity.js';
import { PasswordHasher } from '../../server/accounts/password-hasher.js';
import { passwordHashed } from '../../server/platform/telemetry/diagnostics.js';
import { costOf } from '../../server/platform/graphql/costly.js';
import { PasswordReset } from '../../server/sign-in/password-reset/password-reset.entity.js';
import { describedSchema } from '../../server/api/graphql/schema.js';
import type { Client } from '../support/client.js';
import {
  administrator,
  backupCodes,
  challengeFor,
  createAccount,
  GENERATE_CODES,
  PASSWORD,
  protectedAccount,
  setUpApp,
  SIGN_IN,
  signedIn,
  updateSettings,
  waitingBackupCodes,
} from '../support/flows.js';
import { everyArgument } from '../support/mutations.js';
import { startTestServer, type TestServer } from '../support/server.js';

type Field = GraphQLField<unknown, unknown>;

// There is a relay, as far as anybody asks.
const MAIL = { SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'noreply@example.org' };

let server: TestServer;
let mutations: Field[];
beforeAll(async () => {
  server = await startTestServer(MAIL);
  const schema = describedSchema();
  mutations = Object.values(schema.getMutationType()!.getFields());
});
afterAll(() => server.stop());
afterEach(() => {
  vi.restoreAllMocks();
});

const CALLER = '{ me { id devices { id } tokens { id } appPasswords { id } } }';
// The shape of a backup code, and of an administrator's code.
const CODES = { short: 'abcd-efgh-jkmn', long: 'abcd-efgh-jkmn-pqrs' };

/** An administrator of his own for each mutation, who has all that a mutation could need. */
async function caller(login: string): Promise<{ client: Client; id: string; device: string; token: string }> {
  await createAccount(await administrator(server), login, 'ADMIN');
  const client = server.client();
  await signedIn(client, login);
  await setUpApp(server, client);
  await backupCodes(client);
  const { me } = await client.data<{
    me: { id: string; devices: [{ id: string }]; tokens: [{ id: string }] };
  }>(CALLER);
  return { client, id: me.id, device: me.devices[0].id, token: me.tokens[0].id };
}

async function passwordLink(accountId: string): Promise<string> {
  const { issuePasswordLink } = await (
    await administrator(server)
  ).data<{ issuePasswordLink: { token: string } }>(
    'mutation ($id: ID!) { issuePasswordLink(accountId: $id, byMail: false) { token } }',
    { id: accountId },
  );
  return issuePasswordLink.token;
}

async function passwordReset(accountId: string): Promise<string> {
  await updateSettings(await administrator(server), { allowPasswordResetByMail: true });
  const { resetLinks, accounts } = server.app.services;
  const sentTo = 'somebody@example.org';
  const { manager } = server.app.database;
  await manager.upsert(Contact, { accountId, email: sentTo }, ['accountId']);
  const { login } = await accounts.byId(accountId);
  await resetLinks.request(login, { ipAddress: '192.0.2.1', userAgent: null });
  await server.app.services.laterWrites.settle();
  const { id } = await manager.findOneByOrFail(PasswordReset, { accountId });
  return (await resetLinks.addressForMail(id))!.split('#')[1]!;
}

/** How many passwords are hashed while the mutation runs with good values for all that it can be given. */
async function hashesOf(field: Field): Promise<number> {
  const login = `caller ${field.name}`;
  const { client, id, device, token } = await caller(login);
  const { challenge } = await challengeFor(server.client(), login);
  const texts: Record<string, string> = {
    login: field.name === 'signIn' ? login : `made by ${field.name}`,
    currentPassword: PASSWORD,
    password: PASSWORD,
    newPassword: 'another long password',
    challenge,
    code: /Recovery|Bypass/.test(field.name) ? CODES.long : CODES.short,
    email: 'somebody@example.org',
    allowedNetworks: '0.0.0.0/0',
    csv: `login\nmade by ${field.name}`,
    ...(field.name === 'setPasswordByLink' && { token: await passwordLink(id) }),
    ...(field.name === 'resetPasswordByMail' && { token: await passwordReset(id) }),
  };
  if (field.name === 'confirmBackupCodes') await waitingBackupCodes(client);
  const { document, variables } = everyArgument(field, (name, scalar) => {
    if (scalar === 'ID')
      return { Device: device, Token: token }[/Device|Token/.exec(field.name)?.[0] ?? ''] ?? id;
    if (scalar === 'DateTimeISO') return new Date(server.clock.now() + 86_400_000).toISOString();
    return { Int: 1, Boolean: false, JSON: {} }[scalar] ?? texts[name] ?? 'dav';
  });
  const input = variables['input'] as Record<string, unknown> | undefined;
  // The role that is first is a plain user's, who administers nobody.
  if (input && 'administersGroups' in input) input['administersGroups'] = null;
  let hashes = 0;
  let counting = true;
  passwordHashed.subscribe(() => {
    if (counting) hashes++;
  });
  await client.request(document, variables);
  counting = false;
  return hashes;
}

// What changes the whole service comes last.
const isLast = ({ name }: Field): number => Number(/^(update|apply)Settings/.test(name));

test('a mutation that hashes is marked @Costly with as many hashes as it takes at most, and none for nothing', async () => {
  const found: Record<string, number> = {};
  const marked: Record<string, number> = {};
  for (const field of mutations.toSorted((one, other) => isLast(one) - isLast(other))) {
    const most = costOf(field)?.hashes ?? 0;
    const hashes = await hashesOf(field);
    if (hashes > 0) found[field.name] = hashes;
    if (most > 0) marked[field.name] = most;
  }
  expect(Object.keys(found).length).toBeGreaterThan(5);
  expect(Object.keys(found)).toEqual(Object.keys(marked));
  // A password whose hash is of another cost is hashed anew, once.
  for (const [name, hashes] of Object.entries(found)) expect(hashes).toBeLessThanOrEqual(marked[name]!);
}, 120_000);

test('a mutation whose arguments hold a secret is marked @Costly: it can be guessed with', () => {
  const SECRET = /password|code|challenge|response|token$/i;
  const names = ({ args }: Field): string[] =>
    args.flatMap(({ name, type }) => {
      const inner = getNamedType(type);
      const inside = isInputObjectType(inner) ? Object.values(inner.getFields()) : [{ name, type }];
      return inside.filter((one) => getNamedType(one.type).name !== 'Boolean').map((one) => one.name);
    });
  const unmarked = mutations.filter(
    (field) => names(field).some((name) => SECRET.test(name)) && !costOf(field),
  );
  expect(unmarked.map(({ name }) => name)).toEqual([]);
});

test('the schema says of each costly mutation what it costs', async () => {
  const { __type } = await server.client().data<{
    __type: { fields: { name: string; description: string }[] };
  }>('{ __type(name: "Mutation") { fields { name description } } }');
  const told = __type.fields.filter(({ description }) => description.includes('Once a request'));
  expect(told.map(({ name }) => name).sort()).toEqual(
    mutations
      .filter((field) => costOf(field))
      .map(({ name }) => name)
      .sort(),
  );
});

test.each([
  ['aliases', `mutation { ${Array.from({ length: 30 }, (_, n) => `a${n}: generateBackupCodes`).join(' ')} }`],
  [
    'a fragment',
    'mutation { generateBackupCodes ...more } fragment more on Mutation { b: generateBackupCodes }',
  ],
])(
  'denial of service by sets of backup codes in %s: one a request, or none is made',
  async (name, document) => {
    const { client } = await protectedAccount(server, await administrator(server), `sets by ${name}`);
    const { errors } = await client.request(document);
    expect(errors?.[0]?.message).toContain('Only one of these in a request: generateBackupCodes');
    const { me } = await client.data<{ me: { twoFactor: { backupCodesRemaining: number } } }>(
      '{ me { twoFactor { backupCodesRemaining } } }',
    );
    expect(me.twoFactor.backupCodesRemaining).toBe(0);
  },
);

/** Holds as many places as are to be had for this requester; returns how many, and what lets them go. */
async function hold(
  hasher: PasswordHasher,
  requester: Parameters<PasswordHasher['withPlace']>[0],
): Promise<{ held: number; leave: () => Promise<void> }> {
  let leave!: () => void;
  const left = new Promise<void>((resolve) => (leave = resolve));
  const places: Promise<void>[] = [];
  while (hasher.refusalWithoutPlace(requester) === null) places.push(hasher.withPlace(requester, () => left));
  await expect(hasher.withPlace(requester, () => left)).rejects.toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
  return {
    held: places.length,
    async leave() {
      leave();
      await Promise.all(places);
    },
  };
}

test.each([
  ['one account, wherever it is used', (n: number) => ({ account: 'a', ipAddress: `192.0.2.${n}` }), 3],
  ['one address', (n: number) => ({ account: `a${n}`, ipAddress: '192.0.2.1' }), 5],
  ['one /64', (n: number) => ({ account: `a${n}`, ipAddress: `2001:db8:1:2::${n}` }), 5],
  ['one /56', (n: number) => ({ account: `a${n}`, ipAddress: `2001:db8:1:${n}::1` }), 10],
  ['one /48', (n: number) => ({ account: `a${n}`, ipAddress: `2001:db8:1:${n}00::1` }), 10],
])(
  'denial of service by hashes: %s holds no more than its share of the places',
  async (_, requesterOf, most) => {
    const hasher = new PasswordHasher({ concurrency: 2, queue: 18 });
    let leave!: () => void;
    const left = new Promise<void>((resolve) => (leave = resolve));
    const places = [];
    for (let n = 0; hasher.refusalWithoutPlace(requesterOf(n)) === null; n++) {
      places.push(hasher.withPlace(requesterOf(n), () => left));
    }
    expect(places.length).toBe(most);
    // Others find places, all that are left.
    expect(hasher.refusalWithoutPlace({ account: 'b', ipAddress: '203.0.113.1' })).toBeNull();
    const { held, leave: leaveToo } = await hold(hasher, null);
    expect(held).toBe(20 - most);
    leave();
    await Promise.all([...places, leaveToo()]);
    expect(hasher.refusalWithoutPlace(requesterOf(0))).toBeNull();
  },
);

/** Somebody's sign-in, from an address of theirs, with a password that is theirs alone. */
interface SignIn {
  login: string;
  ipAddress: string;
}

const FLOODS: [from: string, of: (n: number) => SignIn][] = [
  ['from one address', (n) => ({ login: `flooded-${n}`, ipAddress: '192.0.2.1' })],
  ['from one /64', (n) => ({ login: `flooded-${n}`, ipAddress: `2001:db8:1:2::${n}` })],
  ['for one account', (n) => ({ login: 'flooded', ipAddress: `192.0.2.${n}` })],
];

test.each(FLOODS)(
  'denial of service by a flood of sign-ins %s: others who come later are answered before the most of it',
  async (_, floodOf) => {
    const small = await startTestServer({ HASH_CONCURRENCY: '1', TRUSTED_PROXIES: '127.0.0.1' });
    const hashing: (() => void)[] = [];
    vi.spyOn(Piscina.prototype, 'run').mockImplementation(async () => {
      await new Promise<void>((resolve) => hashing.push(resolve));
      return { result: false, took: 0 };
    });
    const answers: string[] = [];
    const signIn = async ({ login, ipAddress }: SignIn): Promise<void> => {
      const client = small.client({ headers: { 'x-forwarded-for': ipAddress } });
      expect(await client.code(SIGN_IN, { login, password: PASSWORD })).toBe('INVALID_CREDENTIALS');
      answers.push(login);
    };
    const { hasher } = small.app.services;
    const asked: Promise<void>[] = [];
    const ask = async (one: SignIn): Promise<void> => {
      asked.push(signIn(one));
      // The first one is computed, the others wait.
      await vi.waitFor(() => {
        expect(hashing.length + hasher.waiting).toBe(asked.length);
      });
    };
    const flood = Array.from({ length: 6 }, (_, n) => floodOf(n + 1));
    for (const one of flood) await ask(one);
    await ask({ login: 'somebody', ipAddress: '203.0.113.1' });
    await ask({ login: 'another', ipAddress: '203.0.113.2' });
    // One after the other: the next is computed once the one before has been answered.
    for (const [n] of asked.entries()) {
      await vi.waitFor(() => expect(hashing.length).toBe(1));
      hashing.shift()!();
      await vi.waitFor(() => expect(answers.length).toBe(n + 1));
    }
    await Promise.all(asked);
    const [first, second, ...later] = flood.map(({ login }) => login);
    expect(answers).toEqual([first, second, 'somebody', 'another', ...later]);
    await small.stop();
  },
);

test('denial of service by hashes for clients that have left: none is computed any more, nothing is changed', async () => {
  const small = await startTestServer({ HASH_CONCURRENCY: '1' });
  const id = await createAccount(await administrator(small), 'leaves');
  const leaver = new AbortController();
  const client = small.client({ signal: leaver.signal });
  await signedIn(client, 'leaves');
  await setUpApp(small, client);
  await backupCodes(client);
  const { hasher, backupCodes: service } = small.app.services;
  let go!: () => void;
  const stopped = new Promise<void>((resolve) => (go = resolve));
  const run = vi.spyOn(Piscina.prototype, 'run').mockImplementation(async () => {
    await stopped;
    return { result: '', took: 0 };
  });
  const ahead = hasher.withPlace(null, () => hasher.hash(PASSWORD));
  const answer = client.request(GENERATE_CODES).catch((error: unknown) => error);
  await vi.waitFor(() => expect(hasher.waiting).toBe(1));
  leaver.abort();
  await answer;
  await vi.waitFor(() => expect(hasher.waiting).toBe(0));
  go();
  await ahead;
  expect(run).toHaveBeenCalledTimes(1);
  expect(await service.remaining([id])).toEqual(new Map([[id, 10]]));
  vi.restoreAllMocks();
  await small.stop();
});

test('whoever leaves between two hashes has no other computed', async () => {
  const hasher = new PasswordHasher({ concurrency: 1, queue: 1 });
  const leaver = new AbortController();
  let hashes = 0;
  const many = hasher.withPlace({ account: null, ipAddress: null, signal: leaver.signal }, async () => {
    for (; hashes < 10; hashes++) {
      await hasher.hash(PASSWORD);
      leaver.abort();
    }
  });
  await expect(many).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  expect(hashes).toBe(1);
});

test('nothing is hashed for nobody: without a place it fails', async () => {
  await expect(new PasswordHasher({ concurrency: 1, queue: 1 }).hash(PASSWORD)).rejects.toThrow(/place/);
});
