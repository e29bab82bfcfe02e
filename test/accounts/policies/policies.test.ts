import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DAY, MINUTE } from '../../../server/platform/clock.js';
import { PolicyExemption } from '../../../server/accounts/policies/policy-exemption.entity.js';
import { GroupPolicy } from '../../../server/settings/policies/group-policy.entity.js';
import type { Client } from '../../support/client.js';
import {
  administrator,
  BEGIN_SETUP,
  challengeFor,
  createAccount,
  GENERATE_CODES,
  ME,
  PASSWORD,
  protectedAccount,
  setUpApp,
  SIGN_IN,
  signedIn,
  signIn,
  signInWithCode,
  STEP,
  VERIFY_CODE,
} from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { countingStatements } from '../../support/statements.js';
import { appCode } from '../../support/totp.js';

const SET = `mutation ($groupId: ID!, $input: GroupPolicyInput!, $expected: GroupPolicyInput) {
  setGroupPolicy(groupId: $groupId, input: $input, expected: $expected) {
    id policy { requireTwoFactor enrolmentGraceDays trustDevicesForDays allowedNetworks idleTimeoutMinutes allowSecurityKeys }
  }
}`;
const UNSET =
  'mutation ($groupId: ID!) { removeGroupPolicy(groupId: $groupId) { policy { requireTwoFactor } } }';
const EXEMPT = `mutation ($accountId: ID!, $reason: String!, $endsAt: DateTimeISO!) {
  setExemption(accountId: $accountId, reason: $reason, endsAt: $endsAt) { policy { exemption { reason endsAt grantedBy } } }
}`;
const WITHDRAW = 'mutation ($accountId: ID!) { withdrawExemption(accountId: $accountId) { id } }';
const POLICY = `query ($id: ID!) { account(id: $id) { policy {
  requireTwoFactor enrolmentDeadline trustDevicesForDays allowedNetworks neverAskFrom
  reasons { rule bySettings byAccount groups { name } } exemption { reason endsAt }
} } }`;
const LIST_DEVICES = '{ myDevices { id } }';
const SHELL = { id: null, login: 'test', ipAddress: null };

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer({ TRUSTED_PROXIES: 'loopback' });
});
beforeEach(async () => {
  await server.app.services.settingsChanges.update(SHELL, {
    requireTwoFactor: 'NOBODY',
    enrolmentGraceDays: 0,
    trustDevicesForDays: 30,
    authTokenExpirationLifetimeDays: 14,
    storeAuthTokenInDB: true,
  });
  admin = await administrator(server);
});
afterAll(() => server.stop());

let made = 0;
const named = (what: string): string => `${what} ${++made}`;
const from = (address: string): Client => server.client({ headers: { 'x-forwarded-for': address } });

async function group(name = named('group')): Promise<string> {
  const { services } = server.app;
  return (await services.groups.create(SHELL, { name, kind: 'MANUAL' })).id;
}
async function domain(source: string): Promise<string> {
  return (await server.app.services.groups.create(SHELL, { name: source, kind: 'DOMAIN', source })).id;
}
const join = (groupId: string, ...ids: string[]) => server.app.services.memberships.add(SHELL, groupId, ids);
const leave = (groupId: string, ...ids: string[]) =>
  server.app.services.memberships.remove(SHELL, groupId, ids);
const set = (groupId: string, input: object): Promise<unknown> => admin.data(SET, { groupId, input });
async function person(
  login = named('person'),
): Promise<{ id: string; login: string; client: Client; token: string }> {
  const id = await createAccount(admin, login);
  const client = server.client();
  const { token } = await signedIn(client, login);
  return { id, login, client, token };
}
const mayWork = async (client: Client): Promise<boolean> =>
  (await client.code(LIST_DEVICES)) !== 'ENROLMENT_REQUIRED';
