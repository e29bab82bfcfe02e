import type { GraphQLSchema } from 'graphql';
import { GraphQLDateTimeISO, GraphQLJSON } from 'graphql-scalars';
import { type AuthChecker, buildSchemaSync, type ContainerType, type NonEmptyArray } from 'type-graphql';
import {
  AccountLocksResolver,
  AccountsResolver,
  ProtectedAccountsResolver,
} from '../../accounts/accounts.resolver.js';
import { GroupsOfAccountsResolver, GroupsResolver } from '../../accounts/groups/groups.resolver.js';
import {
  AccountPoliciesResolver,
  AccountPolicyResolver,
  GroupPoliciesResolver,
} from '../../accounts/policies/policies.resolver.js';
import { NewAccountsResolver } from '../../accounts/new-accounts.resolver.js';
import { PasswordsResolver } from '../../accounts/passwords.resolver.js';
import { AppPasswordsResolver } from '../../integrations/app-passwords/app-passwords.resolver.js';
import { AboutResolver } from '../../administration/about/about.resolver.js';
import { AccountSheetResolver } from '../../administration/import-export/account-sheet.resolver.js';
import { BulkActionsResolver } from '../../administration/bulk-actions.resolver.js';
import { DevicesOfAccountsResolver } from '../../administration/devices.resolver.js';
import { TokensOfAccountsResolver } from '../../administration/tokens.resolver.js';
import { ApplicationsResolver } from '../../integrations/applications/applications.resolver.js';
import { AuditResolver } from '../../events/audit/audit.resolver.js';
import { SecurityEventsResolver } from '../../events/audit/security-events.resolver.js';
import { ContactsResolver } from '../../accounts/contacts/contacts.resolver.js';
import { AccountDevicesResolver, DevicesResolver } from '../../sessions/devices/devices.resolver.js';
import { JobsResolver } from '../../administration/jobs/jobs.resolver.js';
import { OverviewResolver } from '../../administration/overview/overview.resolver.js';
import { SetupResolver } from '../../administration/setup/setup.resolver.js';
import { NotificationsResolver } from '../../events/notifications/notifications.resolver.js';
import { EnrolmentResolver } from '../../sessions/proofs/enrolment.resolver.js';
import {
  InvitationsResolver,
  PasswordLinksResolver,
} from '../../accounts/password-links/password-links.resolver.js';
import { BypassCodesResolver } from '../../factors/bypass-codes/bypass-codes.resolver.js';
import { ReportsResolver } from '../../accounts/reports/reports.resolver.js';
import { RecoveryCodesResolver } from '../../factors/recovery-codes/recovery-codes.resolver.js';
import { LogoResolver } from '../../administration/settings/logo.resolver.js';
import { SettingsResolver } from '../../administration/settings/settings.resolver.js';
import { PasswordResetResolver } from '../../sign-in/password-reset/password-reset.resolver.js';
import { ReauthenticationResolver } from '../../sign-in/reauthentication.resolver.js';
import { codeResolversOf, SecondStepResolver } from '../../sign-in/second-step.resolver.js';
import { secondFactorMethods } from '../../sessions/tokens/second-factor-method.type.js';
import { primaryMethods } from '../../accounts/account.type.js';
import type { FactorPlugin } from '../../factors/plugin.js';
import { FACTOR_PLUGINS } from '../../factors/registry.js';
import { ConnectionsResolver } from '../../integrations/openid-connect/connections.resolver.js';
import { SignInContextResolver } from '../../integrations/sign-in-context.resolver.js';
import { SignInResolver } from '../../sign-in/sign-in.resolver.js';
import { ServiceAccountsResolver } from '../../sessions/service-accounts/service-accounts.resolver.js';
import { AccountTokensResolver, TokensResolver } from '../../sessions/tokens/tokens.resolver.js';
import { AccountTwoFactorResolver, TwoFactorResolver } from '../../factors/two-factor/two-factor.resolver.js';
import type { Context } from '../../platform/graphql/context.js';
import type { Access } from '../access.js';
import { describeCosts } from '../../platform/graphql/costly.js';

