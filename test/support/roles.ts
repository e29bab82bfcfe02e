import type { AccountRole } from '../../server/platform/acting/account-profile.js';
import { UNATTENDED } from './acting.js';
import type { Client } from './client.js';
import { PASSWORD, signedIn } from './flows.js';
import type { TestServer } from './server.js';

export interface Holder {
  id: string;
  login: string;
  client: Client;
}

/** Somebody with a role, signed in; `groups`: ids of those it is for, otherwise it is for all accounts. */
export async function holderOf(
  server: TestServer,
  login: string,
  role: AccountRole,
  groups: string[] | null = null,
): Promise<Holder> {
  const { id } = await server.app.services.newAccounts.create(UNATTENDED, {
    login,
    role,
    administersGroups: groups,
    password: PASSWORD,
    passwordMustChange: false,
  });
  const client = server.client();
  await signedIn(client, login);
  return { id, login, client };
}

export async function groupOf(
  server: TestServer,
  name: string,
  domain: string | null = null,
): Promise<string> {
  const { groups } = server.app.services;
  const made = await groups.create(
    UNATTENDED,
    domain === null ? { name, kind: 'MANUAL' } : { name, kind: 'DOMAIN', source: domain },
  );
  return made.id;
}

export const join = (server: TestServer, groupId: string, ...ids: string[]) =>
  server.app.services.memberships.add(UNATTENDED, groupId, ids);
