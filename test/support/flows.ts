import type { AccountRole } from '../../server/platform/acting/account-profile.js';
import type { Client } from './client.js';
import { ADMIN, type TestServer } from './server.js';
import { appCode, secretFromUri } from './totp.js';

export const SIGN_IN = `mutation ($login: String!, $password: String!, $deviceToken: String, $deviceName: String) {
  signIn(input: { login: $login, password: $password, deviceToken: $deviceToken, deviceName: $deviceName }) {
    __typename
    ... on SignedIn { token deviceToken expiresAt device { id name trustedUntil current } account { id login } }
    ... on SecondFactorRequired { challenge methods challengeExpiresAt: expiresAt trustDeviceForDays }
  }
}`;
export const VERIFY_CODE = `mutation ($challenge: String!, $code: String!, $trustDevice: Boolean) {
  verifyAuthenticatorCode(challenge: $challenge, code: $code, trustDevice: $trustDevice) {
    token deviceToken expiresAt device { id trustedUntil current } account { id }
  }
}`;
export const VERIFY_BACKUP_CODE = VERIFY_CODE.replace('verifyAuthenticatorCode', 'verifyBackupCode');
export const BEGIN_SETUP = 'mutation { beginAuthenticatorAppSetup { secret otpauthUri expiresAt } }';
export const CONFIRM_SETUP =
  'mutation ($code: String!) { confirmAuthenticatorAppSetup(code: $code) { enabled backupCodesRemaining } }';
export const GENERATE_CODES = 'mutation { generateBackupCodes }';
export const CONFIRM_CODES =
  'mutation ($code: String!) { confirmBackupCodes(code: $code) { backupCodesRemaining } }';
export const ME = '{ me { id login } }';
/** With a password of the person's own, as a program hands it over. */
export const CREATE_ACCOUNT = `mutation ($login: String!, $password: String!, $role: Role) {
  createAccount(input: { login: $login, password: $password, role: $role, passwordMustChange: false }) { id login }
}`;
export const UPDATE_SETTINGS =
  'mutation ($input: UpdateSettingsInput!) { updateSettings(input: $input) { disabled protectedAccounts } }';

export const STEP = 30_000;
export const PASSWORD = 'nine purple elephants dance';

export interface SignedInAnswer {
  __typename: 'SignedIn';
  token: string;
  deviceToken: string;
  expiresAt: string | null;
  device: { id: string; name: string; trustedUntil: string | null; current: boolean };
  account: { id: string; login: string };
}
interface SecondFactorAnswer {
  __typename: 'SecondFactorRequired';
  challenge: string;
  methods: string[];
  challengeExpiresAt: string;
  trustDeviceForDays: number;
}

/** Step one, with any outcome. */
export async function signIn(
  client: Client,
  login: string,
  password: string,
  more: { deviceToken?: string; deviceName?: string } = {},
): Promise<SignedInAnswer | SecondFactorAnswer> {
  const data = await client.data<{ signIn: SignedInAnswer | SecondFactorAnswer }>(SIGN_IN, {
    login,
    password,
    ...more,
  });
  return data.signIn;
}

/** Step one, which must ask for a second factor. */
export async function challengeFor(
  client: Client,
  login: string,
  password = PASSWORD,
): Promise<SecondFactorAnswer> {
  const answer = await signIn(client, login, password);
  if (answer.__typename !== 'SecondFactorRequired') throw new Error('No second factor was asked for');
  return answer;
}

/** Step one, which must be enough. */
export async function signedIn(client: Client, login: string, password = PASSWORD): Promise<SignedInAnswer> {
  const answer = await signIn(client, login, password);
  if (answer.__typename !== 'SignedIn') throw new Error('A second factor was asked for');
  return answer;
}

export async function administrator(server: TestServer): Promise<Client> {
  const client = server.client();
  await signedIn(client, ADMIN.login, ADMIN.password);
  return client;
}

export async function createAccount(
  admin: Client,
  login: string,
  role: AccountRole = 'USER',
  password = PASSWORD,
): Promise<string> {
  const data = await admin.data<{ createAccount: { id: string } }>(CREATE_ACCOUNT, { login, password, role });
  return data.createAccount.id;
}

export async function updateSettings(admin: Client, input: Record<string, unknown>): Promise<void> {
  await admin.data(UPDATE_SETTINGS, { input });
}

/** Sets up an authenticator app in a signed-in session; the clock moves on, so that the next code is a new one. */
export async function setUpApp(server: TestServer, client: Client): Promise<string> {
  const { beginAuthenticatorAppSetup: setup } = await client.data<{
    beginAuthenticatorAppSetup: { otpauthUri: string };
  }>(BEGIN_SETUP);
  const secret = secretFromUri(setup.otpauthUri);
  await client.data(CONFIRM_SETUP, { code: appCode(secret, server.clock.now()) });
  server.clock.advance(STEP);
  return secret;
}

export async function backupCodes(client: Client): Promise<string[]> {
  return (await client.data<{ generateBackupCodes: string[] }>(GENERATE_CODES)).generateBackupCodes;
}

/** Codes that are worth nothing until they are confirmed. */
export async function waitingBackupCodes(client: Client): Promise<string[]> {
  const query = 'mutation { generateBackupCodes(untilConfirmed: true) }';
  return (await client.data<{ generateBackupCodes: string[] }>(query)).generateBackupCodes;
}

/** Both steps, with the app's current code. */
export async function signInWithCode(
  server: TestServer,
  client: Client,
  login: string,
  secret: string,
  trustDevice = false,
  password = PASSWORD,
): Promise<SignedInAnswer> {
  const { challenge } = await challengeFor(client, login, password);
  const code = appCode(secret, server.clock.now());
  const data = await client.data<{ verifyAuthenticatorCode: SignedInAnswer }>(VERIFY_CODE, {
    challenge,
    code,
    trustDevice,
  });
  server.clock.advance(STEP);
  return data.verifyAuthenticatorCode;
}

/** An account with an authenticator app, and its secret. */
export async function protectedAccount(
  server: TestServer,
  admin: Client,
  login: string,
): Promise<{ id: string; secret: string; client: Client }> {
  const id = await createAccount(admin, login);
  const client = server.client();
  await signedIn(client, login);
  return { id, secret: await setUpApp(server, client), client };
}
