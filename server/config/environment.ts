import { z } from 'zod';
import { accounts } from './variables/accounts.js';
import { database } from './variables/database.js';
import { http } from './variables/http.js';
import { notifications } from './variables/notifications.js';
import { operation } from './variables/operation.js';
import { passwordServers } from './variables/password-servers.js';
import { securityKeys } from './variables/security-keys.js';
import type { Variables } from './variable.js';

/** Every variable that is read, by what it is about. */
export const VARIABLES = {
  HTTP: http,
  'Database and key': database,
  'Accounts and sign-in': accounts,
  'Security keys and passkeys': securityKeys,
  'Passwords kept elsewhere': passwordServers,
  'Mail and webhooks': notifications,
  Operation: operation,
} satisfies Record<string, Variables>;

const all = {
  ...http,
  ...database,
  ...accounts,
  ...securityKeys,
  ...passwordServers,
  ...notifications,
  ...operation,
};
type Shape = { [Name in keyof typeof all]: (typeof all)[Name]['schema'] };

/** The environment as a whole, and what each variable in it may be. */
export const environment = z.object(
  Object.fromEntries(Object.entries(all).map(([name, { schema }]) => [name, schema])) as unknown as Shape,
);

export type Environment = z.infer<typeof environment>;
