import { afterAll, beforeAll, expect, expectTypeOf, test } from 'vitest';
import { Account } from '../../../server/accounts/account.entity.js';
import { describedSchema } from '../../../server/api/graphql/schema.js';
import { OidcRecord } from '../../../server/integrations/openid-connect/oidc-record.entity.js';
import { SERVICE_PERMISSIONS } from '../../../server/platform/acting/permissions.js';
import { ServiceToken } from '../../../server/sessions/service-accounts/service-token.entity.js';
import { AuthToken } from '../../../server/sessions/tokens/auth-token.entity.js';
import { SoftAuthenticator } from '../../support/authenticator.js';
import { createApplication } from '../../support/applications.js';
import { createAppPassword } from '../../support/backends.js';
import { beforeCall } from '../../support/barrier.js';
import type { Client } from '../../support/client.js';
import {
  administrator,
  backupCodes,
  BEGIN_SETUP,
  CONFIRM_CODES,
  CONFIRM_SETUP,
  createAccount,
  GENERATE_CODES,
  PASSWORD,
  setUpApp,
  signedIn,
  signInWithCode,
  STEP,
  updateSettings,
  waitingBackupCodes,
} from '../../support/flows.js';
import { DAY } from '../../../server/platform/clock.js';
import { picture, REMOVE_LOGO, SET_LOGO } from '../../support/logo.js';
import {
  BEGIN_AUTOMATIC,
  BEGIN_REAUTHENTICATION,
  BEGIN_REGISTRATION,
  call,
  FINISH_AUTOMATIC,
  FINISH_REGISTRATION,
  type Json,
  registerKey,
} from '../../support/security-keys.js';
import { Browser, enter, relyingParty } from '../../support/openid-connect.js';
import { bearing, type Program, program, SHELL } from '../../support/service-accounts.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { tablesOf } from '../../support/tables.js';
import { appCode, secretFromUri } from '../../support/totp.js';
import type { Acting } from '../../../server/platform/acting/guard.js';
import type { Session } from '../../../server/platform/acting/session.js';

/** These act for no session: there is none yet. What decides instead is the account, under its lock. */
const FOR_NOBODY: Record<string, string> = {
  beginPasskeySignIn: 'asks for a passkey of whoever has one',
  beginSecurityKeyVerification: 'goes by the challenge of step one',
  beginPasswordResetWithSecurityKey:
    'goes by the link, as do those below: see sign-in/password-reset.test.ts',
  openPasswordReset: 'tells what the link leads to',
  requestPasswordReset: 'asks for the link',
  resetPasswordByMail: 'by the link and a second factor',
  setPasswordByLink: 'goes by the link: see recovery/password-links.test.ts',
  signIn: 'step one: see sign-in.test.ts',
  reportCompromise: 'by the token of a link: see accounts/reports.test.ts',
  confirmContactAddress: 'by the token of a link: see notifications/confirm-address.test.ts',
  signInWithPasskey: 'both steps in one: see sign-in.test.ts',
  verifyAuthenticatorCode: 'step two: see sign-in.test.ts',
  verifyBackupCode: 'step two: see sign-in.test.ts',
  verifyBypassCode: 'step two: see sign-in.test.ts',
  verifyRecoveryCode: 'step two: see sign-in.test.ts',
  verifySecurityKey: 'step two: see sign-in.test.ts',
};

interface Person {
  id: string;
  client: Client;
  appSecret: string;
  authenticator: SoftAuthenticator;
  securityKey: string;
  appPassword: string;
  /** Another device, which is trusted, and its token. */
  device: string;
  token: string;
}
interface Sent {
  query: string;
  variables?: Json;
}
/** A request that is right at this moment, made anew for each time it is sent. */
type Prepare = (person: Person) => Sent | Promise<Sent>;

