import type { Platform } from '../platform/create-platform.js';
import type { Branding } from '../settings/branding.js';
import { passwordStandsAlone } from '../settings/own-password.js';
import type { Access } from './access.js';
import { AccountList, type PrimaryBits } from './account-list.js';
import { AccountTransferService } from './account-transfer.service.js';
import { AccountLocksResolver, AccountsResolver, ProtectedAccountsResolver } from './accounts.resolver.js';
import { AccountsService } from './accounts.service.js';
import type { BreachedPasswords } from './breached-passwords.js';
import { ContactsResolver } from './contacts/contacts.resolver.js';
import { ContactsService } from './contacts/contacts.service.js';
import { Decoys } from './decoys.js';
import { type DirectoryConfig, directoryFrom } from './directories/directory.js';
import type { Ground } from './ground.js';
import type { GroupScopes } from './groups/group-scopes.js';
import { GroupsOfAccountsResolver, GroupsResolver } from './groups/groups.resolver.js';
import { GroupsService } from './groups/groups.service.js';
import { MembershipsService } from './groups/memberships.service.js';
import { type HashingLimits, PasswordHasher } from './password-hasher.js';
import { ExemptionsService } from './policies/exemptions.service.js';
import { GroupPoliciesService } from './policies/group-policies.service.js';
import {
  AccountPoliciesResolver,
  AccountPolicyResolver,
  GroupPoliciesResolver,
} from './policies/policies.resolver.js';
import { NewAccountsResolver } from './new-accounts.resolver.js';
import { NewAccountsService } from './new-accounts.service.js';
import { InvitationsResolver, PasswordLinksResolver } from './password-links/password-links.resolver.js';
import { PasswordLinksService } from './password-links/password-links.service.js';
import { PasswordRules } from './password-rules.js';
import { PasswordsResolver } from './passwords.resolver.js';
import { PasswordsService } from './passwords.service.js';
import { ReportsResolver } from './reports/reports.resolver.js';
import { ReportsService } from './reports/reports.service.js';
import { EnrolmentRemindersService } from './reminders/enrolment-reminders.service.js';
import { StandingService } from './standing.service.js';
import { AccountLocks } from './throttle/account-locks.js';
import type { ThrottleLimits } from './throttle/buckets.js';
import { ThrottleService } from './throttle/throttle.service.js';

export type Accounts = Awaited<ReturnType<typeof createAccounts>>;

/** Accounts with their passwords, kept here or in a directory, and what counts the guesses at them. */
export async function createAccounts({
  platform: { database, clock, log, keys, laterWrites },
  ground,
  access,
  groupScopes,
  branding,
  config,
}: {
  platform: Platform;
  ground: Ground;
  access: Access;
  groupScopes: GroupScopes;
  branding: Branding;
  config: {
    publicUrl: string;
    hashing: HashingLimits;
    throttle: ThrottleLimits;
    passwordDirectory: DirectoryConfig | undefined;
    passwordRecheckDays: number;
    breachedPasswords: BreachedPasswords | null;
    mailConfigured: boolean;
    primaryBits: PrimaryBits;
  };
}) {
  const throttle = new ThrottleService({ ...ground, keys, limits: config.throttle });
  const locks = new AccountLocks({ database, clock, limits: config.throttle });
  const hasher = new PasswordHasher(config.hashing);
  const rules = new PasswordRules(branding, config.breachedPasswords, async (owner) =>
    passwordStandsAlone(owner, await ground.settings.of(owner), clock.now()),
  );
  const groups = new GroupsService(ground);
  const memberships = new MembershipsService({ ...ground, groups });
  const accounts = new AccountsService({ ...ground, throttle, access, hasher, rules });
  const newAccounts = new NewAccountsService({ ...ground, accounts, hasher, rules, throttle });
  const directory = await directoryFrom(config.passwordDirectory, log);
  const decoys = new Decoys(database, clock, keys);
  const passwords = new PasswordsService({
    ...ground,
    throttle,
    accounts,
    newAccounts,
    hasher,
    decoys,
    directory,
    memberships,
    rules,
  });
  const standing = new StandingService({
    ...ground,
    accounts,
    later: laterWrites,
    directory,
    memberships,
    recheckDays: config.passwordRecheckDays,
  });
  const groupPolicies = new GroupPoliciesService(ground);
  const exemptions = new ExemptionsService({ ...ground, accounts });
  const contacts = new ContactsService({ ...ground, accounts, throttle });
  const { publicUrl, mailConfigured } = config;
  const passwordLinks = new PasswordLinksService({
    ...ground,
    accounts,
    newAccounts,
    contacts,
    throttle,
    hasher,
    rules,
    options: { publicUrl, mailConfigured },
  });
  const reports = new ReportsService({ ...ground, accounts, access, throttle, publicUrl });
  const enrolmentReminders = new EnrolmentRemindersService({
    ...ground,
    contacts,
    options: { mailConfigured },
  });
  const accountList = new AccountList({
    ...ground,
    locks,
    contacts,
    primaryBits: config.primaryBits,
    groups: groupScopes,
  });
  return {
    throttle,
    hasher,
    rules,
    accounts,
    newAccounts,
    accountList,
    locks,
    groups,
    memberships,
    groupPolicies,
    exemptions,
    accountTransfer: new AccountTransferService(database, clock),
    passwords,
    standing,
    contacts,
    passwordLinks,
    reports,
    enrolmentReminders,
    sweeps: {
      passwordLinks: () => passwordLinks.sweepExpired(),
      reportLinks: () => reports.sweepExpired(),
      exemptions: () => exemptions.sweepEnded(),
      throttleCounters: () => throttle.sweepForgotten(),
    },
    resolvers: [
      new AccountsResolver(accounts, accountList),
      new GroupsResolver(groups, memberships),
      new GroupsOfAccountsResolver(memberships),
      new GroupPoliciesResolver(groupPolicies),
      new AccountPoliciesResolver(ground.settings, exemptions),
      new AccountPolicyResolver(memberships, exemptions),
      new NewAccountsResolver(newAccounts, passwordLinks),
      new AccountLocksResolver(locks),
      new ProtectedAccountsResolver(accountList),
      new PasswordsResolver(passwords),
      new ContactsResolver(contacts),
      new PasswordLinksResolver(passwordLinks),
      new InvitationsResolver(passwordLinks),
      new ReportsResolver(reports),
    ],
  };
}