async function codeOf(client: Client, login: string, secret: string): Promise<string | undefined> {
  const { challenge } = await challengeFor(client, login);
  server.clock.advance(STEP);
  return client.code(VERIFY_CODE, {
    challenge,
    code: appCode(secret, server.clock.now()),
    trustDevice: false,
  });
}
interface Explained {
  requireTwoFactor: boolean;
  enrolmentDeadline: string | null;
  trustDevicesForDays: number;
  reasons: { rule: string; bySettings: boolean; byAccount: boolean; groups: { name: string }[] }[];
  exemption: { reason: string } | null;
}
async function explained(id: string): Promise<Explained> {
  return (await admin.data<{ account: { policy: Explained } }>(POLICY, { id })).account.policy;
}
const because = ({ reasons }: Explained, rule: string) => {
  const { bySettings, byAccount, groups } = reasons.find((reason) => reason.rule === rule)!;
  return [bySettings, byAccount, ...groups.map(({ name }) => name)];
};

describe('a demand for a second factor', () => {
  test('binds members at once, in running sessions too, and nobody else', async () => {
    const [member, other] = [await person(), await person()];
    const id = await group();
    await join(id, member.id);
    expect(await mayWork(member.client)).toBe(true);
    await set(id, { requireTwoFactor: true });
    expect(await mayWork(member.client)).toBe(false);
    expect(await mayWork(other.client)).toBe(true);
    // They can do what is demanded, and go on.
    await setUpApp(server, member.client);
    expect(await mayWork(member.client)).toBe(true);
  });

  test('gives days of grace from the later of the demand and of joining', async () => {
    const [early, late] = [await person(), await person()];
    const id = await group();
    await join(id, early.id);
    await set(id, { requireTwoFactor: true, enrolmentGraceDays: 3 });
    server.clock.advance(2 * DAY);
    await join(id, late.id);
    server.clock.advance(DAY - 1);
    expect([await mayWork(early.client), await mayWork(late.client)]).toEqual([true, true]);
    server.clock.advance(1);
    expect([await mayWork(early.client), await mayWork(late.client)]).toEqual([false, true]);
    server.clock.advance(2 * DAY);
    expect(await mayWork(late.client)).toBe(false);
  });

  test('of a domain counts from when the account was made, or came into it', async () => {
    const id = await domain('late.example');
    await set(id, { requireTwoFactor: true, enrolmentGraceDays: 2 });
    server.clock.advance(5 * DAY);
    admin = await administrator(server);
    const born = await person('born@late.example');
    const moved = await person('moved@elsewhere.example');
    expect(await mayWork(born.client)).toBe(true);
    server.clock.advance(DAY);
    admin = await administrator(server);
    const input = { login: 'moved@late.example' };
    await admin.data(
      'mutation ($id: ID!, $input: UpdateAccountInput!) { updateAccount(id: $id, input: $input) { id } }',
      {
        id: moved.id,
        input,
      },
    );
    server.clock.advance(DAY);
    expect([await mayWork(born.client), await mayWork(moved.client)]).toEqual([false, true]);
    server.clock.advance(DAY);
    expect(await mayWork(moved.client)).toBe(false);
  });

  test('ends with membership, with the policy and with the group', async () => {
    const { id: accountId, client } = await person();
    const [one, other, third] = [await group(), await group(), await group()];
    for (const id of [one, other, third]) {
      await join(id, accountId);
      await set(id, { requireTwoFactor: true });
    }
    await leave(one, accountId);
    expect(await mayWork(client)).toBe(false);
    await admin.data(UNSET, { groupId: other });
    expect(await mayWork(client)).toBe(false);
    await server.app.services.groups.delete(SHELL, third);
    expect(await mayWork(client)).toBe(true);
    expect(await server.app.database.manager.countBy(GroupPolicy, { groupId: third })).toBe(0);
    expect(await admin.code(UNSET, { groupId: other })).toBe('NOT_FOUND');
  });

  test('is due when the first of several is', async () => {
    const { id: accountId, client } = await person();
    const [slow, quick] = [await group(), await group()];
    for (const id of [slow, quick]) await join(id, accountId);
    await set(slow, { requireTwoFactor: true, enrolmentGraceDays: 30 });
    await set(quick, { requireTwoFactor: true, enrolmentGraceDays: 1 });
    server.clock.advance(DAY - 1);
    expect(await mayWork(client)).toBe(true);
    server.clock.advance(1);
    expect(await mayWork(client)).toBe(false);
  });
});