const OF_ONESELF: Record<string, Prepare> = {
  beginAuthenticatorAppSetup: () => ({ query: BEGIN_SETUP }),
  beginAutomaticPasskeyRegistration: () => ({ query: BEGIN_AUTOMATIC }),
  beginReauthenticationWithSecurityKey: () => ({ query: BEGIN_REAUTHENTICATION }),
  beginSecurityKeyRegistration: () => ({ query: BEGIN_REGISTRATION }),
  cancelAuthenticatorAppSetup: () => ({ query: 'mutation { cancelAuthenticatorAppSetup }' }),
  changePassword: () => ({
    query:
      'mutation ($from: String!, $to: String!) { changePassword(currentPassword: $from, newPassword: $to) }',
    variables: { from: PASSWORD, to: 'seven green turtles sing' },
  }),
  async confirmAuthenticatorAppSetup({ client }) {
    const { otpauthUri } = await call(client, BEGIN_SETUP);
    const code = appCode(secretFromUri(otpauthUri as string), server.clock.now());
    return { query: CONFIRM_SETUP, variables: { code } };
  },
  createAppPassword: () => ({
    query:
      'mutation { createAppPassword(input: { name: "tablet", scopes: ["dav"] }) { appPassword { id } } }',
  }),
  disableAuthenticatorApp: () => ({ query: 'mutation { disableAuthenticatorApp { enabled } }' }),
  dismissTwoFactorRecommendation: () => ({
    query: 'mutation { dismissTwoFactorRecommendation { enabled } }',
  }),
  disableTwoFactor: () => ({ query: 'mutation { disableTwoFactor { enabled } }' }),
  disconnectApplication: async ({ client }) =>
    byId('disconnectApplication(applicationId: $id)', await connected(client)),
  async endApplicationSession({ client }) {
    const applicationId = await connected(client);
    const { tokenId } = await callerOf(client);
    return {
      query:
        'mutation ($applicationId: ID!, $tokenId: ID!) { endApplicationSession(applicationId: $applicationId, tokenId: $tokenId) }',
      variables: { applicationId, tokenId },
    };
  },
  async finishAutomaticPasskeyRegistration({ client }) {
    const response = await new SoftAuthenticator(server.url).create(await call(client, BEGIN_AUTOMATIC));
    return { query: FINISH_AUTOMATIC, variables: { name: 'Saved', response } };
  },
  async finishSecurityKeyRegistration({ client }) {
    const response = await new SoftAuthenticator(server.url).create(await call(client, BEGIN_REGISTRATION));
    return { query: FINISH_REGISTRATION, variables: { name: 'Another', response } };
  },
  async confirmBackupCodes({ client }) {
    const [code] = await waitingBackupCodes(client);
    return { query: CONFIRM_CODES, variables: { code } };
  },
  generateBackupCodes: () => ({ query: GENERATE_CODES }),
  reauthenticate({ appSecret }) {
    server.clock.advance(STEP);
    const code = appCode(appSecret, server.clock.now());
    return { query: 'mutation ($code: String) { reauthenticate(code: $code) }', variables: { code } };
  },
  async reauthenticateWithSecurityKey({ client, authenticator }) {
    const response = authenticator.get(await call(client, BEGIN_REAUTHENTICATION));
    return {
      query: 'mutation ($response: JSON!) { reauthenticateWithSecurityKey(response: $response) }',
      variables: { response },
    };
  },
  async removeBackupCodes({ client }) {
    await backupCodes(client);
    return { query: 'mutation { removeBackupCodes { enabled } }' };
  },
  removeDevice: ({ device }) => byId('removeDevice(id: $id)', device),
  removeSecurityKey: ({ securityKey }) => byId('removeSecurityKey(id: $id) { enabled }', securityKey),
  renameAppPassword: ({ appPassword }) =>
    byId('renameAppPassword(id: $id, name: "Renamed") { id }', appPassword),
  renameDevice: ({ device }) => byId('renameDevice(id: $id, name: "Renamed") { id }', device),
  renameSecurityKey: ({ securityKey }) =>
    byId('renameSecurityKey(id: $id, name: "Renamed") { id }', securityKey),
  renewToken({ client }) {
    // Only who holds the token itself can have it renewed.
    client.bearer = client.cookies.get('latchkey');
    return { query: 'mutation { renewToken { token } }' };
  },
  revokeAppPassword: ({ appPassword }) => byId('revokeAppPassword(id: $id)', appPassword),
  revokeOtherTokens: () => ({ query: 'mutation { revokeOtherTokens }' }),
  revokeToken: ({ token }) => byId('revokeToken(id: $id)', token),
  signOut: () => ({ query: 'mutation { signOut }' }),
  signOutDevice: ({ device }) => byId('signOutDevice(id: $id) { id }', device),
  trustCurrentDevice: () => ({ query: 'mutation { trustCurrentDevice { id } }' }),
  untrustAllDevices: () => ({ query: 'mutation { untrustAllDevices { id } }' }),
  untrustDevice: ({ device }) => byId('untrustDevice(id: $id) { id }', device),
  updateMyContact: () => ({
    query: 'mutation { updateMyContact(input: { email: "new@example.org" }) }',
  }),
};

