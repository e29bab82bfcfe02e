import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { FEW_BACKUP_CODES } from '../platform/acting/few-backup-codes.js';
import { pageOf } from '../platform/graphql/page.type.js';
import { networksIn } from './allowed-networks.js';
import { InvitationStateEnum } from './password-links/invitation.type.js';
import type { InvitationState } from './password-links/invitations.js';
import { type Permission, permissionsOf } from '../platform/acting/permissions.js';
import { PermissionEnum } from './roles/permission.type.js';
import { PasswordLinkType } from './password-links/password-link.type.js';
import type { AccountProfile, AccountRole } from '../platform/acting/account-profile.js';
import { enumOf, OpenEnum } from '../platform/graphql/enum.type.js';
import type { BackupCodesLeft } from './account-conditions.js';

export const Role = enumOf<AccountRole>('Role', 'The rights of an account.', {
  USER: 'May see and change what is its own.',
  AUDITOR: 'May also see what is administered, and change nothing of it.',
  HELPDESK: 'May also see accounts, and help those with the role USER: unlock, reset, issue codes and links.',
  ADMIN: 'May also administer accounts, but no owners, and unless it is for some groups only, the settings.',
  OWNER: 'May also administer all, and make other owners.',
});

/** Its values are the primary factors that the server is composed of. */
export const primaryMethods = new OpenEnum('PrimaryMethod', 'Second factors that stand alone.');

export const BackupCodesLeftEnum = enumOf<BackupCodesLeft>(
  'BackupCodesLeft',
  'The number of unused backup codes that an account has.',
  {
    NONE: 'It has no set of backup codes.',
    FEW: `It has a set of which at most ${FEW_BACKUP_CODES} codes are unused, or none.`,
    ENOUGH: `It has more than ${FEW_BACKUP_CODES} unused codes.`,
  },
);

@ObjectType('Account', { description: 'The account of a person who can sign in.' })
export class AccountType {
  @Field(() => ID, { description: 'The identifier, a UUIDv7.' })
  id!: string;

  @Field(() => String, { description: 'The login, unique without regard to case.' })
  login!: string;

  @Field(() => String, { nullable: true, description: 'The name shown to people.' })
  displayName!: string | null;

  @Field(() => Role, { description: 'The account’s role.' })
  role!: AccountRole;

  @Field(() => [PermissionEnum], {
    description:
      'The permissions that its role includes: for the accounts of administersGroups only, where these are not null. Nothing of it while a temporary code began the session, or while a second factor or a new password is missing.',
  })
  permissions!: Permission[];

  @Field(() => Boolean, {
    description: 'Whether the account is disabled: it cannot sign in, and its tokens are refused.',
  })
  disabled!: boolean;

  @Field(() => Boolean, {
    description: 'Whether this account must have a second factor, whatever the settings require of everyone.',
  })
  requireTwoFactor!: boolean;

  @Field(() => [String], {
    description: 'The networks that the account can be used from, in CIDR notation; empty: from anywhere.',
  })
  allowedNetworks!: string[];

  @Field(() => Date, {
    nullable: true,
    description:
      'The time at which its owner reported that somebody else was in it: nobody can sign in until its password is chosen anew or it is unlocked. Null: it is not reported.',
  })
  reportedAt!: Date | null;

  @Field(() => Date, { description: 'The time of its creation.' })
  createdAt!: Date;

  @Field(() => Date, { nullable: true, description: 'The time of the last completed sign-in.' })
  lastSignInAt!: Date | null;

  @Field(() => PasswordLinkType, {
    nullable: true,
    description:
      'The link by which the person chooses a password; only in the answer that creates an account without one.',
  })
  passwordLink?: PasswordLinkType | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The password that was generated; only in the answer that creates an account with generatePassword.',
  })
  generatedPassword?: string | null;

  profile!: AccountProfile;
}

export function toAccountType(profile: AccountProfile): AccountType {
  return {
    id: profile.id,
    login: profile.login,
    displayName: profile.displayName,
    role: profile.role,
    permissions: [...permissionsOf(profile)],
    disabled: profile.disabled,
    requireTwoFactor: profile.requireTwoFactor,
    allowedNetworks: networksIn(profile.allowedNetworks),
    reportedAt: profile.reportedAt === null ? null : new Date(profile.reportedAt),
    createdAt: new Date(profile.createdAt),
    lastSignInAt: profile.lastSignInAt === null ? null : new Date(profile.lastSignInAt),
    profile,
  };
}

const ACCOUNTS_TOTAL =
  'The number of matches: exact up to 1,000; beyond that, or if counting is slow, at most 30 s old. If `sorted` is false, or `groupId` is given, matches are counted up to 100,000, which is as far as pages reach.';

@ObjectType({ description: 'One page of accounts.' })
export class AccountPage extends pageOf(AccountType, 'accounts', ACCOUNTS_TOTAL) {
  @Field(() => Boolean, {
    description:
      'Whether the page is sorted. A search that matches more than 10,000 accounts returns them in the order in which they are found; narrow it down to have them sorted.',
  })
  sorted!: boolean;
}

@InputType('AccountFilter', { description: 'A filter; all conditions that are given must hold.' })
export class AccountFilterInput {
  @Field(() => [ID], { nullable: true, description: 'These accounts, at most 100.' })
  ids?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The beginning of the login, of what follows its @, or of one of the first ten words of the display name; without regard to case.',
  })
  search?: string | null;

  @Field(() => Role, { nullable: true, description: 'Accounts with this role.' })
  role?: AccountRole | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Accounts with any role but USER, or those with USER.',
  })
  administers?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Disabled accounts, or those that are enabled.' })
  disabled?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Accounts with or without a primary factor.' })
  twoFactorEnabled?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Accounts whose password or codes are locked after too many failures, or not.',
  })
  locked?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Accounts with an address that the mail relay has not refused, or accounts that get no alerts.',
  })
  notifiable?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Accounts that have requireTwoFactor themselves, or those that do not.',
  })
  requireTwoFactor?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Accounts of which a second factor is required, by the settings or by requireTwoFactor, or accounts of which it is not.',
  })
  required?: boolean | null;

  @Field(() => primaryMethods.type, {
    nullable: true,
    description: 'Accounts that have no other primary factor, and are affected when it is switched off.',
  })
  onlyMethod?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Accounts with several kinds of primary factors, or with one at most.',
  })
  severalMethods?: boolean | null;

  @Field(() => primaryMethods.type, {
    nullable: true,
    description: 'Accounts that have this primary factor, whatever others they have.',
  })
  hasMethod?: string | null;

  @Field(() => BackupCodesLeftEnum, {
    nullable: true,
    description: 'Accounts with so many unused backup codes.',
  })
  backupCodes?: BackupCodesLeft | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Accounts that lack the second factor that is required of them: those whose grace period is over, or those that still have time.',
  })
  overdue?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Accounts whose owner reported that somebody else was in it, or those that are not reported.',
  })
  reported?: boolean | null;

  @Field(() => InvitationStateEnum, {
    nullable: true,
    description: 'Accounts for which nobody has chosen a password yet.',
  })
  invitation?: InvitationState | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Accounts that have never signed in, or those that have.',
  })
  neverSignedIn?: boolean | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Accounts that have not signed in for this number of days, 1 or more; those that never have count from their creation.',
  })
  notSignedInForDays?: number | null;

  @Field(() => ID, { nullable: true, description: 'Accounts that are in this group.' })
  groupId?: string | null;
}
