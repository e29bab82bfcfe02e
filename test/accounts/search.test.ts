import { afterAll, beforeAll, expect, test } from 'vitest';
import { Account } from '../../server/accounts/account.entity.js';
import { SearchTerm } from '../../server/accounts/search-term.entity.js';
import { insertTerms, termsOf } from '../../server/accounts/search-terms.js';
import { newId } from '../../server/platform/ids.js';
import type { Client } from '../support/client.js';
import { administrator, createAccount } from '../support/flows.js';
import { startTestServer, type TestServer } from '../support/server.js';

const UPDATE =
  'mutation ($id: ID!, $input: UpdateAccountInput!) { updateAccount(id: $id, input: $input) { id } }';
const DELETE = 'mutation ($id: ID!) { deleteAccount(id: $id) }';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
  admin = await administrator(server);
});
afterAll(() => server.stop());

async function logins(filter: object): Promise<string[]> {
  const { accounts } = await admin.data<{ accounts: { items: { login: string }[]; total: number } }>(
    'query ($filter: AccountFilter) { accounts(filter: $filter) { total items { login } } }',
    { filter },
  );
  expect(accounts.total).toBe(accounts.items.length);
  return accounts.items.map(({ login }) => login);
}

const termsAreRight = async () => {
  const { manager } = server.app.database;
  const [accounts, terms] = await Promise.all([manager.find(Account), manager.find(SearchTerm)]);
  const kept = terms.map(({ accountId, term }) => `${accountId} ${term}`).sort();
  const due = accounts.flatMap((account) => termsOf(account).map((term) => `${account.id} ${term}`));
  expect(kept).toEqual(due.sort());
};

test('what follows the @ is found, and each word of the name, however the account came and changed', async () => {
  const id = await createAccount(admin, 'jane@Häuser.example');
  const update = (input: object) => admin.data(UPDATE, { id, input });
  await update({ displayName: 'Jane van der Müller-Lüdenscheidt' });
  const found = ['jane@Häuser.example'];
  for (const search of ['@häu', 'HÄUSER.EX', 'jane@h', 'jane v', 'van der M', 'lüden', 'müller-lü']) {
    expect(await logins({ search }), search).toEqual(found);
  }
  for (const search of ['hauser', 'user', 'er müller', 'udenscheidt']) {
    expect(await logins({ search }), search).toEqual([]);
  }
  await termsAreRight();
  await update({ displayName: 'Ann Else' });
  expect(await logins({ search: 'lüden' })).toEqual([]);
  expect(await logins({ search: 'else' })).toEqual(found);
  await update({ login: 'jane@moved.example' });
  expect(await logins({ search: '@häu' })).toEqual([]);
  expect(await logins({ search: '@moved' })).toEqual(['jane@moved.example']);
  await update({ displayName: null });
  expect(await logins({ search: 'else' })).toEqual([]);
  await termsAreRight();
  async function* entries() {
    yield await Promise.resolve({
      line: 2,
      fields: { login: 'in@brought.example', displayName: 'Ida Along' },
    });
  }
  const how = { dryRun: false, createAccounts: true };
  const importing = server.app.services.import.run(
    { id: null, login: 'test', ipAddress: null },
    entries(),
    how,
  );
  for await (const { result } of importing) expect(result).toBe('created');
  expect(await logins({ search: '@brought' })).toEqual(['in@brought.example']);
  expect(await logins({ search: 'along' })).toEqual(['in@brought.example']);
  await termsAreRight();
  await admin.data(DELETE, { id });
  await termsAreRight();
});

test('a name of many words has no more than a dozen terms, and one of marks or blanks is found as it is', () => {
  const terms = (loginKey: string, nameKey: string | null) => termsOf({ loginKey, nameKey });
  expect(terms('a', 'w '.repeat(127).trim())).toHaveLength(11);
  expect(terms('a', '(ann) o’b')).toEqual(['a', '(ann) o’b', 'ann) o’b', 'o’b', 'b']);
  expect(terms('a', '– –')).toEqual(['a', '– –']);
  expect(terms('a@b@c', null)).toEqual(['a@b@c', 'c']);
  expect(terms('a@', 'a@')).toEqual(['a@']);
});

test('what more than 10,000 have is found in the order of the index, each account once, and filtered', async () => {
  const { manager } = server.app.database;
  const [account] = await manager.find(Account, { take: 1 });
  const copies = Array.from({ length: 10_001 }, (_, n) => {
    const loginKey = `crowd-${String(10_001 - n).padStart(5, '0')}@crowd.example`;
    const role = n === 7 ? ('ADMIN' as const) : ('USER' as const);
    return { ...account!, id: newId(n), login: loginKey, loginKey, role, displayName: null, nameKey: null };
  });
  for (let at = 0; at < copies.length; at += 1000) {
    const some = copies.slice(at, at + 1000);
    await manager.createQueryBuilder().insert().into(Account).values(some).updateEntity(false).execute();
    await server.app.database.transaction((tx) => insertTerms(tx, some));
  }
  const ask = (filter: object, page: object) =>
    admin.data<{ accounts: { total: number; sorted: boolean; items: { login: string }[] } }>(
      `query ($filter: AccountFilter, $page: PageInput) {
        accounts(filter: $filter, page: $page) { total sorted items { login } }
      }`,
      { filter, page },
    );
  const sort = { sortBy: 'createdAt', sortOrder: 'DESC' };
  const oldest = copies.map(({ login }) => login);
  // By domain all terms are the same, so that age decides.
  const domain = (await ask({ search: '@crowd.ex' }, { page: 2, perPage: 3, ...sort })).accounts;
  expect(domain).toMatchObject({ total: 10_001, sorted: false });
  expect(domain.items.map(({ login }) => login)).toEqual(oldest.slice(3, 6));
  // Logins and domain begin with it: the logins come first, and no account twice.
  const both = (await ask({ search: 'crowd' }, { page: 1, perPage: 2 })).accounts;
  expect(both).toMatchObject({ total: 10_001, sorted: false });
  expect(both.items.map(({ login }) => login)).toEqual(oldest.toReversed().slice(0, 2));
  const last = (await ask({ search: 'crowd' }, { page: 401, perPage: 25 })).accounts;
  expect(last.items.map(({ login }) => login)).toEqual(oldest.slice(0, 1));
  const few = (await ask({ search: 'crowd', role: 'ADMIN' }, { page: 1, perPage: 3, ...sort })).accounts;
  expect(few).toEqual({ total: 1, sorted: true, items: [{ login: oldest[7] }] });
  // One less, and they can be sorted; that is noticed when they are counted anew.
  await manager.delete(Account, { id: copies[0]!.id });
  server.clock.advance(31_000);
  const sorted = (await ask({ search: 'crowd' }, { page: 1, perPage: 2, sortBy: 'login', sortOrder: 'DESC' }))
    .accounts;
  expect(sorted.sorted).toBe(true);
  expect(sorted.items.map(({ login }) => login)).toEqual(oldest.slice(1, 3));
});