/** The person here is whom the administrator acts on. */
const OF_ADMINISTRATORS: Record<string, Prepare> = {
  addToGroup: async ({ id }) => inGroup('addToGroup', await group(), id),
  applyToAccounts: ({ id }) => byId('applyToAccounts(ids: [$id], action: DISABLE) { done }', id),
  createAccount: () => ({
    query: 'mutation ($input: CreateAccountInput!) { createAccount(input: $input) { id } }',
    variables: { input: { login: `created ${++made}`, password: PASSWORD, role: 'ADMIN' } },
  }),
  createApplication: () => ({
    query: 'mutation ($input: CreateApplicationInput!) { createApplication(input: $input) { clientSecret } }',
    variables: { input: { kind: 'FORWARD', name: 'Wiki', hosts: [`wiki${++made}.example.org`] } },
  }),
  createGroup: () => ({
    query: 'mutation ($name: String!) { createGroup(input: { name: $name, kind: MANUAL }) { id } }',
    variables: { name: `Team ${++made}` },
  }),
  deleteAccount: ({ id }) => byId('deleteAccount(id: $id)', id),
  deleteApplication: async () => byId('deleteApplication(id: $id)', await application()),
  createServiceAccount: () => ({
    query:
      'mutation ($name: String!) { createServiceAccount(input: { name: $name, permissions: ["accounts:read"] }) { id } }',
    variables: { name: `Panel ${++made}` },
  }),
  deleteServiceAccount: async () => byId('deleteServiceAccount(id: $id)', (await serviceAccount()).id),
  deleteGroup: async () => byId('deleteGroup(id: $id)', (await group()).id),
  dropOldApplicationSecret: async () => byId('dropOldApplicationSecret(id: $id) { id }', await application()),
  importAccounts: () => ({
    query: 'mutation ($csv: String!) { importAccounts(csv: $csv, dryRun: false) { line } }',
    variables: { csv: `login\nimported ${++made}` },
  }),
  issueBypassCode: ({ id }) => byId('issueBypassCode(accountId: $id) { code }', id),
  issuePasswordLink: ({ id }) => byId('issuePasswordLink(accountId: $id) { token }', id),
  issueRecoveryCode: ({ id }) => byId('issueRecoveryCode(accountId: $id) { code }', id),
  issueServiceToken: async () =>
    byId('issueServiceToken(id: $id, days: 1) { secret }', (await serviceAccount()).id),
  revokeServiceToken: async () => byId('revokeServiceToken(id: $id)', (await serviceAccount()).tokenId),
  rotateServiceToken: async () =>
    byId('rotateServiceToken(id: $id, overlapDays: 1) { secret }', (await serviceAccount()).tokenId),
  updateServiceAccount: async () =>
    byId('updateServiceAccount(id: $id, input: { disabled: true }) { id }', (await serviceAccount()).id),
  recordSetupFact: () => ({ query: 'mutation { recordSetupFact(fact: KEY_BACKED_UP) }' }),
  removeAccountDevice: ({ device }) => byId('removeAccountDevice(id: $id)', device),
  async removeFromGroup({ id }) {
    const team = await group();
    await server.app.services.memberships.add(SHELL, team.id, [id]);
    return inGroup('removeFromGroup', team, id);
  },
  removeLostFactor: ({ id, securityKey }) => ({
    query:
      'mutation ($accountId: ID!, $id: ID!) { removeLostFactor(accountId: $accountId, method: SECURITY_KEY, id: $id) { id } }',
    variables: { accountId: id, id: securityKey },
  }),
  resetTwoFactor: ({ id }) => byId('resetTwoFactor(accountId: $id) { id }', id),
  revokeAccountAppPassword: ({ id, appPassword }) => ({
    query:
      'mutation ($accountId: ID!, $id: ID!) { revokeAccountAppPassword(accountId: $accountId, id: $id) }',
    variables: { accountId: id, id: appPassword },
  }),
  revokeAccountToken: ({ token }) => byId('revokeAccountToken(id: $id)', token),
  revokeAccountTokens: ({ id }) => byId('revokeAccountTokens(accountId: $id)', id),
  revokeAllTokens: () => ({ query: 'mutation { revokeAllTokens(confirm: true) }' }),
  rotateApplicationSecret: async () =>
    byId('rotateApplicationSecret(id: $id) { clientSecret }', await application()),
  runJob: () => ({ query: 'mutation { runJob(name: "clean-up") { name } }' }),
  signOutAccountDevice: ({ device }) => byId('signOutAccountDevice(id: $id) { id }', device),
  unlockAccount: ({ id }) => byId('unlockAccount(id: $id) { id }', id),
  async withdrawBypassCode({ id }) {
    await server.app.services.bypassCodes.issue({ id: null, login: 'test', ipAddress: null }, id, 1, 1);
    return byId('withdrawBypassCode(accountId: $id)', id);
  },
  async withdrawExemption({ id }) {
    await server.app.services.exemptions.set(SHELL, id, 'test', server.clock.now() + DAY);
    return byId('withdrawExemption(accountId: $id) { id }', id);
  },
  setExemption: ({ id }) => ({
    query:
      'mutation ($id: ID!, $at: DateTimeISO!) { setExemption(accountId: $id, reason: "test", endsAt: $at) { id } }',
    variables: { id, at: new Date(server.clock.now() + DAY).toISOString() },
  }),
  setGroupPolicy: async () =>
    byId(
      `setGroupPolicy(groupId: $id, input: { trustDevicesForDays: ${20 + (++made % 9)} }) { id }`,
      (await group()).id,
    ),
  async removeGroupPolicy() {
    const { id } = await group();
    await server.app.services.groupPolicies.set(SHELL, id, { allowBackupCodes: false });
    return byId('removeGroupPolicy(groupId: $id) { id }', id);
  },
  untrustAccountDevice: ({ device }) => byId('untrustAccountDevice(id: $id) { id }', device),
  updateAccount: ({ id }) => byId('updateAccount(id: $id, input: { role: ADMIN }) { id }', id),
  updateApplication: async () =>
    byId('updateApplication(id: $id, input: { enabled: false }) { id }', await application()),
  updateGroup: async () => byId(`updateGroup(id: $id, name: "Renamed ${++made}") { id }`, (await group()).id),
  updateContact: ({ id }) => byId('updateContact(accountId: $id, input: { locale: DE })', id),
  setLogo: async () => ({
    query: SET_LOGO,
    variables: { image: (await picture(String(++made))).toString('base64') },
  }),
  removeLogo: async () => {
    const { logos } = server.app.services;
    const image = (await picture(String(++made))).toString('base64');
    await logos.set({ id: null, login: 'test', ipAddress: null }, image);
    return { query: REMOVE_LOGO };
  },
  updateSettings: () => ({
    query: 'mutation ($days: Int) { updateSettings(input: { enrolmentGraceDays: $days }) { disabled } }',
    variables: { days: ++made },
  }),
  // Last, for nobody can be trusted from then on.
  applySettingsProfile: () => ({
    query: 'mutation { applySettingsProfile(profile: STRICT) { disabled } }',
  }),
};