describe('an exemption', () => {
  const exempt = (accountId: string, endsAt: number, reason = 'Mailbox of the scanner') =>
    admin.request(EXEMPT, { accountId, reason, endsAt: new Date(endsAt).toISOString() });

  test('puts off what is demanded until its end, to the millisecond', async () => {
    const { id: accountId, client } = await person();
    const id = await group();
    await join(id, accountId);
    await set(id, { requireTwoFactor: true });
    const endsAt = server.clock.now() + 5 * DAY;
    expect((await exempt(accountId, endsAt)).errors).toBeUndefined();
    expect(await mayWork(client)).toBe(true);
    expect(await explained(accountId)).toMatchObject({
      requireTwoFactor: true,
      enrolmentDeadline: new Date(endsAt).toISOString(),
      exemption: { reason: 'Mailbox of the scanner' },
    });
    server.clock.advance(5 * DAY - 1);
    expect(await mayWork(client)).toBe(true);
    server.clock.advance(1);
    expect(await mayWork(client)).toBe(false);
    await server.app.services.cleanUp.run();
    expect(await server.app.database.manager.countBy(PolicyExemption, { accountId })).toBe(0);
  });

  test('covers what the settings demand of all; withdrawn, that counts at once', async () => {
    const { id: accountId, client } = await person();
    await exempt(accountId, server.clock.now() + DAY);
    await setUpApp(server, admin);
    await server.app.services.settingsChanges.update(SHELL, { requireTwoFactor: 'EVERYONE' });
    expect(await mayWork(client)).toBe(true);
    await admin.data(WITHDRAW, { accountId });
    expect(await mayWork(client)).toBe(false);
    expect(await admin.code(WITHDRAW, { accountId })).toBe('NOT_FOUND');
    await admin.data('mutation { disableTwoFactor { enabled } }').catch(() => undefined);
  });

  test('spares nobody who has a factor, and is for users only, for a reason and a year at most', async () => {
    const login = named('has');
    const { id: accountId } = await protectedAccount(server, admin, login);
    await exempt(accountId, server.clock.now() + DAY);
    expect((await signIn(server.client(), login, PASSWORD)).__typename).toBe('SecondFactorRequired');
    const other = await createAccount(admin, named('admin'), 'ADMIN');
    const now = server.clock.now();
    const codes = [
      await exempt(other, now + DAY),
      await exempt(accountId, now + 367 * DAY),
      await exempt(accountId, now),
      await exempt(accountId, now + DAY, ' '),
      await exempt(accountId, now + DAY, 'x'.repeat(201)),
    ].map(({ errors }) => errors?.[0]?.extensions.code);
    expect(codes).toEqual(['CONFLICT', ...Array<string>(4).fill('BAD_USER_INPUT')]);
  });
});