/** All there are beside those of factors. A request needs an object of each, which the composition makes. */
const RESOLVERS = [
  AccountsResolver,
  AccountLocksResolver,
  GroupsResolver,
  GroupsOfAccountsResolver,
  GroupPoliciesResolver,
  AccountPoliciesResolver,
  AccountPolicyResolver,
  NewAccountsResolver,
  PasswordsResolver,
  ServiceAccountsResolver,
  ProtectedAccountsResolver,
  AppPasswordsResolver,
  ApplicationsResolver,
  AuditResolver,
  SecurityEventsResolver,
  ContactsResolver,
  DevicesResolver,
  AccountDevicesResolver,
  AccountSheetResolver,
  BulkActionsResolver,
  DevicesOfAccountsResolver,
  JobsResolver,
  NotificationsResolver,
  EnrolmentResolver,
  PasswordLinksResolver,
  InvitationsResolver,
  ReportsResolver,
  RecoveryCodesResolver,
  BypassCodesResolver,
  AboutResolver,
  OverviewResolver,
  LogoResolver,
  SettingsResolver,
  SetupResolver,
  ConnectionsResolver,
  SignInContextResolver,
  SignInResolver,
  SecondStepResolver,
  PasswordResetResolver,
  ReauthenticationResolver,
  TokensResolver,
  AccountTokensResolver,
  TokensOfAccountsResolver,
  TwoFactorResolver,
  AccountTwoFactorResolver,
] as const;

type ResolverClass = abstract new (...needs: never[]) => object;

const resolversOf = (plugins: readonly FactorPlugin[]): ResolverClass[] => [
  ...RESOLVERS,
  ...plugins.flatMap((plugin) => plugin.resolverClasses),
  ...codeResolversOf(plugins),
];

/** The executable schema, bound to these resolvers. Throws where one is missing. */
export function executableSchema(
  { resolvers, plugins }: { resolvers: readonly object[]; plugins: readonly FactorPlugin[] },
  checkAccess: AuthChecker<Context, Access>,
): GraphQLSchema {
  const instances = new Map(resolvers.map((resolver) => [resolver.constructor, resolver]));
  const missing = resolversOf(plugins).find((resolver) => !instances.has(resolver));
  if (missing) throw new Error(`${missing.name} is not composed.`);
  return build(plugins, { get: (resolver: ResolverClass) => instances.get(resolver) }, checkAccess);
}

/** The schema as clients read it, which nothing can be asked of. */
export const describedSchema = (): GraphQLSchema =>
  build(FACTOR_PLUGINS, { get: () => undefined }, () => false);

/** The enums whose values are factors. */
function nameFactors(plugins: readonly FactorPlugin[]): void {
  const described = plugins.map((plugin) => plugin.described);
  secondFactorMethods.define(Object.fromEntries(described.map(({ method, as }) => [method, as])));
  primaryMethods.define(
    Object.fromEntries(
      described.flatMap(({ method, asPrimary }) => (asPrimary === undefined ? [] : [[method, asPrimary]])),
    ),
  );
}

function build(
  plugins: readonly FactorPlugin[],
  container: ContainerType,
  authChecker: AuthChecker<Context, Access>,
): GraphQLSchema {
  // At once, so that no other schema is built between the two.
  nameFactors(plugins);
  const schema = buildSchemaSync({
    resolvers: resolversOf(plugins) as unknown as NonEmptyArray<() => void>,
    container,
    authChecker,
    validate: false,
    // Else it is asked to describe itself, all of it. Apollo checks that it is valid.
    skipCheck: true,
    scalarsMap: [
      { type: Date, scalar: GraphQLDateTimeISO },
      { type: Object, scalar: GraphQLJSON },
    ],
  });
  // type-graphql makes these two itself, and gives them no description.
  Object.assign(schema.getQueryType() ?? {}, { description: 'The operations that read.' });
  Object.assign(schema.getMutationType() ?? {}, {
    description:
      'The operations that change something. A refusal is an error with a RefusalCode in extensions.code; a failure of the service has INTERNAL_SERVER_ERROR there, and a reference to its log.',
  });
  describeCosts(schema);
  return schema;
}