const serviceAccount = () => program(server, ['accounts:read']);

const group = () => server.app.services.groups.create(SHELL, { name: `Group ${++made}`, kind: 'MANUAL' });

const inGroup = (mutation: string, { id }: { id: string }, accountId: string): Sent => ({
  query: `mutation ($id: ID!, $accountId: ID!) { ${mutation}(id: $id, accountIds: [$accountId]) { done } }`,
  variables: { id, accountId },
});

/** An application with a secret and one before it. */
async function application(): Promise<string> {
  const { applications } = server.app.services;
  const redirectUris = ['https://app.example.org/callback'];
  const { application: made } = await applications.create(SHELL, { kind: 'OIDC', name: 'App', redirectUris });
  await applications.rotateSecret(SHELL, made.id);
  return made.id;
}

/** An application that the caller has signed in to. */
async function connected(client: Client): Promise<string> {
  const { application: made, clientSecret } = await createApplication(admin);
  const party = await relyingParty(server, { clientId: made.clientId, secret: clientSecret });
  await enter(party, new Browser(server, client));
  return made.id;
}

const byId = (field: string, id: string): Sent => ({
  query: `mutation ($id: ID!) { ${field} }`,
  variables: { id },
});

let server: TestServer;
let admin: Client;
let made = 0;
beforeAll(async () => {
  server = await startTestServer();
  // Only what is asked for is to write.
  await server.app.services.jobs.stop(10_000);
  await updateSettings(await administrator(server), { offerPasskeys: 'SAVE' });
});
afterAll(() => server.stop());

