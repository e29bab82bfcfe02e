import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Arg, Authorized, Ctx, Mutation, Resolver } from 'type-graphql';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { AccountProfile } from '../../server/platform/acting/account-profile.js';
import {
  type CodeFactor,
  hasPrimary,
  refuseId,
  refuseUnlessAllowed,
  type RemovedFactor,
  type Spend,
} from '../../server/factors/factor.js';
import { Factors } from '../../server/factors/factors.js';
import type { FactorNeeds, FactorPlugin } from '../../server/factors/plugin.js';
import type { PrimaryFactorsService } from '../../server/factors/primary-factors.service.js';
import { FACTOR_PLUGINS } from '../../server/factors/registry.js';
import { MINUTE } from '../../server/platform/clock.js';
import { type Context, sessionOf } from '../../server/platform/graphql/context.js';
import type { Sweeps } from '../../server/platform/jobs/clean-up.js';
import type { Session } from '../../server/platform/acting/session.js';
import { declaredSettings } from '../../server/settings/declarations.js';
import { basicHeader } from '../support/backends.js';
import type { Client } from '../support/client.js';
import {
  administrator,
  challengeFor,
  createAccount,
  GENERATE_CODES,
  PASSWORD,
  protectedAccount,
  signedIn,
  signIn,
  VERIFY_CODE,
} from '../support/flows.js';
import { ADMIN, CHEAP, startTestServer, type TestServer } from '../support/server.js';

/** A factor that the server does not know of: a PIN that one account keeps for a while, in memory. */
class PinFactor implements CodeFactor {
  readonly method = 'PIN';
  readonly name = 'pin';
  readonly primaryBit = 4;
  readonly amr = ['pwd', 'pin', 'mfa'];
  readonly proof = 'code';
  readonly isQuick = true;
  readonly pins = new Map<string, string>();
  /** PINs whose holders never came back: what a clean-up takes away. */
  readonly abandoned = new Set<string>();

  constructor(private readonly needs: FactorNeeds & { primaryFactors: PrimaryFactorsService }) {}

  async setUp(session: Session, pin: string): Promise<void> {
    const { guard, settings, proofs, primaryFactors } = this.needs;
    refuseUnlessAllowed(this, await settings.of(session.account));
    await guard.own(session, async (tx, account) => {
      this.pins.set(account.id, pin);
      await proofs.record(tx, session, this.method);
      await primaryFactors.added(tx, account, this);
    });
  }

  isAllowed(): boolean {
    return true;
  }

  isSetUp(account: AccountProfile): boolean {
    return hasPrimary(account, this);
  }

  recognises(code: string): boolean {
    return /^pin-\d{4}$/.test(code);
  }

  digitsOf(): Promise<null> {
    return Promise.resolve(null);
  }

  check(accountId: string, code: string): Promise<Spend | null> {
    const isRight = this.pins.get(accountId) === code;
    return Promise.resolve(isRight ? () => Promise.resolve(true) : null);
  }

  async removeOne(tx: unknown, accountId: string, id: string | null): Promise<RemovedFactor> {
    refuseId(id);
    await this.removeAll(tx, accountId);
    return { described: {}, isLastOfMethod: true };
  }

  removeAll(_tx: unknown, accountId: string): Promise<number> {
    return Promise.resolve(this.pins.delete(accountId) ? 1 : 0);
  }

  exported(accountIds: readonly string[]): Promise<Map<string, Record<string, unknown>>> {
    return Promise.resolve(new Map(accountIds.map((id) => [id, { pin: this.pins.has(id) }])));
  }

  sweeps(): Sweeps {
    return {
      pins: () => () => {
        const rows = this.abandoned.size;
        this.abandoned.clear();
        return Promise.resolve({ rows, done: true });
      },
    };
  }
}

@Resolver()
class PinResolver {
  constructor(private readonly pins: PinFactor) {}

  @Authorized('enrolling', 'proved')
  @Mutation(() => Boolean)
  async setUpPin(@Arg('code', () => String) code: string, @Ctx() context: Context): Promise<boolean> {
    await this.pins.setUp(sessionOf(context), code);
    return true;
  }
}

const pin: FactorPlugin<{ factor: PinFactor }> = {
  described: { method: 'PIN', as: 'A number that one knows.', asPrimary: 'A PIN.' },
  entities: [],
  sealed: [],
  verification: { name: 'verifyPin', description: 'Step two, with a PIN.', code: 'The PIN.', hashes: 0 },
  create: (needs) => ({ factor: new PinFactor(needs) }),
  resolverClasses: [PinResolver],
  resolvers: ({ factor }) => [new PinResolver(factor)],
};

