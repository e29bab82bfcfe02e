import { afterAll, beforeAll, expect, test } from 'vitest';
import { UNATTENDED } from '../../support/acting.js';
import type { Page } from '../../../server/platform/paging/page.js';
import { ADMIN, startTestServer, type TestServer } from '../../support/server.js';

const actor = { id: null, login: null, ipAddress: null };
const PEOPLE = 12;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  const { newAccounts } = server.app.services;
  for (let n = 0; n < PEOPLE; n++) {
    // Names that many share: only a total order keeps them from being shown twice, or never.
    await newAccounts.create(actor, { login: `person-${n}`, displayName: `Name ${n % 2}`, password: null });
  }
});
afterAll(() => server.stop());

test.each([
  ['login', 'ASC'],
  ['login', 'DESC'],
  ['displayName', 'ASC'],
  ['createdAt', 'DESC'],
] as const)(
  'pages sorted by %s %s, one after the other, are the whole list in its order',
  async (...sort) => {
    const { accountList } = server.app.services;
    const [sortBy, sortOrder] = sort;
    const logins = async (page: Pick<Page, 'page' | 'perPage'>) =>
      (await accountList.page(UNATTENDED, {}, { ...page, sortBy, sortOrder })).items.map(
        ({ login }) => login,
      );
    const all = await logins({ page: 1, perPage: 100 });
    expect([...all].sort()).toEqual(
      [ADMIN.login, ...Array.from({ length: PEOPLE }, (_, n) => `person-${n}`)].sort(),
    );
    const pages = [];
    for (let page = 1; page <= 5; page++) pages.push(...(await logins({ page, perPage: 3 })));
    expect(pages).toEqual(all);
    expect(await logins({ page: 6, perPage: 3 })).toEqual([]);
  },
);

test('further pages keep to the filter', async () => {
  const { items, total } = await server.app.services.accountList.page(
    UNATTENDED,
    { search: 'person-1' },
    { page: 2, perPage: 2 },
  );
  expect(items.map(({ login }) => login)).toEqual(['person-11']);
  expect(total).toBe(3);
});