describe('what groups make stricter', () => {
  test('the shortest lifetime and idle time of all end sessions, stored ones and signed ones', async () => {
    const { id: accountId, client } = await person();
    const [one, other] = [await group(), await group()];
    for (const id of [one, other]) await join(id, accountId);
    await set(one, { authTokenExpirationLifetimeDays: 9 });
    await set(other, { authTokenExpirationLifetimeDays: 2 });
    server.clock.advance(2 * DAY - 1);
    expect(await client.data(ME)).toMatchObject({ me: { id: accountId } });
    server.clock.advance(1);
    expect(await client.data(ME)).toEqual({ me: null });

    admin = await administrator(server);
    await server.app.services.settingsChanges.update(SHELL, { storeAuthTokenInDB: false });
    admin = await administrator(server);
    const signed = server.client();
    await signedIn(signed, (await person(named('unbound'))).login);
    const bound = await person(named('bound'));
    await join(other, bound.id);
    server.clock.advance(2 * DAY);
    expect([await bound.client.data(ME), (await signed.data<{ me: object | null }>(ME)).me !== null]).toEqual(
      [{ me: null }, true],
    );
  });

  test('idle sessions end, which needs stored tokens', async () => {
    const { id: accountId, client } = await person();
    const id = await group();
    await join(id, accountId);
    await set(id, { idleTimeoutMinutes: 10 });
    expect(
      await admin.code('mutation { updateSettings(input: { storeAuthTokenInDB: false }) { disabled } }'),
    ).toBe('BAD_USER_INPUT');
    server.clock.advance(11 * MINUTE);
    expect(await client.data(ME)).toEqual({ me: null });
    admin = await administrator(server);
    await admin.data(UNSET, { groupId: id });
  });

  test('trust in devices lasts as briefly as the strictest says, and none is given where one says none', async () => {
    const login = named('trusting');
    const { id: accountId, secret, client } = await protectedAccount(server, admin, login);
    const id = await group();
    await join(id, accountId);
    await signInWithCode(server, client, login, secret, true);
    expect((await signIn(client, login, PASSWORD)).__typename).toBe('SignedIn');
    await set(id, { trustDevicesForDays: 0 });
    expect((await signIn(client, login, PASSWORD)).__typename).toBe('SecondFactorRequired');
    await set(id, { trustDevicesForDays: null });
    // What is not given any more while it holds comes back with what was given before.
    expect((await signIn(client, login, PASSWORD)).__typename).toBe('SignedIn');
  });

  test('a method that is not allowed cannot be set up by members, and their page does not offer it', async () => {
    const [member, other] = [await person(), await person()];
    const id = await group();
    await join(id, member.id);
    await set(id, { allowAuthenticatorApp: false, allowBackupCodes: false });
    expect(await member.client.code(BEGIN_SETUP)).toBe('METHOD_DISABLED');
    expect(await member.client.code(GENERATE_CODES)).toBe('METHOD_DISABLED');
    expect(await other.client.code(BEGIN_SETUP)).toBeUndefined();
    const methods = async (client: Client) =>
      (await client.data<{ publicSettings: { methods: string[] } }>('{ publicSettings { methods } }'))
        .publicSettings.methods;
    expect(await methods(member.client)).toEqual(['SECURITY_KEY']);
    expect(await methods(other.client)).toEqual(['SECURITY_KEY', 'AUTHENTICATOR_APP', 'BACKUP_CODE']);
  });

  test('who has nothing that they could set up is not locked out by what two groups demand together', async () => {
    const { id: accountId, client } = await person();
    const [one, other] = [await group(), await group()];
    for (const id of [one, other]) await join(id, accountId);
    await set(one, { requireTwoFactor: true, allowSecurityKeys: false });
    expect(await mayWork(client)).toBe(false);
    await set(other, { allowAuthenticatorApp: false });
    expect(await mayWork(client)).toBe(true);
    expect((await explained(accountId)).requireTwoFactor).toBe(false);
    // One group alone cannot say that.
    expect(await admin.code(SET, { groupId: one, input: { allowAuthenticatorApp: false } })).toBe(
      'BAD_USER_INPUT',
    );
  });
});

