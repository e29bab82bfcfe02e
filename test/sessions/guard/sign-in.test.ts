import { afterAll, beforeAll, expect, test } from 'vitest';
import { SoftAuthenticator } from '../../support/authenticator.js';
import { stopCall } from '../../support/barrier.js';
import type { Client } from '../../support/client.js';
import {
  administrator,
  backupCodes,
  challengeFor,
  createAccount,
  PASSWORD,
  protectedAccount,
  setUpApp,
  SIGN_IN,
  signedIn,
  signInWithCode,
  updateSettings,
  VERIFY_BACKUP_CODE,
  VERIFY_CODE,
} from '../../support/flows.js';
import {
  BEGIN_PASSKEY,
  call,
  keyChallenge,
  registerKey,
  SIGN_IN_WITH_PASSKEY,
  VERIFY_KEY,
} from '../../support/security-keys.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { appCode } from '../../support/totp.js';

const UPDATE =
  'mutation ($id: ID!, $input: UpdateAccountInput!) { updateAccount(id: $id, input: $input) { id } }';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
  await server.app.services.jobs.stop(10_000);
  admin = await administrator(server);
});
afterAll(() => server.stop());

interface Answer {
  signIn: { __typename: string; methods?: string[] } | null;
}
/** Step one, while whose password is being checked something happens. */
async function signInWhile(
  client: Client,
  login: string,
  meanwhile: () => Promise<unknown>,
): Promise<string | undefined> {
  const hashed = stopCall(server.app.services.hasher, 'verify');
  const answer = client.request<Answer>(SIGN_IN, { login, password: PASSWORD });
  await hashed.reached;
  await meanwhile();
  hashed.release();
  const { data, errors } = await answer;
  return errors?.[0]?.extensions.code ?? data?.signIn?.__typename;
}

test('a device that is untrusted while the password is checked is asked for the second factor', async () => {
  const { client, secret } = await protectedAccount(server, admin, 'untrusted');
  const trusted = server.client();
  const { device } = await signInWithCode(server, trusted, 'untrusted', secret, true);
  expect(await signInWhile(trusted, 'untrusted', () => Promise.resolve())).toBe('SignedIn');
  const untrust = 'mutation ($id: ID!) { untrustDevice(id: $id) { id } }';
  const outcome = await signInWhile(trusted, 'untrusted', () => client.data(untrust, { id: device.id }));
  expect(outcome).toBe('SecondFactorRequired');
});

test('an app that is confirmed while the password is checked is asked for', async () => {
  await createAccount(admin, 'confirms');
  const owner = server.client();
  await signedIn(owner, 'confirms');
  expect(await signInWhile(server.client(), 'confirms', () => setUpApp(server, owner))).toBe(
    'SecondFactorRequired',
  );
});

test('an account that is disabled while the password is checked is not let in', async () => {
  const id = await createAccount(admin, 'disabled');
  const disable = () => admin.data(UPDATE, { id, input: { disabled: true } });
  expect(await signInWhile(server.client(), 'disabled', disable)).toBe('INVALID_CREDENTIALS');
});

test('a password that is changed while it is checked opens nothing', async () => {
  const id = await createAccount(admin, 'changed');
  const change = () => admin.data(UPDATE, { id, input: { password: 'seven green turtles sing' } });
  expect(await signInWhile(server.client(), 'changed', change)).toBe('INVALID_CREDENTIALS');
  const app = await protectedAccount(server, admin, 'changed too');
  const changeToo = () => admin.data(UPDATE, { id: app.id, input: { password: 'seven green turtles sing' } });
  expect(await signInWhile(server.client(), 'changed too', changeToo)).toBe('INVALID_CREDENTIALS');
});

test('an account that is deleted while the password is checked is an unknown one', async () => {
  const id = await createAccount(admin, 'deleted');
  const remove = () => admin.data('mutation ($id: ID!) { deleteAccount(id: $id) }', { id });
  expect(await signInWhile(server.client(), 'deleted', remove)).toBe('INVALID_CREDENTIALS');
});

test('what is offered is what is set up when the challenge is opened', async () => {
  const { client, secret } = await protectedAccount(server, admin, 'offered');
  const hashed = stopCall(server.app.services.hasher, 'verify');
  const answer = server.client().data<Answer>(SIGN_IN, { login: 'offered', password: PASSWORD });
  await hashed.reached;
  await registerKey(client, new SoftAuthenticator(server.url));
  await client.data('mutation { disableAuthenticatorApp { enabled } }');
  hashed.release();
  expect((await answer).signIn).toMatchObject({ methods: ['SECURITY_KEY'] });
  expect(secret).not.toBe('');
});

