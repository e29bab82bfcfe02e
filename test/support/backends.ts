import type { Client } from './client.js';
import type { TestServer } from './server.js';

export const CREATE_APP_PASSWORD = `mutation ($name: String!, $scopes: [String!]!, $expiresAt: DateTimeISO) {
  createAppPassword(input: { name: $name, scopes: $scopes, expiresAt: $expiresAt }) {
    password appPassword { id name scopes createdAt expiresAt lastUsedAt lastUsedFrom }
  }
}`;
export const APP_PASSWORDS = '{ me { appPasswords { id name scopes expiresAt lastUsedAt lastUsedFrom } } }';
export const REVOKE_APP_PASSWORD = 'mutation ($id: ID!) { revokeAppPassword(id: $id) }';

export interface AppPasswordAnswer {
  id: string;
  name: string;
  scopes: string[];
  expiresAt: string | null;
  lastUsedAt: string | null;
  lastUsedFrom: string | null;
}

export async function createAppPassword(
  client: Client,
  scopes: string[],
  more: { name?: string; expiresAt?: Date } = {},
): Promise<{ password: string; appPassword: AppPasswordAnswer }> {
  const { createAppPassword: created } = await client.data<{
    createAppPassword: { password: string; appPassword: AppPasswordAnswer };
  }>(CREATE_APP_PASSWORD, { name: 'phone', scopes, ...more });
  return created;
}

export async function appPasswordsOf(client: Client): Promise<AppPasswordAnswer[]> {
  return (await client.data<{ me: { appPasswords: AppPasswordAnswer[] } }>(APP_PASSWORDS)).me.appPasswords;
}

export const basicHeader = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** What a backend asks on a client's behalf. */
export const askBasic = (
  server: TestServer,
  login: string,
  password: string,
  scope = 'dav',
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(`${server.url}/auth/basic?scope=${scope}`, {
    headers: { authorization: basicHeader(login, password), ...headers },
  });

/** The status alone. */
export const basicStatus = async (...asked: Parameters<typeof askBasic>): Promise<number> =>
  (await askBasic(...asked)).status;