async function person(): Promise<Person> {
  // Time passes here, and proofs last ten minutes.
  admin = await administrator(server);
  const login = `person ${++made}`;
  const id = await createAccount(admin, login);
  const client = server.client();
  await signedIn(client, login);
  const appSecret = await setUpApp(server, client);
  const authenticator = new SoftAuthenticator(server.url);
  const key = await registerKey(client, authenticator);
  const { appPassword } = await createAppPassword(client, ['imap']);
  const { device, token } = await signInWithCode(server, server.client(), login, appSecret, true);
  const there = server.client({ bearer: token });
  const { myTokens } = await there.data<{ myTokens: { id: string; current: boolean }[] }>(
    '{ myTokens { id current } }',
  );
  return {
    id,
    client,
    appSecret,
    authenticator,
    securityKey: key['id'] as string,
    appPassword: appPassword.id,
    device: device.id,
    token: myTokens.find(({ current }) => current)!.id,
  };
}

interface Caller {
  accountId: string;
  tokenId: string;
  role: 'USER' | 'ADMIN';
  client: Client;
}
async function callerOf(client: Client): Promise<Caller> {
  const { me, myTokens } = await client.data<{
    me: { id: string; role: Caller['role'] };
    myTokens: { id: string; current: boolean }[];
  }>('{ me { id role } myTokens { id current } }');
  return { accountId: me.id, role: me.role, tokenId: myTokens.find(({ current }) => current)!.id, client };
}
async function newAdministrator(): Promise<Client> {
  const login = `administrator ${++made}`;
  await createAccount(admin, login, 'ADMIN');
  const client = server.client();
  await signedIn(client, login);
  return client;
}

