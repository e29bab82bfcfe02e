import { randomUUID } from 'node:crypto';
import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  parse,
  validate,
} from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MINUTE } from '../server/platform/clock.js';
import { type AccountRole, ROLES } from '../server/platform/acting/account-profile.js';
import {
  type Permission,
  permissionsOf,
  type RoleOf,
  SERVICE_PERMISSIONS,
} from '../server/platform/acting/permissions.js';
import { ACTIONS } from '../server/administration/bulk-actions.js';
import { RULES, type Rule } from './support/access-rules.js';
import { describedSchema } from '../server/api/graphql/schema.js';
import { SoftAuthenticator } from './support/authenticator.js';
import { createAppPassword } from './support/backends.js';
import type { Client } from './support/client.js';
import { createAccount, setUpApp, signedIn, updateSettings } from './support/flows.js';
import { administratorOf, clientOf, registerKey } from './support/security-keys.js';
import { type Recording, recordStatements, textsWithValues } from './support/recorded-statements.js';
import { program } from './support/service-accounts.js';
import { startTestServer, type TestServer } from './support/server.js';

interface Caller {
  client: Client;
  signedIn: boolean;
  enrolled: boolean;
  ownPassword: boolean;
  /** What may be asked follows from it. */
  role: RoleOf;
  proved: boolean;
  /** What is put where an ID is asked for. */
  ids: 'unknown' | 'of the victim';
}
type Outcome =
  | 'UNAUTHENTICATED'
  | 'PASSWORD_CHANGE_REQUIRED'
  | 'ENROLMENT_REQUIRED'
  | 'FORBIDDEN'
  | 'REAUTHENTICATION_REQUIRED'
  | 'passed';
const REFUSALS = [
  'UNAUTHENTICATED',
  'PASSWORD_CHANGE_REQUIRED',
  'ENROLMENT_REQUIRED',
  'FORBIDDEN',
  'REAUTHENTICATION_REQUIRED',
];

const ADMINISTRATOR: RoleOf = { role: 'ADMIN', isScoped: false };
// Of the group that roles are for.
const LOGIN = 'dummy@sales.example';
const OTHER_PASSWORD = 'seven green giraffes sing';

const VICTIM = `{ me {
  disabled login email role requireTwoFactor
  devices { id name trustedUntil } tokens { id } appPasswords { id name }
  twoFactor { enabled backupCodesRemaining authenticatorApp { createdAt } securityKeys { id name } }
} }`;

interface Victim {
  id: string;
  devices: { id: string }[];
  tokens: { id: string }[];
  appPasswords: { id: string }[];
  twoFactor: { securityKeys: { id: string }[] };
}

let server: TestServer;
let schema: GraphQLSchema;
let victim: Client;
let belongings: Record<'account' | 'Device' | 'Token' | 'AppPassword' | 'SecurityKey', string>;
const callers = new Map<string, Caller>();

