import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY } from '../server/platform/clock.js';
import type { Client } from './support/client.js';
import { administrator, createAccount, PASSWORD, setUpApp, signIn, signedIn } from './support/flows.js';
import { startTestServer, type TestServer } from './support/server.js';
import { LDAP, type Slapd, startSlapd } from './support/slapd.js';

const MARIA = {
  uid: 'maria@campus.example',
  name: 'María',
  mail: 'maria@campus.example',
  password: 'maria’s',
};
const PAUL = {
  uid: 'paul@campus.example',
  name: 'Paul',
  mail: 'paul@campus.example',
  password: 'paul’s own',
};

const GROUP = `mutation ($input: CreateGroupInput!) { createGroup(input: $input) { id } }`;
const POLICY = `mutation ($groupId: ID!, $input: GroupPolicyInput!) { setGroupPolicy(groupId: $groupId, input: $input) { id } }`;
const CREATE = `mutation ($input: CreateAccountInput!) { createAccount(input: $input) { id } }`;
const EXEMPT = `mutation ($id: ID!, $endsAt: DateTimeISO!) {
  setExemption(accountId: $id, reason: "A scanner, which has no phone", endsAt: $endsAt) { id }
}`;
const RESET = 'mutation ($id: ID!) { resetTwoFactor(accountId: $id) { id } }';
const RULES = `query ($id: ID!) { account(id: $id) { policy {
  requireTwoFactor enrolmentDeadline reasons { rule groups { name } } exemption { reason }
} } }`;
const LOGINS = '{ accounts(page: { page: 1, perPage: 100 }) { total items { login } } }';
const DEVICES = '{ myDevices { id } }';

let slapd: Slapd;
let server: TestServer;
beforeAll(async () => {
  slapd = await startSlapd([MARIA, PAUL]);
  await slapd.setUnits(MARIA.uid, ['Teachers']);
  server = await startTestServer({
    PASSWORD_SERVER: `ldap://127.0.0.1:${slapd.port}`,
    PASSWORD_SERVER_CA: slapd.certificate,
    LDAP_BASE: LDAP.base,
    LDAP_BIND_DN: LDAP.searcher,
    LDAP_BIND_PASSWORD: LDAP.searcherPassword,
    LDAP_GROUP_ATTRIBUTE: 'OU',
  });
});
afterAll(async () => {
  await server.stop();
  await slapd.stop();
});

async function groupWith(
  owner: Client,
  input: { name: string; kind: 'DOMAIN' | 'DIRECTORY'; source: string },
  policy?: object,
): Promise<string> {
  const { createGroup } = await owner.data<{ createGroup: { id: string } }>(GROUP, { input });
  if (policy) await owner.data(POLICY, { groupId: createGroup.id, input: policy });
  return createGroup.id;
}

const domain = (owner: Client, source: string, policy?: object): Promise<string> =>
  groupWith(owner, { name: source, kind: 'DOMAIN', source }, policy);

async function staff(owner: Client, login: string, role: string, group: string): Promise<Client> {
  const input = { login, role, administersGroups: [group], password: PASSWORD, passwordMustChange: false };
  await owner.data(CREATE, { input });
  return entering(login);
}

async function entering(login: string, password = PASSWORD): Promise<Client> {
  const client = server.client();
  await signedIn(client, login, password);
  return client;
}

const seenBy = async (client: Client): Promise<string[]> => {
  const { accounts } = await client.data<{ accounts: { total: number; items: { login: string }[] } }>(LOGINS);
  expect(accounts.total).toBe(accounts.items.length);
  return accounts.items.map(({ login }) => login).sort();
};