describe('networks', () => {
  const [OFFICE, HOME, CAFE] = ['192.0.2.7', '198.51.100.7', '203.0.113.7'];

  test('an account can be used from where it and each of its groups says, by new and by running sessions', async () => {
    const login = named('office');
    const accountId = await createAccount(admin, login);
    const [one, other] = [await group(), await group()];
    for (const id of [one, other]) await join(id, accountId);
    await set(one, { allowedNetworks: [OFFICE, HOME] });
    const home = from(HOME);
    await signedIn(home, login);
    await set(other, { allowedNetworks: ['192.0.2.0/24', CAFE] });
    expect(await home.data(ME)).toEqual({ me: null });
    expect(await home.code(SIGN_IN, { login, password: PASSWORD })).toBe('ADDRESS_NOT_ALLOWED');
    expect(await from(CAFE).code(SIGN_IN, { login, password: PASSWORD })).toBe('ADDRESS_NOT_ALLOWED');
    await signedIn(from(OFFICE), login);
  });

  test('nobody shuts themselves out', async () => {
    const id = await group();
    const { me } = await admin.data<{ me: { id: string } }>(ME);
    await join(id, me.id);
    const refused = await admin.request(SET, { groupId: id, input: { allowedNetworks: [OFFICE] } });
    expect(refused.errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'allowedNetworks',
    });
    expect(await server.app.database.manager.countBy(GroupPolicy, { groupId: id })).toBe(0);
    await leave(id, me.id);
  });

  test('a second factor is always asked for from some, on trusted devices too', async () => {
    const login = named('asked');
    const { id: accountId, secret } = await protectedAccount(server, admin, login);
    const id = await group();
    await join(id, accountId);
    const [cafe, home] = [from(CAFE), from(HOME)];
    for (const client of [cafe, home]) await signInWithCode(server, client, login, secret, true);
    await set(id, { alwaysAskFrom: ['203.0.113.0/24'] });
    expect((await signIn(cafe, login, PASSWORD)).__typename).toBe('SecondFactorRequired');
    expect((await signIn(home, login, PASSWORD)).__typename).toBe('SignedIn');
  });

  test('none is asked for from a trusted one, where all groups that name any agree and none says always', async () => {
    const login = named('spared');
    const { id: accountId, secret } = await protectedAccount(server, admin, login);
    const [one, other] = [await group(), await group()];
    for (const id of [one, other]) await join(id, accountId);
    const outcome = async (address: string) => (await signIn(from(address), login, PASSWORD)).__typename;
    expect(await outcome(OFFICE)).toBe('SecondFactorRequired');
    await set(one, { neverAskFrom: [OFFICE, HOME] });
    expect([await outcome(OFFICE), await outcome(HOME), await outcome(CAFE)]).toEqual([
      'SignedIn',
      'SignedIn',
      'SecondFactorRequired',
    ]);
    await set(other, { neverAskFrom: [OFFICE] });
    expect([await outcome(OFFICE), await outcome(HOME)]).toEqual(['SignedIn', 'SecondFactorRequired']);
    await set(other, { alwaysAskFrom: ['192.0.2.0/24'] });
    expect(await outcome(OFFICE)).toBe('SecondFactorRequired');
    expect(await codeOf(from(OFFICE), login, secret)).toBeUndefined();
  });

  test('a session that rests on a network is good there only, and for nothing that needs a proof', async () => {
    const login = named('roaming');
    const { id: accountId } = await protectedAccount(server, admin, login);
    const id = await group();
    await join(id, accountId);
    await set(id, { neverAskFrom: [OFFICE] });
    const { token } = await signedIn(from(OFFICE), login);
    const at = (address: string) =>
      server.client({ headers: { 'x-forwarded-for': address, authorization: `Bearer ${token}` } });
    expect(await at(OFFICE).data(ME)).toMatchObject({ me: { id: accountId } });
    expect(await at(HOME).data(ME)).toEqual({ me: null });
    expect(await at(OFFICE).code('mutation { disableTwoFactor { enabled } }')).toBe(
      'REAUTHENTICATION_REQUIRED',
    );
    await set(id, { neverAskFrom: [] });
    expect(await at(OFFICE).data(ME)).toEqual({ me: null });
  });
});