beforeAll(async () => {
  server = await startTestServer({ PUBLIC_URL: 'https://login.example.org' });
  recording = recordStatements();
  schema = describedSchema();
  let admin = await administratorOf(server);
  await updateSettings(admin, { enrolmentGraceDays: 0 });

  const id = await createAccount(admin, 'victim');
  victim = clientOf(server);
  await signedIn(victim, 'victim');
  await setUpApp(server, victim);
  await registerKey(victim, new SoftAuthenticator(server.url));
  await createAppPassword(victim, ['imap']);
  const { me } = await victim.data<{ me: Victim }>(VICTIM);
  belongings = {
    account: id,
    Device: me.devices[0]!.id,
    Token: me.tokens[0]!.id,
    AppPassword: me.appPasswords[0]!.id,
    SecurityKey: me.twoFactor.securityKeys[0]!.id,
  };

  const user = {
    signedIn: true,
    enrolled: true,
    ownPassword: true,
    role: { role: 'USER' as const, isScoped: false },
    proved: true,
    ids: 'unknown' as const,
  };
  const change = (id: string, input: object) =>
    admin.data(
      'mutation ($id: ID!, $input: UpdateAccountInput!) { updateAccount(id: $id, input: $input) { id } }',
      { id, input },
    );
  const of = async (login: string, role: AccountRole = 'USER', groups?: string[]): Promise<Client> => {
    const account = await createAccount(admin, login, role);
    if (groups) await change(account, { administersGroups: groups });
    const client = clientOf(server);
    await signedIn(client, login);
    return client;
  };
  const old = { ...user, client: await of('old user'), proved: false };
  const oldAdministrator = { ...old, client: await of('old administrator', 'ADMIN'), role: ADMINISTRATOR };
  server.clock.advance(11 * MINUTE);
  admin = await administratorOf(server);

  const disabled = await of('disabled');
  const enrolling = await of('enrolling');
  const given = await of('given', 'ADMIN');
  const { accounts } = await admin.data<{ accounts: { items: { id: string; login: string }[] } }>(
    '{ accounts(page: { page: 1, perPage: 50 }) { items { id login } } }',
  );
  const idOf = (login: string) => accounts.items.find((account) => account.login === login)!.id;
  await change(idOf('disabled'), { disabled: true });
  await change(idOf('given'), { password: OTHER_PASSWORD });
  await signedIn(given, 'given', OTHER_PASSWORD);
  await change(idOf('enrolling'), { requireTwoFactor: true });

  const stranger = { ...user, ids: 'of the victim' as const };
  callers.set('anonymous', { ...stranger, client: clientOf(server), signedIn: false });
  callers.set('enrolment only', { ...stranger, client: enrolling, enrolled: false });
  callers.set('password of an administrator’s', {
    ...stranger,
    client: given,
    role: ADMINISTRATOR,
    ownPassword: false,
  });
  callers.set('user', { ...user, client: await of('user') });
  callers.set('another user', { ...stranger, client: await of('another user') });
  callers.set('user, proof too old', { ...old, ids: 'of the victim' });
  callers.set('disabled user', { ...stranger, client: disabled, signedIn: false });
  const { createGroup: group } = await admin.data<{ createGroup: { id: string } }>(
    'mutation { createGroup(input: { name: "Sales", kind: DOMAIN, source: "sales.example" }) { id } }',
  );
  for (const role of ROLES.filter((one) => one !== 'USER')) {
    const client = await of(`all ${role}`, role);
    callers.set(role, { ...user, client, role: { role, isScoped: false } });
    if (role === 'OWNER') continue;
    const scoped = await of(`some ${role}`, role, [group.id]);
    callers.set(`${role} of a group`, { ...user, client: scoped, role: { role, isScoped: true } });
  }
  callers.set('administrator, proof too old', oldAdministrator);
});
let recording: Recording;
afterAll(async () => {
  recording.stop();
  await server.stop();
});

function expected(rule: Rule, caller: Caller): Outcome {
  if (rule === 'anyone') return 'passed';
  if (!caller.signedIn) return 'UNAUTHENTICATED';
  const isFirst = rule.startsWith('changing');
  if (!caller.ownPassword && !isFirst) return 'PASSWORD_CHANGE_REQUIRED';
  if (!caller.enrolled && !isFirst && !rule.startsWith('enrolling')) return 'ENROLMENT_REQUIRED';
  const [permission = ''] = rule.split(' ');
  const isPermitted = !permission.includes(':') || permissionsOf(caller.role).has(permission as Permission);
  if (!isPermitted) return 'FORBIDDEN';
  return !caller.proved && rule.endsWith('proved') ? 'REAUTHENTICATION_REQUIRED' : 'passed';
}

const fieldsOf = (type: GraphQLObjectType): [string, GraphQLField<unknown, unknown>][] =>
  Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, field]);
const operations = () =>
  new Map([...fieldsOf(schema.getQueryType()!), ...fieldsOf(schema.getMutationType()!)]);

const LATER = '2100-01-01T00:00:00.000Z';

/** A value of the type, with no more than must be given. */
function dummy(type: GraphQLInputType, id: string): unknown {
  if (isNonNullType(type)) return dummy(type.ofType, id);
  if (isListType(type)) return [dummy(type.ofType, id)];
  // The first asks for no more than its operation does: all are tried below.
  if (isEnumType(type)) return type.name === 'AccountAction' ? 'REVOKE_TOKENS' : type.getValues()[0]?.name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(isRequiredInputField);
    return Object.fromEntries(
      fields.map((field) => [field.name, field.name === 'login' ? LOGIN : dummy(field.type, id)]),
    );
  }
  const values: Record<string, unknown> = {
    ID: id,
    String: 'dummy',
    Int: 1,
    Boolean: false,
    JSON: {},
    DateTimeISO: LATER,
  };
  if (!(type.name in values)) throw new Error(`No dummy for ${type.name}`);
  return values[type.name];
}

