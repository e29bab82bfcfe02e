import { Field, ID, InputType } from 'type-graphql';
import type { Locale } from '../platform/locale.js';
import { LocaleEnum } from './contacts/contact.type.js';
import type { AccountRole } from '../platform/acting/account-profile.js';
import { Role } from './account.type.js';

export const NEW_PASSWORD =
  'The new password: 15 to 1024 characters, or 8 and more beside a second factor; not a common or breached one, nor one made of the login or name.';

const PASSWORD_MUST_CHANGE = {
  nullable: true,
  description:
    'Whether the person must change the password: until then sessions can do nothing else (PASSWORD_CHANGE_REQUIRED). True if left out; false is for programs that hand over a password chosen by the person.',
} as const;

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

  @Field(() => Role, {
    nullable: true,
    description: 'The role; USER if left out. FORBIDDEN for one that includes more than the caller’s.',
  })
  role?: AccountRole | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'The groups, at most 100, whose accounts the role is for; all accounts if left out.',
  })
  administersGroups?: string[] | null;

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

  @Field(() => [String], { nullable: true, description: 'The networks that it could be used from.' })
  allowedNetworks?: string[] | null;
}

@InputType({ description: 'The fields to change; the others stay as they are.' })
export class UpdateAccountInput {
  @Field(() => String, { nullable: true, description: 'The new login.' })
  login?: string | null;

  @Field(() => String, { nullable: true, description: 'The new display name; empty or null removes it.' })
  displayName?: string | null;

  @Field(() => Role, {
    nullable: true,
    description: 'The new role; FORBIDDEN for one that includes more than the caller’s.',
  })
  role?: AccountRole | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      'The groups, at most 100, whose accounts the role is for; null: all accounts. Left out, it is for the same as before.',
  })
  administersGroups?: string[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether to demand a second factor of it.' })
  requireTwoFactor?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the account is disabled; true revokes its tokens and trust.',
  })
  disabled?: boolean | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'The addresses and networks, at most 32, that the account can be used from, in CIDR notation; an empty list: from anywhere. Sign-ins, tokens and backends’ checks from other addresses are refused (ADDRESS_NOT_ALLOWED, UNAUTHENTICATED).',
  })
  allowedNetworks?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description:
      'A new password, which the person must change on first use; revokes the account’s tokens and trust. issuePasswordLink is the better way.',
  })
  password?: string | null;

  @Field(() => Boolean, PASSWORD_MUST_CHANGE)
  passwordMustChange?: boolean | null;
}
