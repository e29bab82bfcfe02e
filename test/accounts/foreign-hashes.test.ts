import { randomBytes } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import { IsNull, Not } from 'typeorm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Account } from '../../server/accounts/account.entity.js';
import { Decoys } from '../../server/accounts/decoys.js';
import { ARGON2_COST, PasswordHasher } from '../../server/accounts/password-hasher.js';
import { MINUTE } from '../../server/platform/clock.js';
import { newId } from '../../server/platform/ids.js';
import { KeyRing } from '../../server/platform/encryption/key-ring.js';
import type { ImportOptions, Outcome } from '../../server/administration/import-export/import.service.js';
import { basicStatus } from '../support/backends.js';
import { administrator, createAccount, PASSWORD, SIGN_IN, signedIn } from '../support/flows.js';
import { startTestServer, type TestServer } from '../support/server.js';

const FOREIGN = { memoryCost: 4096, timeCost: 3, parallelism: 2 };
const COST = '$argon2id$v=19$m=4096,t=3,p=2$';
const ACTOR = { id: null, login: 'the test', ipAddress: null };

let server: TestServer;
let passwordHash: string;
beforeAll(async () => {
  server = await startTestServer();
  passwordHash = await hash(PASSWORD, FOREIGN);
});
afterAll(() => server.stop());

async function imported(login: string): Promise<void> {
  const options: ImportOptions = { dryRun: false, createAccounts: true };
  const entries = (async function* () {
    yield await Promise.resolve({ line: 1, fields: { login, passwordHash } });
  })();
  const outcomes: Outcome[] = [];
  for await (const outcome of server.app.services.import.run(ACTOR, entries, options)) outcomes.push(outcome);
  expect(outcomes).toMatchObject([{ result: 'created' }]);
}

const stored = (login: string): Promise<Account> =>
  server.app.database.manager.findOneOrFail(Account, {
    where: { loginKey: login },
    select: { id: true, passwordHash: true, passwordCost: true, credentialVersion: true },
  });

test.each([
  ['signing in', (login: string): Promise<unknown> => signedIn(server.client(), login)],
  [
    'a backend',
    async (login: string): Promise<unknown> => expect(await basicStatus(server, login, PASSWORD)).toBe(200),
  ],
])('an imported hash becomes one of ours by %s, once', async (what, use) => {
  const login = `by ${what}`;
  await imported(login);
  expect(await stored(login)).toMatchObject({ passwordHash, passwordCost: COST });
  expect(await server.client().code(SIGN_IN, { login, password: 'not it at all' })).toBe(
    'INVALID_CREDENTIALS',
  );
  expect((await stored(login)).passwordHash).toBe(passwordHash);
  await use(login);
  const first = await stored(login);
  expect(server.app.services.hasher.costOf(first.passwordHash!)).toBeNull();
  expect(first).toMatchObject({ passwordCost: null, credentialVersion: 0 });
  await use(login);
  await signedIn(server.client(), login);
  expect((await stored(login)).passwordHash).toBe(first.passwordHash);
});

test('a password that was changed meanwhile is not changed back', async () => {
  await imported('meanwhile');
  const { passwords, accounts, hasher } = server.app.services;
  const presented = await passwords.presented('meanwhile');
  const opened = await hasher.withPlace(null, () => passwords.authenticate(presented, PASSWORD));
  await accounts.update(ACTOR, opened!.account.id, { password: 'chosen by the administrator' });
  const { passwordHash: chosen } = await stored('meanwhile');
  await server.app.database.transaction((tx) => opened!.note(tx));
  expect((await stored('meanwhile')).passwordHash).toBe(chosen);
  await signedIn(server.client(), 'meanwhile', 'chosen by the administrator');
});

test('of logins that nobody has, as many cost what imported hashes cost as of accounts, each always the same', async () => {
  const fresh = await startTestServer();
  const { manager } = fresh.app.database;
  const add = async (count: number, of: object) => {
    const ids = Array.from({ length: count }, () => newId(fresh.clock.now()));
    const rows = ids.map((id) => ({
      ...{ id, login: id, loginKey: id, displayName: null, nameKey: null, role: 'USER' as const },
      ...{ passwordHash, createdAt: 0, ...of },
    }));
    await manager.insert(Account, rows);
  };
  const decoys = new Decoys(fresh.app.database, fresh.clock, new KeyRing([randomBytes(32).toString('hex')]));
  expect(await decoys.for('anybody')).toBeUndefined();
  // With the administrator, half of 200 accounts.
  await add(60, { passwordCost: COST });
  await add(40, { passwordCost: '$argon2i$v=19$m=65536,t=4,p=1$' });
  await add(99, {});
  expect(await decoys.for('anybody')).toBeUndefined();
  const countAgain = async () => {
    fresh.clock.advance(10 * MINUTE);
    await decoys.for('anybody');
  };
  await countAgain();

  const logins = Array.from({ length: 4000 }, (_, index) => `nobody ${index}`);
  const draw = () =>
    Promise.all(logins.map(async (login) => (await decoys.for(login))?.replace(/[^$]+\$[^$]+$/, '')));
  const drawn = await draw();
  const share = (cost: string | undefined) => drawn.filter((one) => one === cost).length / logins.length;
  expect(share(COST)).toBeCloseTo(0.3, 1);
  expect(share('$argon2i$v=19$m=65536,t=4,p=1$')).toBeCloseTo(0.2, 1);
  expect(share(undefined)).toBeCloseTo(0.5, 1);
  expect(await draw()).toEqual(drawn);

  await manager.update(Account, { passwordCost: Not(IsNull()) }, { passwordCost: null });
  await countAgain();
  expect(new Set(await draw())).toEqual(new Set([undefined]));
  await fresh.stop();
});

test('a login that nobody has is checked against its decoy, at sign-in and at backends', async () => {
  const fresh = await startTestServer();
  await createAccount(await administrator(fresh), 'maria');
  await fresh.app.database.manager.update(Account, { role: 'USER' }, { passwordHash, passwordCost: COST });
  await fresh.app.database.manager.update(Account, { role: 'OWNER' }, { passwordCost: COST });
  const verify = vi.spyOn(fresh.app.services.hasher, 'verify');
  await fresh.client().code(SIGN_IN, { login: 'nobody', password: PASSWORD });
  // One that was wrong a moment ago is refused there unchecked.
  await basicStatus(fresh, 'nobody', `${PASSWORD}!`);
  for (const [compared, , decoy] of verify.mock.calls) {
    expect(compared).toBeUndefined();
    expect(decoy!.startsWith(COST)).toBe(true);
  }
  expect(verify).toHaveBeenCalledTimes(2);
  verify.mockRestore();
  await fresh.stop();
});

test('our own hashes are known as such', async () => {
  const hasher = new PasswordHasher({ concurrency: 1, queue: 1 });
  expect(hasher.costOf(await hasher.withPlace(null, () => hasher.hash(PASSWORD)))).toBeNull();
  expect(hasher.costOf(await hash(PASSWORD, ARGON2_COST))).toBeNull();
  expect(hasher.costOf(passwordHash)).toBe(COST);
});