function document(operation: string, field: GraphQLField<unknown, unknown>): string {
  const [root] = operation.split('.');
  const args = field.args.filter(isRequiredArgument);
  const declared = args.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = args.map(({ name }) => `${name}: $${name}`).join(', ');
  const selection = isLeafType(getNamedType(field.type)) ? '' : '{ __typename }';
  const brackets = (text: string) => (text === '' ? '' : `(${text})`);
  return `${root!.toLowerCase()} ${brackets(declared)} { ${field.name}${brackets(passed)} ${selection} }`;
}

function variables(field: GraphQLField<unknown, unknown>, ids: Caller['ids']): Record<string, unknown> {
  const kind = (['Device', 'Token', 'AppPassword', 'SecurityKey'] as const).find((name) =>
    field.name.includes(name),
  );
  return Object.fromEntries(
    field.args.filter(isRequiredArgument).map(({ name, type }) => {
      const theirs = belongings[name === 'id' && kind ? kind : 'account'];
      return [name, dummy(type, ids === 'unknown' ? randomUUID() : theirs)];
    }),
  );
}

async function outcome(caller: Caller, query: string, values?: Record<string, unknown>): Promise<string> {
  const code = await caller.client.code(query, values);
  if (code === 'INTERNAL_SERVER_ERROR') return code;
  return code !== undefined && REFUSALS.includes(code) ? code : 'passed';
}

const outcomes = async (ask: (caller: Caller) => Promise<string>): Promise<Record<string, string>> => {
  const found: Record<string, string> = {};
  for (const [name, caller] of callers) found[name] = await ask(caller);
  return found;
};

const expectedOf = (rule: Rule): Record<string, string> =>
  Object.fromEntries([...callers].map(([name, caller]) => [name, expected(rule, caller)]));

test('every operation of the schema has a rule, and every rule an operation', () => {
  expect(Object.keys(RULES).sort()).toEqual([...operations().keys()].sort());
});

/** Fields with a guard of their own, for they lead beyond what belongs to the one who asks. */
const GUARDED: Record<string, Rule> = {
  'AuthToken.account': 'accounts:read',
  'Device.account': 'accounts:read',
};

test('from what belongs to a person, fields to accounts are for administrators', async () => {
  const own = ['Query', 'Mutation', 'SignedIn', 'AccountPage'];
  const leading = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !own.includes(type.name))
    .flatMap((type) => fieldsOf(type as GraphQLObjectType))
    .filter(([, { type }]) => getNamedType(type).name === 'Account');
  expect(leading.map(([name]) => name).sort()).toEqual(Object.keys(GUARDED));

  for (const list of ['myDevices', 'myTokens']) {
    expect(await outcomes((caller) => outcome(caller, `{ ${list} { account { login } } }`))).toEqual({
      ...expectedOf('accounts:read'),
    });
  }
});

test('whoever asks for himself is shown himself', async () => {
  const shown = await outcomes(async ({ client }) => {
    const { me } = await client.data<{ me: { login: string } | null }>('{ me { login } }');
    return me?.login ?? 'nobody';
  });
  expect(shown).toMatchObject({
    anonymous: 'nobody',
    'disabled user': 'nobody',
    'another user': 'another user',
  });
});

/**
 * Of one's own account: whoever must first set up a factor sees who they are and what to set up, not where they are
 * signed in, what opens their mailbox, or where their mail goes. The password alone has let them in.
 */
const OWN: Record<string, Rule> = {
  'Account.administersGroups': 'changing',
  'Account.allowedNetworks': 'changing',
  'Account.appPasswords': 'user',
  'Account.connectedApplications': 'user',
  'Account.createdAt': 'changing',
  'Account.devices': 'user',
  'Account.disabled': 'changing',
  'Account.displayName': 'changing',
  'Account.email': 'user',
  'Account.generatedPassword': 'changing',
  'Account.groups': 'accounts:read',
  'Account.id': 'changing',
  'Account.invitation': 'changing',
  'Account.lastSignInAt': 'changing',
  'Account.locale': 'user',
  'Account.locked': 'changing',
  'Account.lockedUntil': 'changing',
  'Account.login': 'changing',
  'Account.notificationAddress': 'user',
  'Account.passwordElsewhere': 'changing',
  'Account.passwordLink': 'changing',
  'Account.pendingEmail': 'user',
  'Account.permissions': 'changing',
  'Account.policy': 'accounts:read',
  'Account.refusedAddress': 'user',
  'Account.reportedAt': 'changing',
  'Account.requireTwoFactor': 'changing',
  'Account.role': 'changing',
  'Account.tokens': 'user',
  'Account.twoFactor': 'changing',
};