type Undo = () => Promise<unknown>;
/** What happens between the moment a request is authorised and the moment it is carried out. */
const MEANWHILE: Record<string, { code: string; act: (caller: Caller) => Promise<Undo> }> = {
  'the session has ended': {
    code: 'UNAUTHENTICATED',
    async act({ tokenId }) {
      const { manager } = server.app.database.dataSource;
      const row = await manager.findOneByOrFail(AuthToken, { id: tokenId });
      // What applications were given in it goes with it.
      const given = await manager.findBy(OidcRecord, { tokenId });
      await manager.delete(AuthToken, { id: tokenId });
      return async () => {
        await manager.insert(AuthToken, row);
        await manager.insert(OidcRecord, given);
      };
    },
  },
  'the account has been disabled': {
    code: 'UNAUTHENTICATED',
    act: ({ accountId }) => changing(accountId, { disabled: true }, { disabled: false }),
  },
  'what was proved counts no more': {
    code: 'UNAUTHENTICATED',
    act: ({ accountId }) => changing(accountId, { credentialVersion: 7 }, { credentialVersion: 0 }),
  },
  'the role has been taken': {
    code: 'FORBIDDEN',
    act: ({ accountId, role }) =>
      changing(accountId, { role: role === 'ADMIN' ? 'USER' : 'ADMIN' }, { role }),
  },
};
async function changing(id: string, to: Partial<Account>, back: Partial<Account>): Promise<Undo> {
  const { manager } = server.app.database.dataSource;
  await manager.update(Account, { id }, to);
  return () => manager.update(Account, { id }, back);
}

const mayChange = new Set(['audit_events', 'audit_head', 'audit_seals', 'throttle_counters']);

/** All that was written; ceremonies are used up by any answer, but none may be begun. */
function written(before: Map<string, string[]>, after: Map<string, string[]>): string[] {
  return [...after].flatMap(([table, rows]) => {
    if (mayChange.has(table)) return [];
    const old = before.get(table)!;
    const added = rows.filter((row) => !old.includes(row));
    const gone = table === 'webauthn_ceremonies' ? [] : old.filter((row) => !rows.includes(row));
    return [...added.map((row) => `+ ${table} ${row}`), ...gone.map((row) => `- ${table} ${row}`)];
  });
}

test('what acts for a session must be handed the session, not only the name of who acts', () => {
  expectTypeOf<Session>().toExtend<Acting>();
  expectTypeOf<Session['actor']>().not.toExtend<Acting>();
});

test('every mutation of the schema is tried here, or acts for nobody', () => {
  const schema = describedSchema();
  const known = [...Object.keys(OF_ONESELF), ...Object.keys(OF_ADMINISTRATORS), ...Object.keys(FOR_NOBODY)];
  expect(known.sort()).toEqual(Object.keys(schema.getMutationType()!.getFields()).sort());
});

test.each([
  ...Object.entries(OF_ONESELF).map(([name, prepare]) => ({ name, prepare, byAdministrator: false })),
  ...Object.entries(OF_ADMINISTRATORS).map(([name, prepare]) => ({ name, prepare, byAdministrator: true })),
])('$name is refused when meanwhile its session ends or its account changes', async (mutation) => {
  const subject = await person();
  const caller = await callerOf(mutation.byAdministrator ? await newAdministrator() : subject.client);
  for (const [happened, { code, act }] of Object.entries(MEANWHILE)) {
    const { query, variables } = await mutation.prepare(subject);
    const before = await tablesOf(server);
    let undo: Undo | undefined;
    const meanwhile = beforeCall(server.app.database, 'transaction', async () => {
      undo = await act(caller);
    });
    expect(await caller.client.code(query, variables), happened).toBe(code);
    expect(meanwhile.happened(), 'it has no transaction').toBe(true);
    await undo?.();
    expect(written(before, await tablesOf(server)), happened).toEqual([]);
  }

  const { query, variables } = await mutation.prepare(subject);
  const before = await tablesOf(server);
  expect(await caller.client.code(query, variables)).toBeUndefined();
  expect(await tablesOf(server)).not.toEqual(before);
});