/** Step two, stopped before the last of its transactions. */
async function stepTwoWhile(
  transaction: number,
  send: () => Promise<string | undefined>,
  meanwhile: () => Promise<unknown>,
): Promise<string | undefined> {
  const last = stopCall(server.app.database, 'transaction', transaction);
  const answer = send();
  await last.reached;
  await meanwhile();
  last.release();
  return answer;
}

test('a code of the app signs nobody in who is disabled meanwhile', async () => {
  const { id, secret } = await protectedAccount(server, admin, 'code');
  const { challenge } = await challengeFor(server.client(), 'code');
  const code = appCode(secret, server.clock.now());
  const disable = () => admin.data(UPDATE, { id, input: { disabled: true } });
  const send = () => server.client().code(VERIFY_CODE, { challenge, code });
  expect(await stepTwoWhile(1, send, disable)).toBe('CHALLENGE_EXPIRED');
});

test('a backup code is worth nothing when these are switched off meanwhile', async () => {
  const { client } = await protectedAccount(server, admin, 'backup code');
  const [code] = await backupCodes(client);
  const { challenge } = await challengeFor(server.client(), 'backup code');
  const send = () => server.client().code(VERIFY_BACKUP_CODE, { challenge, code });
  const off = () => updateSettings(admin, { allowBackupCodes: false });
  expect(await stepTwoWhile(2, send, off)).toBe('METHOD_DISABLED');
  await updateSettings(admin, { allowBackupCodes: true });
  expect(await client.data('{ me { twoFactor { backupCodesRemaining } } }')).toEqual({
    me: { twoFactor: { backupCodesRemaining: 10 } },
  });
});

test.each(['Recovery', 'Bypass'])(
  'a %s code is worth nothing when the password is changed meanwhile',
  async (kind) => {
    const login = `${kind} code`;
    const { id } = await protectedAccount(server, admin, login);
    const { issued } = await admin.data<{ issued: { code: string } }>(
      `mutation ($id: ID!) { issued: issue${kind}Code(accountId: $id) { code } }`,
      { id },
    );
    const { challenge } = await challengeFor(server.client(), login);
    const verify = `mutation ($challenge: String!, $code: String!) { verify${kind}Code(challenge: $challenge, code: $code) { token } }`;
    const send = () => server.client().code(verify, { challenge, code: issued.code });
    const change = () => admin.data(UPDATE, { id, input: { password: 'seven green turtles sing' } });
    expect(await stepTwoWhile(2, send, change)).toBe('CHALLENGE_EXPIRED');
  },
);

async function withKey(login: string) {
  const id = await createAccount(admin, login);
  const owner = server.client();
  await signedIn(owner, login);
  const authenticator = new SoftAuthenticator(server.url);
  const { id: keyId } = await registerKey(owner, authenticator);
  return { id, owner, authenticator, keyId };
}
const REMOVE_KEY = 'mutation ($id: ID!) { removeSecurityKey(id: $id) { enabled } }';

test('a security key that is removed meanwhile is no second factor', async () => {
  const { owner, authenticator, keyId } = await withKey('key');
  await setUpApp(server, owner);
  const { challenge, options } = await keyChallenge(server.client(), 'key');
  const response = authenticator.get(options);
  const send = () => server.client().code(VERIFY_KEY, { challenge, response });
  expect(await stepTwoWhile(2, send, () => owner.data(REMOVE_KEY, { id: keyId }))).toBe('METHOD_DISABLED');
});

test.each([
  [
    'is removed',
    'INVALID_CODE',
    ({ owner, keyId }: Awaited<ReturnType<typeof withKey>>) => owner.data(REMOVE_KEY, { id: keyId }),
  ],
  [
    'belongs to an account that is disabled',
    'INVALID_CODE',
    ({ id }: Awaited<ReturnType<typeof withKey>>) => admin.data(UPDATE, { id, input: { disabled: true } }),
  ],
  [
    'belongs to an account that is deleted',
    'INVALID_CODE',
    ({ id }: Awaited<ReturnType<typeof withKey>>) =>
      admin.data('mutation ($id: ID!) { deleteAccount(id: $id) }', { id }),
  ],
  [
    'is of a kind that is switched off',
    'METHOD_DISABLED',
    () => updateSettings(admin, { allowSecurityKeys: false }),
  ],
])('a passkey that %s meanwhile does not sign in', async (what, code, meanwhile) => {
  const person = await withKey(`passkey ${what}`);
  const response = person.authenticator.get(await call(server.client(), BEGIN_PASSKEY));
  const send = () => server.client().code(SIGN_IN_WITH_PASSKEY, { response });
  expect(await stepTwoWhile(2, send, () => meanwhile(person))).toBe(code);
  await updateSettings(admin, { allowSecurityKeys: true });
});
