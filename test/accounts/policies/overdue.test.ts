import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccountFilter } from '../../../server/accounts/account-filter.js';
import type { AccountProfile } from '../../../server/platform/acting/account-profile.js';
import { enrolmentDeadline } from '../../../server/settings/requirement.js';
import { DAY } from '../../../server/platform/clock.js';
import type { Client } from '../../support/client.js';
import { administrator, createAccount } from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const BY_TEST = { id: null, login: 'test', ipAddress: null };
const SET = `mutation ($groupId: ID!, $input: GroupPolicyInput!) {
  setGroupPolicy(groupId: $groupId, input: $input) { id }
}`;
const EXEMPT = `mutation ($accountId: ID!, $endsAt: DateTimeISO!) {
  setExemption(accountId: $accountId, reason: "on leave", endsAt: $endsAt) { id }
}`;

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
  admin = await administrator(server);
  const { groups, memberships, accounts } = server.app.services;
  const made = async (login: string) => createAccount(admin, login);
  const group = async (name: string, input: object, source?: string): Promise<string> => {
    const kind = source === undefined ? 'MANUAL' : 'DOMAIN';
    const { id } = await groups.create(BY_TEST, { name, kind, source: source ?? null });
    await admin.data(SET, { groupId: id, input });
    return id;
  };
  const strict = await group('strict', { requireTwoFactor: true, enrolmentGraceDays: 2 });
  const mild = await group('mild', { requireTwoFactor: true, enrolmentGraceDays: 9 });
  const silent = await group('silent', { trustDevicesForDays: 15 });
  await group('domain', { requireTwoFactor: true }, 'strict.example');
  const flag = (id: string) => accounts.update(BY_TEST, id, { requireTwoFactor: true });

  await made('nobody asks');
  await memberships.add(BY_TEST, silent, [await made('in a group that asks nothing')]);
  await memberships.add(BY_TEST, strict, [await made('strict')]);
  const both = await made('strict and mild');
  for (const id of [strict, mild]) await memberships.add(BY_TEST, id, [both]);
  await made('one@strict.example');
  await flag(await made('singled out'));
  const exempt = await made('exempt@strict.example');
  await admin.data(EXEMPT, {
    accountId: exempt,
    endsAt: new Date(server.clock.now() + 12 * DAY).toISOString(),
  });
  server.clock.advance(3 * DAY);
  admin = await administrator(server);
  await memberships.add(BY_TEST, mild, [await made('joined mild later')]);
  await made('later@strict.example');
});
afterAll(() => server.stop());

const listed = async (filter: AccountFilter): Promise<AccountProfile[]> =>
  (await server.app.services.accountList.page(BY_TEST, filter, { page: 1, perPage: 100 })).items;
const logins = (accounts: readonly AccountProfile[]): string[] => accounts.map(({ login }) => login).sort();

test.each(['NOBODY', 'ADMINS', 'EVERYONE'] as const)(
  'who is overdue is who is past their own deadline, day by day, with a factor demanded of %s',
  async (requireTwoFactor) => {
    const { settings, settingsChanges } = server.app.services;
    await settingsChanges.update(BY_TEST, { requireTwoFactor, enrolmentGraceDays: 5 });
    const seen = new Set<number>();
    for (let day = 0; day < 15; day++) {
      server.clock.advance(DAY);
      const now = server.clock.now();
      const found = { over: [] as AccountProfile[], left: [] as AccountProfile[] };
      for (const account of await listed({})) {
        const deadline = enrolmentDeadline(account, await settings.of(account));
        if (deadline !== null) found[deadline <= now ? 'over' : 'left'].push(account);
      }
      seen.add(found.over.length);
      expect(logins(await listed({ overdue: true })), `overdue on day ${day}`).toEqual(logins(found.over));
      expect(logins(await listed({ overdue: false })), `days left on day ${day}`).toEqual(logins(found.left));
    }
    expect(seen.size, 'days differ').toBeGreaterThan(requireTwoFactor === 'EVERYONE' ? 1 : 0);
  },
);
