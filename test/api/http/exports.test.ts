import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertTerms } from '../../../server/accounts/search-terms.js';
import type { Client } from '../../support/client.js';
import { administrator, createAccount, protectedAccount, signedIn } from '../../support/flows.js';
import { ADMIN, startTestServer, type TestServer } from '../../support/server.js';

let server: TestServer;
let admin: Client;
let token: string;
beforeAll(async () => {
  server = await startTestServer();
  admin = await administrator(server);
  ({ token } = await signedIn(server.client(), ADMIN.login, ADMIN.password));
});
afterAll(() => server.stop());

const get = (path: string, headers: Record<string, string> = { authorization: `Bearer ${token}` }) =>
  fetch(server.url + path, { headers });
async function rows(path: string): Promise<Record<string, string>[]> {
  const response = await get(path);
  expect(response.status).toBe(200);
  return parse(await response.text(), { columns: true, bom: true });
}

test('accounts, with the filters of the list', async () => {
  const { id } = await protectedAccount(server, admin, 'exported@example.org');
  await createAccount(admin, 'unprotected@example.org');
  const all = await rows('/export/accounts.csv');
  expect(all.map(({ login }) => login)).toEqual(['admin', 'exported@example.org', 'unprotected@example.org']);
  const [row] = await rows('/export/accounts.csv?twoFactorEnabled=true&search=exp');
  expect(row).toMatchObject({
    id,
    login: 'exported@example.org',
    role: 'USER',
    disabled: 'false',
    authenticatorApp: 'true',
    securityKey: 'false',
  });
  const response = await get('/export/accounts.csv');
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(response.headers.get('content-disposition')).toMatch(
    /^attachment; filename=accounts-20..-..-..\.csv$/,
  );
  await response.text();
});

test('every filter that the list of accounts has narrows its export down as well', async () => {
  const { id } = await protectedAccount(server, admin, 'filtered@example.org');
  await createAccount(admin, 'filtered-not@example.org');
  const found = async (filter: string) =>
    (await rows(`/export/accounts.csv?search=filtered&${filter}`)).map((row) => row['id']);
  expect(await found('onlyMethod=AUTHENTICATOR_APP')).toEqual([id]);
  expect(await found('severalMethods=true')).toEqual([]);
  expect(await found('required=true')).toEqual([]);
  expect(await found('required=false')).toHaveLength(2);
  expect(await found('notifiable=true')).toHaveLength(2);
  expect(await found('hasMethod=AUTHENTICATOR_APP')).toEqual([id]);
  expect(await found('backupCodes=FEW')).toEqual([]);
  expect(await found('backupCodes=NONE')).toHaveLength(2);
  expect(await found('neverSignedIn=false')).toEqual([id]);
  expect(await found('notSignedInForDays=1')).toEqual([]);
  expect((await get('/export/accounts.csv?onlyMethod=BACKUP_CODE')).status).toBe(400);
});

test('a selection is exported alone, and the audit log says of whom', async () => {
  const ids = [
    await createAccount(admin, 'selected-two'),
    await createAccount(admin, 'selected-one'),
    await createAccount(admin, '@SUM-selected'),
  ];
  await createAccount(admin, 'selected-not');
  const found = await rows(`/export/accounts.csv?ids=${ids.join(',')}`);
  // What a spreadsheet would evaluate is written so that it does not.
  expect(found.map(({ login }) => login)).toEqual(["'@SUM-selected", 'selected-one', 'selected-two']);
  expect(await rows(`/export/accounts.csv?ids=${ids.join(',')}&search=selected-o`)).toHaveLength(1);
  const [latest] = await rows('/export/audit.csv?action=accounts.exported');
  expect(JSON.parse(latest!['details']!)).toEqual({ ids: ids.join(','), search: 'selected-o' });
});

test('as many as an address holds everywhere can be selected, no more, and nothing but ids', async () => {
  const id = await createAccount(admin, 'selected-many');
  const path = (count: number) =>
    `/export/accounts.csv?ids=${Array.from({ length: count }, () => id).join(',')}`;
  expect(path(200).length).toBeLessThan(8000);
  expect((await rows(path(200))).map(({ login }) => login)).toEqual(['selected-many']);
  for (const refused of [path(201), '/export/accounts.csv?ids=', '/export/accounts.csv?ids=a%27%20OR%201']) {
    expect((await get(refused)).status).toBe(400);
  }
  expect((await get(`/export/accounts.csv?ids=${id}&ids=${id}`)).status).toBe(400);
});

test.each(['=HYPERLINK("http://evil.example")', '+1+1', '-1+1', '@SUM(1)'])(
  'a name %s does not reach a spreadsheet as a formula',
  async (displayName) => {
    const id = await createAccount(admin, `formula ${displayName.slice(0, 2)}`);
    await admin.data(
      'mutation ($id: ID!, $name: String) { updateAccount(id: $id, input: { displayName: $name }) { id } }',
      {
        id,
        name: displayName,
      },
    );
    const row = (await rows('/export/accounts.csv?search=formula')).find((one) => one['id'] === id)!;
    expect(row['displayName']).toBe(`'${displayName}`);
  },
);

test('more than is read at once, each once', async () => {
  const { manager } = server.app.database;
  const { Account } = await import('../../../server/accounts/account.entity.js');
  const [like] = await manager.find(Account, { select: { ...columns }, take: 1 });
  const copies = Array.from({ length: 2100 }, (_, index) => ({
    ...like!,
    id: `copy-${index}`,
    login: `copy ${index}`,
    loginKey: `copy ${index}`,
  }));
  for (let at = 0; at < copies.length; at += 300) await manager.insert(Account, copies.slice(at, at + 300));
  await server.app.database.transaction((tx) =>
    insertTerms(
      tx,
      copies.map((copy) => ({ ...copy, nameKey: null })),
    ),
  );
  const ids = (await rows('/export/accounts.csv?search=copy')).map(({ id }) => id);
  expect(ids).toHaveLength(2100);
  expect(new Set(ids).size).toBe(2100);
});

const columns = {
  role: true,
  passwordHash: true,
  credentialVersion: true,
  primaryFactors: true,
  requireTwoFactor: true,
  disabled: true,
  createdAt: true,
} as const;

test('the audit log, with the filters of the list; exports are in it', async () => {
  await rows('/export/accounts.csv?role=ADMIN');
  const [latest] = await rows('/export/audit.csv?action=accounts.exported');
  expect(latest).toMatchObject({ actorLogin: 'admin', details: '{"role":"ADMIN"}' });
  const all = await rows('/export/audit.csv');
  const times = all.map(({ at }) => at!);
  expect(times).toEqual(times.toSorted().toReversed());
  const { auditEvents } = await admin.data<{ auditEvents: { total: number } }>('{ auditEvents { total } }');
  expect(auditEvents.total).toBe(all.length);
  const future = new Date(server.clock.now() + 1000).toISOString();
  expect(await rows(`/export/audit.csv?from=${future}`)).toEqual([]);
});

test('for administrators, on their own wish', async () => {
  await createAccount(admin, 'nosy');
  const nosy = await signedIn(server.client(), 'nosy');
  const asNosy = { authorization: `Bearer ${nosy.token}` };
  const asAdmin = { authorization: `Bearer ${token}` };
  for (const path of ['/export/accounts.csv', '/export/audit.csv']) {
    expect((await get(path, {})).status).toBe(401);
    expect((await get(path, asNosy)).status).toBe(403);
    expect((await get(path, { ...asAdmin, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    const refused = await get(`${path}?passwordHash=x`);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  }
});
