import type { Permission } from '../../server/platform/acting/permissions.js';
import type { Unattended } from '../../server/platform/acting/guard.js';
import { Client } from './client.js';
import type { TestServer } from './server.js';

/** As the command line acts. */
export const SHELL: Unattended = { id: null, login: 'test', ipAddress: null };

export interface Program {
  id: string;
  name: string;
  secret: string;
  tokenId: string;
  /** Sends the token, and no Origin: it is no browser. */
  client: Client;
}

let made = 0;

/** A service account with these permissions and a token for so many days. */
export async function program(
  server: TestServer,
  permissions: readonly Permission[],
  { days = 30, allowedNetworks = [] as string[] } = {},
): Promise<Program> {
  const { serviceAccounts, serviceTokens } = server.app.services;
  const name = `panel ${++made}`;
  const { id } = await serviceAccounts.create(SHELL, { name, permissions, allowedNetworks });
  const { secret, token } = await serviceTokens.issue(SHELL, id, days);
  return { id, name, secret, tokenId: token.id, client: bearing(server, secret) };
}

export const bearing = ({ port }: TestServer, bearer: string): Client =>
  new Client(`http://127.0.0.1:${port}`, { bearer, origin: null });