test('every field of one’s own account has a rule, and every rule a field', () => {
  const fields = fieldsOf(schema.getType('Account') as GraphQLObjectType);
  expect(fields.map(([name]) => name).sort()).toEqual(Object.keys(OWN));
});

test.each(Object.entries(OWN))('access matrix: one’s own %s for %s', async (name, rule) => {
  const { type } = (schema.getType('Account') as GraphQLObjectType).getFields()[name.split('.')[1]!]!;
  const selection = isLeafType(getNamedType(type)) ? '' : '{ __typename }';
  const query = `{ me { ${name.split('.')[1]!} ${selection} } }`;
  const theirs = Object.fromEntries(
    [...callers].map(([caller, { signedIn, ...of }]) => [
      caller,
      signedIn ? expected(rule, { signedIn, ...of }) : 'passed',
    ]),
  );
  expect(await outcomes((caller) => outcome(caller, query))).toEqual(theirs);
});

test.each(Object.entries(ACTIONS))('access matrix: applyToAccounts with %s', async (action, { needs }) => {
  const query = `mutation { applyToAccounts(ids: ["${randomUUID()}"], action: ${action}) { done } }`;
  expect(await outcomes((caller) => outcome(caller, query))).toEqual(expectedOf(`${needs} proved`));
});

test('one’s own permissions are those by which the matrix is decided', async () => {
  for (const { client, role, signedIn: isSignedIn } of callers.values()) {
    const { me } = await client.data<{ me: { permissions: string[] } | null }>('{ me { permissions } }');
    const own = [...permissionsOf(role)].map((permission) =>
      permission.toUpperCase().replaceAll(/[:-]/g, '_'),
    );
    expect(me?.permissions).toEqual(isSignedIn ? own : undefined);
  }
});

test.each(Object.entries(RULES))('access matrix: %s for %s', async (operation, rule) => {
  const field = operations().get(operation)!;
  const query = document(operation, field);
  expect(validate(schema, parse(query))).toEqual([]);
  const before = await victim.data(VICTIM);
  expect(await outcomes((caller) => outcome(caller, query, variables(field, caller.ids)))).toEqual(
    expectedOf(rule),
  );
  expect(await victim.data(VICTIM)).toEqual(before);
});

/** These ask for a permission, and are answered to people only all the same. */
const ABOUT_THE_PERSON = ['Query.setupChecklist'];

test.each(SERVICE_PERMISSIONS)(
  'access matrix: a service account with %s alone reaches exactly what asks for it',
  async (permission) => {
    const { client } = await program(server, [permission]);
    const found: Record<string, string> = {};
    for (const [operation, field] of operations()) {
      const caller = { client } as Caller;
      found[operation] = await outcome(caller, document(operation, field), variables(field, 'unknown'));
    }
    const reached = Object.entries(RULES).map(([operation, rule]) => {
      const asksForIt = rule.replace(' proved', '') === permission && !ABOUT_THE_PERSON.includes(operation);
      return [operation, rule === 'anyone' || asksForIt ? 'passed' : 'FORBIDDEN'];
    });
    expect(found).toEqual(Object.fromEntries(reached));
  },
);

test('access matrix: a service account that may read accounts is shown all that administrators are', async () => {
  const { client } = await program(server, ['accounts:read']);
  for (const [name, { type }] of fieldsOf(schema.getType('Account') as GraphQLObjectType)) {
    const selection = isLeafType(getNamedType(type)) ? '' : '{ __typename }';
    const query = `query ($id: ID!) { account(id: $id) { ${name.split('.')[1]!} ${selection} } }`;
    expect(await client.code(query, { id: belongings.account }), name).toBeUndefined();
  }
});

test('no value is in the text of a statement, of jobs either', async () => {
  const { jobs } = server.app.services;
  const asked = await jobs.list();
  for (const { name } of asked) await jobs.soon(name);
  const waiting = async () => {
    const ended = new Map((await jobs.list()).map(({ name, lastFinishedAt }) => [name, lastFinishedAt]));
    return asked
      .filter(({ name, lastFinishedAt }) => ended.get(name) === lastFinishedAt)
      .map(({ name }) => name);
  };
  await expect.poll(waiting).toEqual([]);
  expect((await jobs.list()).filter(({ failReason }) => failReason !== null)).toEqual([]);
  expect(recording.texts.size).toBeGreaterThan(50);
  expect(textsWithValues(recording)).toEqual([]);
});
