import type { SoftAuthenticator } from './authenticator.js';
import { Client } from './client.js';
import { challengeFor, createAccount, PASSWORD, signedIn } from './flows.js';
import { ADMIN, type TestServer } from './server.js';

export type Json = Record<string, unknown>;

export const BEGIN_REGISTRATION = 'mutation { beginSecurityKeyRegistration }';
export const FINISH_REGISTRATION = `mutation ($name: String!, $response: JSON!) {
  finishSecurityKeyRegistration(name: $name, response: $response) {
    id name transports backedUp model lastUsedAt
  }
}`;
export const BEGIN_AUTOMATIC = 'mutation { beginAutomaticPasskeyRegistration }';
export const FINISH_AUTOMATIC = FINISH_REGISTRATION.replace(
  'finishSecurityKeyRegistration',
  'finishAutomaticPasskeyRegistration',
);
export const BEGIN_VERIFICATION =
  'mutation ($challenge: String!) { beginSecurityKeyVerification(challenge: $challenge) }';
export const VERIFY_KEY = `mutation ($challenge: String!, $response: JSON!) {
  verifySecurityKey(challenge: $challenge, response: $response) { token account { login } }
}`;
export const BEGIN_REAUTHENTICATION = 'mutation { beginReauthenticationWithSecurityKey }';
export const BEGIN_PASSKEY = 'mutation { beginPasskeySignIn }';
export const SIGN_IN_WITH_PASSKEY =
  'mutation ($response: JSON!) { signInWithPasskey(response: $response) { token account { login } } }';
export const KEYS = `{ me { twoFactor { enabled backupCodesRemaining
  securityKeys { id name model transports backedUp lastUsedAt counterRegressedAt } } } }`;

/** The one answer of a mutation. */
export const call = async (client: Client, mutation: string, variables?: Json): Promise<Json> =>
  Object.values(await client.data<Record<string, Json>>(mutation, variables))[0]!;

/** A new account, signed in. */
export async function accountFor(server: TestServer, admin: Client, login: string): Promise<Client> {
  await createAccount(admin, login);
  const client = clientOf(server);
  await signedIn(client, login);
  return client;
}

/** A client on a page of the server's public URL, wherever it really listens. */
export const clientOf = (server: TestServer): Client =>
  new Client(`http://127.0.0.1:${server.port}`, { origin: server.url });

export async function administratorOf(server: TestServer): Promise<Client> {
  const client = clientOf(server);
  await signedIn(client, ADMIN.login, ADMIN.password);
  return client;
}

/** Step one, and the options for a security key. */
export async function keyChallenge(
  client: Client,
  login: string,
): Promise<{ challenge: string; options: Json }> {
  const { challenge } = await challengeFor(client, login, PASSWORD);
  return { challenge, options: await call(client, BEGIN_VERIFICATION, { challenge }) };
}

/** Registers a software authenticator in a signed-in session. */
export async function registerKey(
  client: Client,
  authenticator: SoftAuthenticator,
  name = 'Key',
): Promise<Json> {
  const response = await authenticator.create(await call(client, BEGIN_REGISTRATION));
  return call(client, FINISH_REGISTRATION, { name, response });
}