const PIN = 'pin-4711';
const VERIFY_PIN = VERIFY_CODE.replace('verifyAuthenticatorCode', 'verifyPin');
const ENABLED = '{ me { twoFactor { enabled } } }';
const REAUTHENTICATE = 'mutation ($code: String!) { reauthenticate(code: $code) }';
const SECRET = randomBytes(32).toString('hex');

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  const clients = { SERVICE_CLIENTS: `webmail=${createHash('sha256').update(SECRET).digest('hex')}` };
  server = await startTestServer({ ...clients, THROTTLE_ACCOUNT_ATTEMPTS: '3' }, CHEAP, [pin]);
});
beforeEach(async () => {
  admin = await administrator(server);
});
afterAll(() => server.stop());

const pinFactor = (): PinFactor => server.app.services.factors.find('PIN') as unknown as PinFactor;

async function holder(login: string): Promise<{ id: string; client: Client }> {
  const id = await createAccount(admin, login);
  const client = server.client();
  await signedIn(client, login);
  await client.data('mutation ($code: String!) { setUpPin(code: $code) }', { code: PIN });
  return { id, client };
}

async function signInWithPin(login: string, client = server.client()): Promise<string> {
  const { challenge } = await challengeFor(client, login);
  const { verifyPin } = await client.data<{ verifyPin: { token: string } }>(VERIFY_PIN, {
    challenge,
    code: PIN,
  });
  return verifyPin.token;
}

test('a factor that is only registered is offered, and shows in the status of whoever has set it up', async () => {
  const { publicSettings } = await server
    .client()
    .data<{ publicSettings: { methods: string[] } }>('{ publicSettings { methods } }');
  expect(publicSettings.methods).toContain('PIN');
  const { client } = await holder('status');
  expect(await client.data(ENABLED)).toEqual({ me: { twoFactor: { enabled: true } } });
});

test('its code is step two of a sign-in, and a wrong one is not', async () => {
  await holder('step-two');
  const client = server.client();
  const { challenge, methods } = await challengeFor(client, 'step-two');
  expect(methods).toEqual(['PIN']);
  expect(await client.code(VERIFY_PIN, { challenge, code: 'pin-0000' })).toBe('INVALID_CODE');
  await client.data(VERIFY_PIN, { challenge, code: PIN });
  const { myTokens } = await client.data<{ myTokens: { secondFactor: string | null }[] }>(
    '{ myTokens { secondFactor } }',
  );
  expect(myTokens).toContainEqual({ secondFactor: 'PIN' });
});

test('what one has not set up is not offered, and refused', async () => {
  await protectedAccount(server, admin, 'app-only');
  const client = server.client();
  const { challenge, methods } = await challengeFor(client, 'app-only');
  expect(methods).toEqual(['AUTHENTICATOR_APP']);
  expect(await client.code(VERIFY_PIN, { challenge, code: PIN })).toBe('METHOD_DISABLED');
});

test('guesses at it are counted, and a reset forgets them', async () => {
  const { id } = await holder('guessed');
  const client = server.client();
  const guess = async (code: string): Promise<string | undefined> => {
    const { challenge } = await challengeFor(client, 'guessed');
    return client.code(VERIFY_PIN, { challenge, code });
  };
  for (let guesses = 0; guesses < 4; guesses++) await guess('pin-0000');
  expect(await guess(PIN)).toBe('TOO_MANY_ATTEMPTS');
  const counted = () =>
    server.app.database.manager.countBy('ThrottleCounter', { accountId: id, kind: 'PIN' });
  expect(await counted()).toBeGreaterThan(0);
  await admin.data('mutation ($id: ID!) { resetTwoFactor(accountId: $id) { id } }', { id });
  expect(await counted()).toBe(0);
});

test('it proves a session again, and backup codes stand beside it', async () => {
  const { client } = await holder('again');
  server.clock.advance(11 * MINUTE);
  expect(await client.code(GENERATE_CODES)).toBe('REAUTHENTICATION_REQUIRED');
  expect(await client.code(REAUTHENTICATE, { code: 'pin-0000' })).toBe('INVALID_CODE');
  expect(await client.code(REAUTHENTICATE, { code: PIN })).toBeUndefined();
  await client.data(GENERATE_CODES);
  const { methods } = await challengeFor(server.client(), 'again');
  expect(methods).toEqual(['PIN', 'BACKUP_CODE']);
});

