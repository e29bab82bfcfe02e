import type { GraphQLSchema } from 'graphql';
import { GraphQLDateTimeISO, GraphQLJSON } from 'graphql-scalars';
import { type AuthChecker, buildSchema, type ContainerType, type NonEmptyArray } from 'type-graphql';
import {
  AccountLocksResolver,
  AccountsResolver,
  ProtectedAccountsResolver,
} from '../../accounts/accounts.resolver.js';
import { PasswordsResolver } from '../../accounts/passwords.resolver.js';
import { AppPasswordsResolver } from '../../integrations/app-passwords/app-passwords.resolver.js';
import { BulkActionsResolver } from '../../administration/bulk-actions.resolver.js';
import { DevicesOfAccountsResolver } from '../../administration/devices.resolver.js';
import { TokensOfAccountsResolver } from '../../administration/tokens.resolver.js';
import { AuditResolver } from '../../events/audit/audit.resolver.js';
import { SecurityEventsResolver } from '../../events/audit/security-events.resolver.js';
import { AuthenticatorAppResolver } from '../../factors/authenticator-app/authenticator-app.resolver.js';
import { BackupCodesResolver } from '../../factors/backup-codes/backup-codes.resolver.js';
import { ContactsResolver } from '../../accounts/contacts/contacts.resolver.js';
import { AccountDevicesResolver, DevicesResolver } from '../../sessions/devices/devices.resolver.js';
import { JobsResolver } from '../../administration/jobs/jobs.resolver.js';
import { OverviewResolver } from '../../administration/overview/overview.resolver.js';
import { NotificationsResolver } from '../../events/notifications/notifications.resolver.js';
import { EnrolmentResolver } from '../../sessions/proofs/enrolment.resolver.js';
import { PasswordLinksResolver } from '../../accounts/password-links/password-links.resolver.js';
import { RecoveryCodesResolver } from '../../factors/recovery-codes/recovery-codes.resolver.js';
import { SecurityKeysResolver } from '../../factors/security-keys/security-keys.resolver.js';
import { SettingsResolver } from '../../administration/settings/settings.resolver.js';
import { SignInResolver } from '../../sign-in/sign-in.resolver.js';
import { AccountTokensResolver, TokensResolver } from '../../sessions/tokens/tokens.resolver.js';
import { AccountTwoFactorResolver, TwoFactorResolver } from '../../factors/two-factor/two-factor.resolver.js';
import type { Context } from '../../platform/graphql/context.js';
import type { Access } from '../access.js';
import { describeCosts } from '../../platform/graphql/costly.js';

/** All there are. A request needs an object of each, which the composition makes. */
const RESOLVERS = [
  AccountsResolver,
  AccountLocksResolver,
  PasswordsResolver,
  ProtectedAccountsResolver,
  AppPasswordsResolver,
  AuditResolver,
  SecurityEventsResolver,
  AuthenticatorAppResolver,
  BackupCodesResolver,
  ContactsResolver,
  DevicesResolver,
  AccountDevicesResolver,
  BulkActionsResolver,
  DevicesOfAccountsResolver,
  JobsResolver,
  NotificationsResolver,
  EnrolmentResolver,
  PasswordLinksResolver,
  RecoveryCodesResolver,
  SecurityKeysResolver,
  OverviewResolver,
  SettingsResolver,
  SignInResolver,
  TokensResolver,
  AccountTokensResolver,
  TokensOfAccountsResolver,
  TwoFactorResolver,
  AccountTwoFactorResolver,
] as const;

/** The executable schema, bound to these resolvers. Throws where one is missing. */
export async function executableSchema(
  resolvers: readonly object[],
  checkAccess: AuthChecker<Context, Access>,
): Promise<GraphQLSchema> {
  const instances = new Map(resolvers.map((resolver) => [resolver.constructor, resolver]));
  const missing = RESOLVERS.find((resolver) => !instances.has(resolver));
  if (missing) throw new Error(`${missing.name} is not composed.`);
  return build({ get: (resolver) => instances.get(resolver) }, checkAccess);
}

/** The schema as clients read it, which nothing can be asked of. */
export async function describedSchema(): Promise<GraphQLSchema> {
  return build({ get: () => undefined }, () => false);
}

async function build(
  container: ContainerType,
  authChecker: AuthChecker<Context, Access>,
): Promise<GraphQLSchema> {
  const schema = await buildSchema({
    resolvers: RESOLVERS as unknown as NonEmptyArray<() => void>,
    container,
    authChecker,
    validate: false,
    scalarsMap: [
      { type: Date, scalar: GraphQLDateTimeISO },
      { type: Object, scalar: GraphQLJSON },
    ],
  });
  // type-graphql makes these two itself, and gives them no description.
  Object.assign(schema.getQueryType() ?? {}, { description: 'What can be asked.' });
  Object.assign(schema.getMutationType() ?? {}, {
    description:
      'What can be done. A refusal is an error with a RefusalCode in extensions.code; a failure of the service has INTERNAL_SERVER_ERROR there and a reference into its log.',
  });
  describeCosts(schema);
  return schema;
}
