import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { pageOf } from '../platform/graphql/page.type.js';
import { PasswordLinkType } from './password-links/password-link.type.js';
import { OpenEnum } from '../platform/graphql/open-enum.js';
import type { AccountProfile, AccountRole } from '../platform/acting/account-profile.js';
import { enumOf } from '../platform/graphql/enum.type.js';

export const NEW_PASSWORD =
  '15 to 1024 characters, 8 beside a second factor; no common or breached one, nor one made of login or name.';

const PASSWORD_MUST_CHANGE = {
  nullable: true,
  description:
    'Sessions can only change it (PASSWORD_CHANGE_REQUIRED). True when left out; false is for programs that hand over what the person has chosen.',
} as const;

export const Role = enumOf<AccountRole>('Role', 'What an account may do.', {
  USER: 'Sees and changes what is its own.',
  ADMIN: 'Administers all accounts and the settings as well.',
});

/** Its values are the primary factors that the server is composed of. */
export const primaryMethods = new OpenEnum('PrimaryMethod', 'Second factors that stand alone.');

@ObjectType('Account', { description: 'A person who can sign in.' })
export class AccountType {
  @Field(() => ID, { description: 'UUIDv7.' })
  id!: string;

  @Field(() => String, { description: 'Unique without regard to case.' })
  login!: string;

  @Field(() => String, { nullable: true, description: 'The name shown to people.' })
  displayName!: string | null;

  @Field(() => Role, { description: 'What the account may do.' })
  role!: AccountRole;

  @Field(() => Boolean, { description: 'A disabled account cannot sign in, and its tokens do not count.' })
  disabled!: boolean;

  @Field(() => Boolean, {
    description: 'A second factor is demanded of this account, whatever the settings demand of all.',
  })
  requireTwoFactor!: boolean;

  @Field(() => Date, { description: 'When it was created.' })
  createdAt!: Date;

  @Field(() => Date, { nullable: true, description: 'The last completed sign-in.' })
  lastSignInAt!: Date | null;

  @Field(() => PasswordLinkType, {
    nullable: true,
    description: 'Only in the answer that creates an account without a password.',
  })
  passwordLink?: PasswordLinkType | null;

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
  'How many match: exact up to 10,000, beyond that at most 30 s old; where `sorted` is false, counted up to 100,000, which is as far as pages reach.';

@ObjectType({ description: 'One page of accounts.' })
export class AccountPage extends pageOf(AccountType, 'accounts', ACCOUNTS_TOTAL) {
  @Field(() => Boolean, {
    description:
      'False when a search alone matches more than 10,000: these come in the order in which they are found. Narrow it down to have them sorted.',
  })
  sorted!: boolean;
}

@InputType('AccountFilter', { description: 'What is given must all hold.' })
export class AccountFilterInput {
  @Field(() => String, {
    nullable: true,
    description:
      'The beginning of the login, of what follows its @, or of one of the first ten words of the display name; without regard to case.',
  })
  search?: string | null;

  @Field(() => Role, { nullable: true, description: 'Accounts with this role.' })
  role?: AccountRole | null;

  @Field(() => Boolean, { nullable: true, description: 'Disabled accounts, or enabled ones.' })
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
    description: 'Accounts singled out by their own requireTwoFactor, or not.',
  })
  requireTwoFactor?: boolean | null;

  @Field(() => primaryMethods.type, {
    nullable: true,
    description: 'Accounts whose only primary factor this is: whom switching it off concerns.',
  })
  onlyMethod?: string | null;
}

@InputType({ description: 'A new account.' })
export class CreateAccountInput {
  @Field(() => String, {
    description:
      'Up to 255 characters, unique without regard to case (NFKC, then lower case), each part of it in one script (UTS #39, Highly Restrictive).',
  })
  login!: string;

  @Field(() => String, {
    nullable: true,
    description: `${NEW_PASSWORD} Left out: the person chooses it by passwordLink.`,
  })
  password?: string | null;

  @Field(() => Boolean, PASSWORD_MUST_CHANGE)
  passwordMustChange?: boolean | null;

  @Field(() => String, { nullable: true, description: 'The name shown to people.' })
  displayName?: string | null;

  @Field(() => Role, { nullable: true, description: 'USER when left out.' })
  role?: AccountRole | null;

  @Field(() => Boolean, { nullable: true, description: 'Demand a second factor of it; false when left out.' })
  requireTwoFactor?: boolean | null;
}

@InputType({ description: 'What was seen of an account.' })
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
  @Field(() => String, { nullable: true, description: 'A new login.' })
  login?: string | null;

  @Field(() => String, { nullable: true, description: 'A new display name; empty or null removes it.' })
  displayName?: string | null;

  @Field(() => Role, { nullable: true, description: 'A new role.' })
  role?: AccountRole | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether to demand a second factor of it.' })
  requireTwoFactor?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'True ends the account’s tokens and trust.' })
  disabled?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description:
      'A new password, to be changed at its first use; ends the account’s tokens and trust. Better: issuePasswordLink.',
  })
  password?: string | null;

  @Field(() => Boolean, PASSWORD_MUST_CHANGE)
  passwordMustChange?: boolean | null;
}