const ENDS: Record<string, string> = {
  'reset by an administrator': 'resetTwoFactor(accountId: $id) { id }',
  'removed as lost by an administrator':
    'removeLostFactor(accountId: $id, method: PIN, evenLast: true) { id }',
};
test.each([...Object.keys(ENDS), 'disabled by its owner'])('%s, it is gone', async (how) => {
  const login = `gone ${how.slice(0, 5)}`;
  const { id, client } = await holder(login);
  await (how in ENDS
    ? admin.data(`mutation ($id: ID!) { ${ENDS[how]} }`, { id })
    : client.data('mutation { disableTwoFactor { enabled } }'));
  expect(pinFactor().pins.has(id)).toBe(false);
  expect((await signIn(server.client(), login, PASSWORD)).__typename).toBe('SignedIn');
});

test('administrators count, filter and export it, and services learn what it is worth', async () => {
  const { id } = await holder('counted');
  const { accounts } = await admin.data<{ accounts: { items: { login: string }[] } }>(
    '{ accounts(filter: { onlyMethod: PIN, search: "counted" }) { items { login } } }',
  );
  expect(accounts.items).toEqual([{ login: 'counted' }]);
  const { token } = await signedIn(server.client(), ADMIN.login, ADMIN.password);
  const exported = await fetch(`${server.url}/export/accounts.csv?search=counted`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const [header, row] = (await exported.text()).split('\n').map((line) => line.split(','));
  expect(row![header!.indexOf('pin')]).toBe('true');
  const records: Record<string, unknown>[] = [];
  const actor = { id: null, login: null, ipAddress: null };
  for await (const record of server.app.services.export.run(actor)) records.push(record);
  expect(records.find((record) => record['id'] === id)).toMatchObject({ pin: true, totpSecret: null });
  const answer = await fetch(`${server.url}/oauth2/introspect`, {
    method: 'POST',
    body: new URLSearchParams({ token: await signInWithPin('counted') }),
    headers: { authorization: basicHeader('webmail', SECRET) },
  });
  expect(await answer.json()).toMatchObject({ active: true, amr: ['pwd', 'pin', 'mfa'] });
});

test('the nightly clean-up takes away what of it has expired', async () => {
  pinFactor().abandoned.add('somebody');
  expect((await server.app.services.cleanUp.run()).rows['pins']).toBe(1);
});

test('two factors with the same method, or with the same bit, stop the start', () => {
  const factor = pinFactor();
  const factors = new Factors();
  factors.register(factor);
  const other = (changes: Partial<PinFactor>) => Object.assign(Object.create(factor) as PinFactor, changes);
  expect(() => factors.register(other({ primaryBit: 8 } as never))).toThrow('PIN');
  expect(() => factors.register(other({ method: 'POEM' } as never))).toThrow('POEM');
  factors.register(other({ method: 'POEM', primaryBit: 8 } as never));
});

test('a second factor can be demanded while a switch is on that allows a primary one', async () => {
  const { factors, settings } = server.app.services;
  const built = FACTOR_PLUGINS.map(({ described }) => described.method);
  const primary = factors.primary.filter(({ method }) => built.includes(method));
  const switches = declaredSettings.filter(([, { allowsPrimary }]) => allowsPrimary).map(([name]) => name);
  const allOff = Object.fromEntries(switches.map((name) => [name, false]));
  const off = { ...(await settings.current()), ...allOff };
  expect(primary.filter((factor) => factor.isAllowed(off))).toEqual([]);
  const allowedBy = switches.map((name) =>
    primary.filter((factor) => factor.isAllowed({ ...off, [name]: true })),
  );
  expect(allowedBy.flat()).toEqual(primary);
});

test('outside its folder no factor is known by its method', () => {
  const methods = FACTOR_PLUGINS.map(({ described }) => described.method);
  const folders = readdirSync('server/factors', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join('server/factors', name));
  const outside = readdirSync('server', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join('server', file))
    .filter((file) => !folders.some((folder) => file.startsWith(`${folder}/`)));
  const knowing = outside.filter((file) => {
    const text = readFileSync(file, 'utf8');
    return methods.some((method) => new RegExp(`['"\`]${method}['"\`]|\\b${method}:`).test(text));
  });
  expect(outside.length).toBeGreaterThan(200);
  expect(knowing).toEqual([]);
});
