import type { GraphQLSchema } from 'graphql';
import { GraphQLDateTimeISO, GraphQLJSON } from 'graphql-scalars';
import { buildSchema, type NonEmptyArray } from 'type-graphql';
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
import { JobsResolver } from '../../platform/jobs/jobs.resolver.js';
import { OverviewResolver } from '../../administration/overview/overview.resolver.js';
import { NotificationsResolver } from '../../events/notifications/notifications.resolver.js';
import { EnrolmentResolver } from '../../sessions/proofs/enrolment.resolver.js';
import { PasswordLinksResolver } from '../../accounts/password-links/password-links.resolver.js';
import { RecoveryCodesResolver } from '../../factors/recovery-codes/recovery-codes.resolver.js';
import { SecurityKeysResolver } from '../../factors/security-keys/security-keys.resolver.js';
import type { Services } from '../../app/services.js';
import { SettingsResolver } from '../../settings/settings.resolver.js';
import { SignInResolver } from '../../sign-in/sign-in.resolver.js';
import { AccountTokensResolver, TokensResolver } from '../../sessions/tokens/tokens.resolver.js';
import { AccountTwoFactorResolver, TwoFactorResolver } from '../../factors/two-factor/two-factor.resolver.js';
import { authChecker } from '../../platform/graphql/authorization.js';
import { describeCosts } from '../../platform/graphql/costly.js';

const create = (services: Services): object[] => [
  new AccountsResolver(services.accounts, services.accountList, services.passwordLinks),
  new AccountLocksResolver(),
  new PasswordsResolver(services.passwords),
  new ProtectedAccountsResolver(services.accountList),
  new AppPasswordsResolver(services.appPasswords),
  new AuditResolver(services.audit),
  new SecurityEventsResolver(services.audit),
  new AuthenticatorAppResolver(services.authenticatorApp, services.twoFactor),
  new BackupCodesResolver(services.backupCodes, services.twoFactor),
  new ContactsResolver(services.contacts),
  new DevicesResolver(services.devices),
  new AccountDevicesResolver(),
  new BulkActionsResolver(services.accounts),
  new DevicesOfAccountsResolver(services.deviceList, services.accessOfAccounts),
  new JobsResolver(services.jobs),
  new NotificationsResolver(services.notifications),
  new EnrolmentResolver(services.proofs),
  new PasswordLinksResolver(services.passwordLinks),
  new RecoveryCodesResolver(services.recoveryCodes, services.signIn),
  new SecurityKeysResolver(
    services.securityKeys,
    services.registration,
    services.assertions,
    services.signIn,
    services.twoFactor,
  ),
  new OverviewResolver(services.overview),
  new SettingsResolver(services.settings, services.audit),
  new SignInResolver(services.signIn),
  new TokensResolver(services.tokens),
  new AccountTokensResolver(),
  new TokensOfAccountsResolver(services.tokenList, services.accessOfAccounts),
  new TwoFactorResolver(services.twoFactor, services.settings, services.serviceName),
  new AccountTwoFactorResolver(services.twoFactor),
];

/** The executable schema, its resolvers bound to these services. */
export async function buildLatchkeySchema(services: Services): Promise<GraphQLSchema> {
  const instances = new Map(create(services).map((resolver) => [resolver.constructor, resolver]));
  const schema = await buildSchema({
    resolvers: [...instances.keys()] as unknown as NonEmptyArray<() => void>,
    container: { get: (resolver: () => void) => instances.get(resolver) },
    authChecker: authChecker(services.proofs),
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
