import { Arg, Authorized, Ctx, Field, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Role } from '../../accounts/account.type.js';
import { LocaleEnum } from '../../accounts/contacts/contact.type.js';
import type { AccountRole } from '../../platform/acting/account-profile.js';
import { type Context, sessionOf } from '../../platform/graphql/context.js';
import { Costly } from '../../platform/graphql/costly.js';
import { enumOf } from '../../platform/graphql/enum.type.js';
import { type Locale, LOCALES } from '../../platform/locale.js';
import type { AccountSheetService, ImportedRow } from './account-sheet.service.js';
import type { RowProblem } from './account-sheet.js';

const ImportResult = enumOf<ImportedRow['result']>('ImportResult', 'The outcome for a row.', {
  NEW: 'An account is created.',
  EXISTS: 'There is an account with this login, which stays as it is but for the groups that it is added to.',
  REFUSED: 'Nothing is created.',
});

const ImportProblem = enumOf<RowProblem>('ImportProblem', 'The reason for which a row is refused.', {
  MALFORMED: 'The row has more or fewer cells than the first one, or broken quotation marks.',
  LOGIN: 'The login is missing, too long, or mixes scripts.',
  REPEATED: 'The login is also in an earlier row.',
  NAME: 'The display name is too long, or has several lines.',
  ADDRESS: 'The e-mail address is not one.',
  LANGUAGE: `The language is none of ${LOCALES.join(', ')}.`,
  ROLE: 'There is no such role.',
  REQUIREMENT: 'requireTwoFactor is neither true nor false.',
  GROUP: 'A group has an unusable name, or does not exist.',
  RIGHTS: 'The account would include more rights than the caller’s role, or does already.',
});

@ObjectType('ImportedRow', { description: 'A row of a table of accounts, and what becomes of it.' })
export class ImportedRowType {
  @Field(() => Int, { description: 'The line on which the row ends, from 1.' })
  line!: number;

  @Field(() => String, { nullable: true, description: 'The login; null if there is none.' })
  login!: string | null;

  @Field(() => String, { nullable: true, description: 'The display name.' })
  displayName!: string | null;

  @Field(() => String, { nullable: true, description: 'The e-mail address.' })
  email!: string | null;

  @Field(() => LocaleEnum, { nullable: true, description: 'The language of e-mails.' })
  locale!: Locale | null;

  @Field(() => Role, { description: 'The role.' })
  role!: AccountRole;

  @Field(() => Boolean, { description: 'Whether a second factor is required of the account.' })
  requireTwoFactor!: boolean;

  @Field(() => [String], { description: 'The names of groups that the account is added to.' })
  groups!: readonly string[];

  @Field(() => ImportResult, {
    description: 'The outcome for the row; with dryRun, the one that there would be.',
  })
  result!: ImportedRow['result'];

  @Field(() => ImportProblem, {
    nullable: true,
    description: 'The reason for a refusal; null if there is none.',
  })
  problem!: RowProblem | null;

  @Field(() => Boolean, { description: 'Whether a link to choose a password was mailed.' })
  invited!: boolean;
}

@Resolver()
export class AccountSheetResolver {
  constructor(private readonly sheets: AccountSheetService) {}

  @Authorized('accounts:import', 'proved')
  @Costly({ hashes: 1, rows: 300, mails: 300 })
  @Mutation(() => [ImportedRowType], {
    description:
      'Creates accounts from a table of up to 300 rows and 30,000 characters, whose first line names its columns: login, and any of displayName, email, locale, role, requireTwoFactor and groups, which are apart by semicolons. Each person chooses a password by a link, which is mailed where there is an address; issuePasswordLink issues others. Accounts that exist stay as they are, but are added to groups. BAD_USER_INPUT for a table that is too large or has other columns.',
  })
  importAccounts(
    @Arg('csv', () => String, { description: 'The table: CSV with commas, semicolons or tabs.' }) csv: string,
    @Arg('dryRun', () => Boolean, {
      description: 'Whether only to say what would become of each row, and to change nothing.',
    })
    dryRun: boolean,
    @Arg('createGroups', () => Boolean, {
      defaultValue: false,
      description: 'Whether to create groups that do not exist; otherwise their rows are refused.',
    })
    createGroups: boolean,
    @Ctx() context: Context,
  ): Promise<ImportedRowType[]> {
    return this.sheets.import(sessionOf(context), csv, { dryRun, createGroups });
  }
}
