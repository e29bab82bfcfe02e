import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { FEW_BACKUP_CODES } from '../platform/acting/few-backup-codes.js';
import { pageOf } from '../platform/graphql/page.type.js';
import type { Locale } from '../platform/locale.js';
import { LocaleEnum } from './contacts/contact.type.js';
import { PasswordLinkType } from './password-links/password-link.type.js';
import type { AccountProfile, AccountRole } from '../platform/acting/account-profile.js';
import { enumOf, OpenEnum } from '../platform/graphql/enum.type.js';
import type { BackupCodesLeft } from './account-list.js';

export const NEW_PASSWORD =
  'The new password: 15 to 1024 characters, or 8 and more beside a second factor; not a common or breached one, nor one made of the login or name.';

const PASSWORD_MUST_CHANGE = {
  nullable: true,
  description:
    'Whether the person must change the password: until then sessions can do nothing else (PASSWORD_CHANGE_REQUIRED). True if left out; false is for programs that hand over a password chosen by the person.',
} as const;

export const Role = enumOf<AccountRole>('Role', 'The rights of an account.', {
  USER: 'May see and change what is its own.',
  ADMIN: 'May also administer all accounts and the settings.',
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

  @Field(() => Boolean, {
    description: 'Whether the account is disabled: it cannot sign in, and its tokens are refused.',
  })
  disabled!: boolean;

  @Field(() => Boolean, {
    description: 'Whether this account must have a second factor, whatever the settings require of everyone.',
  })
  requireTwoFactor!: boolean;

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
    disabled: profile.disabled,
    requireTwoFactor: profile.requireTwoFactor,
    createdAt: new Date(profile.createdAt),
    lastSignInAt: profile.lastSignInAt === null ? null : new Date(profile.lastSignInAt),
    profile,
  };
}

const ACCOUNTS_TOTAL =
  'The number of matches: exact up to 1,000; beyond that, or if counting is slow, at most 30 s old. If `sorted` is false, matches are counted up to 100,000, which is as far as pages reach.';

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
    description: 'Accounts that have never signed in, or those that have.',
  })
  neverSignedIn?: boolean | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Accounts that have not signed in for this number of days, 1 or more; those that never have count from their creation.',
  })
  notSignedInForDays?: number | null;
}

@InputType({ description: 'A new account.' })
export class CreateAccountInput {
  @Field(() => String, {
    description:
      'The login: up to 255 characters, unique without regard to case (NFKC, then lower case), each part of it in one script (UTS #39, Highly Restrictive).',
  })
  login!: string;

  @Field(() => String, {
    nullable: true,
    description: `${NEW_PASSWORD} If it is left out, the person chooses one by passwordLink.`,
  })
  password?: string | null;

  @Field(() => Boolean, PASSWORD_MUST_CHANGE)
  passwordMustChange?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether to generate a password, returned this once as generatedPassword and to be changed on first use; false if left out. Not together with password.',
  })
  generatePassword?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The address for notifications. Where e-mail is sent, an invitation is mailed there; otherwise it is used once it is confirmed.',
  })
  email?: string | null;

  @Field(() => LocaleEnum, {
    nullable: true,
    description: 'The language of e-mails; MAIL_LOCALE if it is left out.',
  })
  locale?: Locale | null;

  @Field(() => String, { nullable: true, description: 'The name shown to people.' })
  displayName?: string | null;

  @Field(() => Role, { nullable: true, description: 'The role; USER if left out.' })
  role?: AccountRole | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether to require a second factor of the account; false if left out.',
  })
  requireTwoFactor?: boolean | null;
}

@InputType({ description: 'The values of an account as the caller last saw them.' })
export class ExpectedAccountInput {
  @Field(() => String, { nullable: true, description: 'The login.' })
  login?: string | null;

  @Field(() => String, { nullable: true, description: 'The display name; null: there was none.' })
  displayName?: string | null;

  @Field(() => Role, { nullable: true, description: 'The role.' })
  role?: AccountRole | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether a second factor was demanded of it.' })
  requireTwoFactor?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it was disabled.' })
  disabled?: boolean | null;
}

@InputType({ description: 'The fields to change; the others stay as they are.' })
export class UpdateAccountInput {
  @Field(() => String, { nullable: true, description: 'The new login.' })
  login?: string | null;

  @Field(() => String, { nullable: true, description: 'The new display name; empty or null removes it.' })
  displayName?: string | null;

  @Field(() => Role, { nullable: true, description: 'The new role.' })
  role?: AccountRole | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether to demand a second factor of it.' })
  requireTwoFactor?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the account is disabled; true revokes its tokens and trust.',
  })
  disabled?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description:
      'A new password, which the person must change on first use; revokes the account’s tokens and trust. issuePasswordLink is the better way.',
  })
  password?: string | null;

  @Field(() => Boolean, PASSWORD_MUST_CHANGE)
  passwordMustChange?: boolean | null;
}
