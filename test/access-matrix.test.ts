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
import type { Permission } from '../server/platform/acting/permissions.js';
import { describedSchema } from '../server/api/graphql/schema.js';
import { SoftAuthenticator } from './support/authenticator.js';
import { createAppPassword } from './support/backends.js';
import type { Client } from './support/client.js';
import { createAccount, setUpApp, signedIn, updateSettings } from './support/flows.js';
import { administratorOf, clientOf, registerKey } from './support/security-keys.js';
import { type Recording, recordStatements, textsWithValues } from './support/recorded-statements.js';
import { startTestServer, type TestServer } from './support/server.js';

type Rule =
  | 'anyone'
  | 'changing'
  | 'changing proved'
  | 'enrolling'
  | 'enrolling proved'
  | 'user'
  | 'user proved'
  | Permission
  | `${Permission} proved`;

/** Who may ask for what: an operation that is new to the schema needs a row here. */
const RULES: Record<string, Rule> = {
  'Query.about': 'system:read',
  'Query.account': 'accounts:read',
  'Query.accounts': 'accounts:read',
  'Query.application': 'applications:read',
  'Query.applications': 'applications:read',
  'Query.auditEvents': 'audit:read',
  'Query.authTokens': 'accounts:read',
  'Query.devices': 'accounts:read',
  'Query.endingAppPasswords': 'changing',
  'Query.group': 'groups:read',
  'Query.groups': 'groups:read',
  'Query.jobs': 'system:read',
  'Query.me': 'anyone',
  'Query.mustChangePassword': 'anyone',
  'Query.mustEnrol': 'anyone',
  'Query.myDevices': 'user',
  'Query.mySecurityEvents': 'user',
  'Query.myTokens': 'user',
  'Query.notificationsStatus': 'settings:read',
  'Query.notifiesByMail': 'user',
  'Query.overview': 'system:read',
  'Query.programServers': 'user',
  'Query.passkeySignal': 'user',
  'Query.publicSettings': 'anyone',
  'Query.signInContext': 'anyone',
  'Query.settings': 'settings:read',
  'Mutation.removeLogo': 'settings:manage proved',
  'Mutation.setLogo': 'settings:manage proved',
  'Query.setupChecklist': 'system:read',
  'Mutation.addToGroup': 'groups:manage proved',
  'Mutation.applySettingsProfile': 'settings:manage proved',
  'Mutation.applyToAccounts': 'accounts:support proved',
  'Mutation.beginAuthenticatorAppSetup': 'enrolling proved',
  'Mutation.beginAutomaticPasskeyRegistration': 'user proved',
  'Mutation.beginPasskeySignIn': 'anyone',
  'Mutation.beginReauthenticationWithSecurityKey': 'changing',
  'Mutation.beginSecurityKeyRegistration': 'enrolling proved',
  'Mutation.beginSecurityKeyVerification': 'anyone',
  'Mutation.cancelAuthenticatorAppSetup': 'enrolling',
  'Mutation.changePassword': 'changing proved',
  'Mutation.confirmBackupCodes': 'user proved',
  'Mutation.confirmContactAddress': 'anyone',
  'Mutation.confirmAuthenticatorAppSetup': 'enrolling proved',
  'Mutation.createAccount': 'accounts:manage proved',
  'Mutation.createApplication': 'applications:manage proved',
  'Mutation.createGroup': 'groups:manage proved',
  'Mutation.createAppPassword': 'user proved',
  'Mutation.deleteAccount': 'accounts:manage proved',
  'Mutation.deleteApplication': 'applications:manage proved',
  'Mutation.deleteGroup': 'groups:manage proved',
  'Mutation.disableAuthenticatorApp': 'user proved',
  'Mutation.disableTwoFactor': 'user proved',
  'Mutation.dismissTwoFactorRecommendation': 'user',
  'Mutation.disconnectApplication': 'user proved',
  'Mutation.dropOldApplicationSecret': 'applications:manage proved',
  'Mutation.endApplicationSession': 'user proved',
  'Mutation.finishAutomaticPasskeyRegistration': 'user proved',
  'Mutation.finishSecurityKeyRegistration': 'enrolling proved',
  'Mutation.generateBackupCodes': 'user proved',
  'Mutation.importAccounts': 'accounts:import proved',
  'Mutation.issueBypassCode': 'accounts:support proved',
  'Mutation.issuePasswordLink': 'accounts:support proved',
  'Mutation.issueRecoveryCode': 'accounts:support proved',
  'Mutation.reauthenticate': 'changing',
  'Mutation.reauthenticateWithSecurityKey': 'changing',
  'Mutation.removeAccountDevice': 'accounts:support proved',
  'Mutation.removeBackupCodes': 'user proved',
  'Mutation.removeDevice': 'user proved',
  'Mutation.removeSecurityKey': 'user proved',
  'Mutation.renameAppPassword': 'user proved',
  'Mutation.renameDevice': 'user',
  'Mutation.renameSecurityKey': 'user proved',
  'Mutation.renewToken': 'changing proved',
  'Mutation.removeFromGroup': 'groups:manage proved',
  'Mutation.removeLostFactor': 'accounts:support proved',
  'Mutation.resetTwoFactor': 'accounts:support proved',
  'Mutation.revokeAccountAppPassword': 'accounts:support proved',
  'Mutation.revokeAccountToken': 'accounts:support proved',
  'Mutation.revokeAccountTokens': 'accounts:support proved',
  'Mutation.revokeAllTokens': 'settings:manage proved',
  'Mutation.revokeAppPassword': 'user proved',
  'Mutation.revokeOtherTokens': 'user proved',
  'Mutation.revokeToken': 'user proved',
  'Mutation.reportCompromise': 'anyone',
  'Mutation.recordSetupFact': 'settings:manage proved',
  'Mutation.rotateApplicationSecret': 'applications:manage proved',
  'Mutation.runJob': 'system:manage proved',
  'Mutation.setPasswordByLink': 'anyone',
  'Mutation.beginPasswordResetWithSecurityKey': 'anyone',
  'Mutation.openPasswordReset': 'anyone',
  'Mutation.requestPasswordReset': 'anyone',
  'Mutation.resetPasswordByMail': 'anyone',
  'Mutation.signIn': 'anyone',
  'Mutation.signInWithPasskey': 'anyone',
  'Mutation.signOutAccountDevice': 'accounts:support proved',
  'Mutation.signOutDevice': 'user proved',
  'Mutation.trustCurrentDevice': 'user proved',
  'Mutation.unlockAccount': 'accounts:support proved',
  'Mutation.untrustAccountDevice': 'accounts:support proved',
  'Mutation.untrustAllDevices': 'user',
  'Mutation.untrustDevice': 'user',
  'Mutation.updateAccount': 'accounts:manage proved',
  'Mutation.updateApplication': 'applications:manage proved',
  'Mutation.updateContact': 'accounts:manage proved',
  'Mutation.updateGroup': 'groups:manage proved',
  'Mutation.updateMyContact': 'user proved',
  'Mutation.updateSettings': 'settings:manage proved',
  'Mutation.verifyAuthenticatorCode': 'anyone',
  'Mutation.verifyBackupCode': 'anyone',
  'Mutation.verifyBypassCode': 'anyone',
  'Mutation.verifyRecoveryCode': 'anyone',
  'Mutation.verifySecurityKey': 'anyone',
  'Mutation.withdrawBypassCode': 'accounts:support proved',
  // Last, for it ends the sessions that all the others use.
  'Mutation.signOut': 'changing',
};