test('a provider with three domains: one strict, one with grace, one with a directory, and a help desk for each', async () => {
  const owner = await administrator(server);
  const strict = await domain(owner, 'strict.example', { requireTwoFactor: true, enrolmentGraceDays: 0 });
  const mild = await domain(owner, 'mild.example', { requireTwoFactor: true, enrolmentGraceDays: 14 });
  const campus = await domain(owner, 'campus.example');
  await groupWith(
    owner,
    { name: 'Teachers', kind: 'DIRECTORY', source: 'Teachers' },
    { requireTwoFactor: true, enrolmentGraceDays: 0 },
  );

  // Whoever helps works from the provider's own domain, and is asked for no more than that one is.
  const helpers = {
    strict: await staff(owner, 'helps-strict@provider.example', 'HELPDESK', strict),
    mild: await staff(owner, 'helps-mild@provider.example', 'HELPDESK', mild),
    campus: await staff(owner, 'helps-campus@provider.example', 'HELPDESK', campus),
  };
  const master = await staff(owner, 'master@provider.example', 'ADMIN', strict);

  // The strict one: its own administrator makes accounts there and nowhere else, and nobody works without a second factor.
  expect(await master.code(CREATE, { input: { login: 'eve@mild.example', password: PASSWORD } })).toBe(
    'FORBIDDEN',
  );
  const { createAccount: ana } = await master.data<{ createAccount: { id: string } }>(CREATE, {
    input: { login: 'ana@strict.example', password: PASSWORD, passwordMustChange: false },
  });
  const anas = await entering('ana@strict.example');
  expect(await anas.code(DEVICES)).toBe('ENROLMENT_REQUIRED');
  await setUpApp(server, anas);
  expect(await anas.code(DEVICES)).toBeUndefined();
  const { account: asked } = await owner.data<{
    account: { policy: { reasons: { rule: string; groups: { name: string }[] }[] } };
  }>(RULES, { id: ana.id });
  expect(asked.policy.reasons).toContainEqual({
    rule: 'requireTwoFactor',
    groups: [{ name: 'strict.example' }],
  });

  // Her phone is gone. The help desk of another domain does not even learn that she exists.
  expect(await seenBy(helpers.strict)).toEqual(['ana@strict.example']);
  expect(await seenBy(helpers.mild)).toEqual([]);
  expect(await helpers.mild.code(RESET, { id: ana.id })).toBe('NOT_FOUND');
  expect(await anas.code(DEVICES), 'nothing was done').toBeUndefined();
  await helpers.strict.data(RESET, { id: ana.id });
  expect((await signIn(server.client(), 'ana@strict.example', PASSWORD)).__typename).toBe('SignedIn');
  expect(await (await entering('ana@strict.example')).code(DEVICES)).toBe('ENROLMENT_REQUIRED');

  // The one with grace: two weeks, then no longer; but the scanner is exempt to the end of its time.
  const ben = await createAccount(owner, 'ben@mild.example');
  const scanner = await createAccount(owner, 'scanner@mild.example');
  await owner.data(EXEMPT, { id: scanner, endsAt: new Date(server.clock.now() + 30 * DAY).toISOString() });
  const mayWork = async (login: string) => (await (await entering(login)).code(DEVICES)) === undefined;
  expect([await mayWork('ben@mild.example'), await mayWork('scanner@mild.example')]).toEqual([true, true]);
  server.clock.advance(14 * DAY);
  expect([await mayWork('ben@mild.example'), await mayWork('scanner@mild.example')]).toEqual([false, true]);
  server.clock.advance(16 * DAY);
  expect(await mayWork('scanner@mild.example')).toBe(false);
  const mildHelp = await entering('helps-mild@provider.example');
  expect(await seenBy(mildHelp)).toEqual(['ben@mild.example', 'scanner@mild.example']);
  // Help is help: neither more for oneself, nor for those whom one helps.
  const give = `mutation ($id: ID!) { updateAccount(id: $id, input: { role: ADMIN }) { id } }`;
  expect(await mildHelp.code(give, { id: ben })).toBe('FORBIDDEN');

  // The one with a directory: passwords are kept there, and who teaches needs a second factor.
  expect(await (await entering(MARIA.uid, MARIA.password)).code(DEVICES)).toBe('ENROLMENT_REQUIRED');
  expect(await (await entering(PAUL.uid, PAUL.password)).code(DEVICES)).toBeUndefined();
  expect(await seenBy(await entering('helps-campus@provider.example'))).toEqual([MARIA.uid, PAUL.uid]);
  await slapd.setUnits(MARIA.uid, ['Emeriti']);
  expect(await (await entering(MARIA.uid, MARIA.password)).code(DEVICES)).toBeUndefined();
});