describe('a policy', () => {
  test('is explained: which rule applies, and because of what', async () => {
    const { id: accountId } = await person();
    const [staff, night] = [named('Staff'), named('Night shift')];
    const [one, second] = [await group(staff), await group(night)];
    for (const id of [one, second]) await join(id, accountId);
    await set(one, { requireTwoFactor: true, trustDevicesForDays: 20, allowedNetworks: [] });
    await set(second, { requireTwoFactor: true, trustDevicesForDays: 90 });
    const policy = await explained(accountId);
    expect(policy.trustDevicesForDays).toBe(20);
    expect(because(policy, 'requireTwoFactor')).toEqual([false, false, night, staff]);
    expect(because(policy, 'trustDevicesForDays')).toEqual([false, false, staff]);
    expect(because(policy, 'idleTimeoutMinutes')).toEqual([true, false]);
    const other = await person();
    expect(because(await explained(other.id), 'requireTwoFactor')).toEqual([true, false]);
    const required = async (is: boolean) =>
      (
        await admin.data<{ accounts: { items: { id: string }[] } }>(
          'query ($required: Boolean, $ids: [ID!]) { accounts(filter: { required: $required, ids: $ids }) { items { id } } }',
          { required: is, ids: [accountId, other.id] },
        )
      ).accounts.items.map(({ id }) => id);
    expect([await required(true), await required(false)]).toEqual([[accountId], [other.id]]);
  });

  test('is changed where it is as expected, kept canonical, and recorded', async () => {
    const id = await group();
    const input = { requireTwoFactor: false, allowSecurityKeys: true, idleTimeoutMinutes: 0 };
    await set(id, input);
    expect(await server.app.database.manager.countBy(GroupPolicy, { groupId: id })).toBe(0);
    await set(id, { allowedNetworks: [' 192.0.2.9/24 '], trustDevicesForDays: 20 });
    const stale = await admin.request(SET, {
      groupId: id,
      input: { trustDevicesForDays: 25 },
      expected: { trustDevicesForDays: null },
    });
    expect(stale.errors?.[0]?.extensions).toMatchObject({
      code: 'CONFLICT',
      changed: { trustDevicesForDays: 20 },
    });
    const { auditEvents } = await admin.data<{ auditEvents: { items: { details: object }[] } }>(
      '{ auditEvents(filter: { action: "group.policy_changed" }) { items { details } } }',
    );
    expect(auditEvents.items[0]?.details).toMatchObject({
      groupId: id,
      allowedNetworks: { from: [], to: ['192.0.2.0/24'] },
      trustDevicesForDays: { from: null, to: 20 },
    });
  });

  test('that contradicts itself or the settings is refused', async () => {
    const id = await group();
    for (const input of [
      { enrolmentGraceDays: 3 },
      { trustDevicesForDays: 7 },
      { trustDevicesForDays: -1 },
      { trustDevicesForDays: 9999 },
      { alwaysAskFrom: ['nowhere'] },
      { requireTwoFactor: true, allowAuthenticatorApp: false, allowSecurityKeys: false },
    ]) {
      expect(await admin.code(SET, { groupId: id, input }), JSON.stringify(input)).toBe('BAD_USER_INPUT');
    }
  });

  test('is what holds when something is written: the guard reads it again', async () => {
    const { id: accountId, client, token } = await person();
    const id = await group();
    await join(id, accountId);
    const { services } = server.app;
    const session = (await services.sessions.authenticateEnrolling(token, null))!;
    expect(session.worth).toBe('FULL');
    // As another server changes it: this one still remembers that there is none.
    await services.settings.current();
    await server.app.database.manager.insert(GroupPolicy, {
      groupId: id,
      version: 1,
      requireTwoFactor: true,
      requiredSince: server.clock.now(),
      allowedNetworks: '',
      alwaysAskFrom: '',
      neverAskFrom: '',
    });
    await expect(services.guard.own(session, () => Promise.resolve())).rejects.toMatchObject({
      code: 'ENROLMENT_REQUIRED',
    });
    services.settings.forget();
    expect(await mayWork(client)).toBe(false);
  });

  test('costs no statement: a token is looked up and written for by as many as without any', async () => {
    const { id: accountId, client } = await person();
    const id = await group();
    const work = async () => {
      await server.app.services.settings.current();
      return [
        await countingStatements(server, () => client.data(ME)),
        await countingStatements(server, () => client.data('mutation { untrustAllDevices { id } }')),
      ];
    };
    // The first notes that the session is in use.
    await work();
    const without = await work();
    await join(id, accountId);
    await set(id, { requireTwoFactor: true, enrolmentGraceDays: 3, allowedNetworks: ['0.0.0.0/0', '::/0'] });
    expect(await work()).toEqual(without);
    expect(without[0]).toBe(1);
  });
});