type OfMachines = (program: Program) => Promise<{ undo: Undo; code: string }>;
/** The same for a service account: what ends, or narrows, what it may do. */
const MACHINE_MEANWHILE: Record<string, OfMachines> = {
  'its token has been revoked': async ({ tokenId }) => {
    const { manager } = server.app.database.dataSource;
    const row = await manager.findOneByOrFail(ServiceToken, { id: tokenId });
    await manager.delete(ServiceToken, { id: tokenId });
    return { code: 'UNAUTHENTICATED', undo: () => manager.insert(ServiceToken, row) };
  },
  'its token has expired': async ({ tokenId }) => {
    const { manager } = server.app.database.dataSource;
    const { expiresAt } = await manager.findOneByOrFail(ServiceToken, { id: tokenId });
    await manager.update(ServiceToken, { id: tokenId }, { expiresAt: server.clock.now() });
    return {
      code: 'UNAUTHENTICATED',
      undo: () => manager.update(ServiceToken, { id: tokenId }, { expiresAt }),
    };
  },
  'it has been disabled': async ({ id }) => {
    const { serviceAccounts } = server.app.services;
    await serviceAccounts.update(SHELL, id, { disabled: true });
    return { code: 'UNAUTHENTICATED', undo: () => serviceAccounts.update(SHELL, id, { disabled: false }) };
  },
  'it may not be used from there': async ({ id }) => {
    const { serviceAccounts } = server.app.services;
    await serviceAccounts.update(SHELL, id, { allowedNetworks: ['192.0.2.0/24'] });
    return {
      code: 'UNAUTHENTICATED',
      undo: () => serviceAccounts.update(SHELL, id, { allowedNetworks: [] }),
    };
  },
  'it has lost a permission': async ({ id }) => {
    const { serviceAccounts } = server.app.services;
    await serviceAccounts.update(SHELL, id, { permissions: ['service-accounts:read'] });
    return {
      code: 'FORBIDDEN',
      undo: () => serviceAccounts.update(SHELL, id, { permissions: SERVICE_PERMISSIONS }),
    };
  },
};

/** Of service accounts that may do everything they can be given: what is theirs to do, done to plain users. */
const OF_MACHINES = Object.entries({
  ...OF_ADMINISTRATORS,
  createAccount: (): Sent => ({
    query: 'mutation ($login: String!) { createAccount(input: { login: $login }) { id } }',
    variables: { login: `created ${++made}` },
  }),
  updateAccount: ({ id }: Person) =>
    byId('updateAccount(id: $id, input: { displayName: "Known" }) { id }', id),
  async applySettingsProfile(): Promise<Sent> {
    // It was applied above.
    await server.app.services.settingsChanges.update(SHELL, { clockTolerance: 0 });
    return { query: 'mutation { applySettingsProfile(profile: STRICT) { disabled } }' };
  },
}).filter(([name]) => !/ServiceAccount|ServiceToken|importAccounts/.test(name));

test.each(OF_MACHINES)(
  '%s is refused when meanwhile its service account or its token ends',
  async (_, prepare) => {
    const subject = await person();
    const machine = await program(server, SERVICE_PERMISSIONS);
    const { query, variables } = await prepare(subject);
    for (const [happened, act] of Object.entries(MACHINE_MEANWHILE)) {
      let meant: Awaited<ReturnType<OfMachines>> | undefined;
      let before: Map<string, string[]> | undefined;
      const meanwhile = beforeCall(server.app.database, 'transaction', async () => {
        meant = await act(machine);
        await server.app.services.laterWrites.settle();
        before = await tablesOf(server);
      });
      const code = await bearing(server, machine.secret).code(query, variables);
      expect(meanwhile.happened(), 'it has no transaction').toBe(true);
      expect(code, happened).toBe(meant?.code);
      expect(written(before!, await tablesOf(server)), happened).toEqual([]);
      await meant?.undo();
    }
    const before = await tablesOf(server);
    expect(await machine.client.code(query, variables)).toBeUndefined();
    expect(await tablesOf(server)).not.toEqual(before);
  },
);