interface Caller {
  client: Client;
  signedIn: boolean;
  enrolled: boolean;
  ownPassword: boolean;
  administrator: boolean;
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
    administrator: false,
    proved: true,
    ids: 'unknown' as const,
  };
  const of = async (login: string, role: 'USER' | 'ADMIN' = 'USER'): Promise<Client> => {
    await createAccount(admin, login, role);
    const client = clientOf(server);
    await signedIn(client, login);
    return client;
  };
  const old = { ...user, client: await of('old user'), proved: false };
  const oldAdministrator = { ...old, client: await of('old administrator', 'ADMIN'), administrator: true };
  server.clock.advance(11 * MINUTE);
  admin = await administratorOf(server);

  const disabled = await of('disabled');
  const enrolling = await of('enrolling');
  const given = await of('given', 'ADMIN');
  const { accounts } = await admin.data<{ accounts: { items: { id: string; login: string }[] } }>(
    '{ accounts(page: { page: 1, perPage: 50 }) { items { id login } } }',
  );
  const change = (login: string, input: object) =>
    admin.data(
      'mutation ($id: ID!, $input: UpdateAccountInput!) { updateAccount(id: $id, input: $input) { id } }',
      {
        id: accounts.items.find((account) => account.login === login)?.id,
        input,
      },
    );
  await change('disabled', { disabled: true });
  await change('given', { password: OTHER_PASSWORD });
  await signedIn(given, 'given', OTHER_PASSWORD);
  await change('enrolling', { requireTwoFactor: true });

  const stranger = { ...user, ids: 'of the victim' as const };
  callers.set('anonymous', { ...stranger, client: clientOf(server), signedIn: false });
  callers.set('enrolment only', { ...stranger, client: enrolling, enrolled: false });
  callers.set('password of an administrator’s', {
    ...stranger,
    client: given,
    administrator: true,
    ownPassword: false,
  });
  callers.set('user', { ...user, client: await of('user') });
  callers.set('another user', { ...stranger, client: await of('another user') });
  callers.set('user, proof too old', { ...old, ids: 'of the victim' });
  callers.set('disabled user', { ...stranger, client: disabled, signedIn: false });
  callers.set('administrator', { ...user, client: await of('boss', 'ADMIN'), administrator: true });
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
  if (!caller.administrator && rule.includes(':')) return 'FORBIDDEN';
  return !caller.proved && rule.endsWith('proved') ? 'REAUTHENTICATION_REQUIRED' : 'passed';
}

const fieldsOf = (type: GraphQLObjectType): [string, GraphQLField<unknown, unknown>][] =>
  Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, field]);
const operations = () =>
  new Map([...fieldsOf(schema.getQueryType()!), ...fieldsOf(schema.getMutationType()!)]);

/** A value of the type, with no more than must be given. */
function dummy(type: GraphQLInputType, id: string): unknown {
  if (isNonNullType(type)) return dummy(type.ofType, id);
  if (isListType(type)) return [dummy(type.ofType, id)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(isRequiredInputField);
    return Object.fromEntries(fields.map((field) => [field.name, dummy(field.type, id)]));
  }
  const values: Record<string, unknown> = { ID: id, String: 'dummy', Int: 1, Boolean: false, JSON: {} };
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
