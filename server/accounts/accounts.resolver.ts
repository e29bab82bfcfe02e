import { Arg, Authorized, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { callerOf, type Context } from '../platform/graphql/context.js';
import { Costly } from '../platform/graphql/costly.js';
import { EXPECTED } from '../platform/graphql/expected.js';
import { FILTER, given, PAGE, PageInput, toPage } from '../platform/graphql/page.type.js';
import { SettingsType } from '../settings/settings.type.js';
import { NEVER } from './throttle/buckets.js';
import type { AccountLocks } from './throttle/account-locks.js';
import type { AccountList } from './account-list.js';
import { AccountFilterInput, AccountPage, AccountType, toAccountType } from './account.type.js';
import { ExpectedAccountInput, UpdateAccountInput } from './account-changes.type.js';
import type { AccountsService } from './accounts.service.js';
import { valueOfEach } from '../platform/graphql/loaders.js';

/** Null is left out as everywhere, but for the name, for there may be none, and for groups: a role may be for all accounts. */
const givenOrNone = <Input extends { displayName?: string | null; administersGroups?: string[] | null }>(
  input: Input,
) => ({
  ...given(input),
  ...(input.displayName === null && { displayName: null }),
  ...(input.administersGroups === null && { administersGroups: null }),
});

@Resolver(() => AccountType)
export class AccountsResolver {
  constructor(
    private readonly service: AccountsService,
    private readonly list: AccountList,
  ) {}

  @Query(() => AccountType, {
    nullable: true,
    description:
      'The account that is signed in; null without one. Sessions that must still enrol are answered too.',
  })
  me(@Ctx() { session }: Context): AccountType | null {
    return session && toAccountType(session.account);
  }

  @Authorized('accounts:read')
  @Query(() => AccountPage, { description: 'Sorted by login, displayName, createdAt or lastSignInAt.' })
  async accounts(
    @Arg('filter', () => AccountFilterInput, FILTER)
    filter: AccountFilterInput | null,
    @Arg('page', () => PageInput, PAGE)
    page: PageInput | null,
    @Ctx() context: Context,
  ): Promise<AccountPage> {
    const { onlyMethod, hasMethod, severalMethods, ...rest } = given(filter ?? new AccountFilterInput());
    const { items, total, sorted } = await this.list.page(
      callerOf(context),
      {
        ...rest,
        ...(onlyMethod && { onlyFactor: onlyMethod }),
        ...(hasMethod && { hasFactor: hasMethod }),
        ...(severalMethods !== undefined && { severalFactors: severalMethods }),
      },
      toPage(page),
    );
    return { items: items.map(toAccountType), total, sorted };
  }

  @Authorized('accounts:read')
  @Query(() => AccountType, {
    nullable: true,
    description: 'The account with this identifier; null if there is none.',
  })
  async account(
    @Arg('id', () => ID, { description: 'The account’s identifier.' }) id: string,
    @Ctx() context: Context,
  ): Promise<AccountType | null> {
    const account = await this.list.find(callerOf(context), id);
    return account && toAccountType(account);
  }

  @Authorized('accounts:manage', 'proved')
  @Costly({ hashes: 1 })
  @Mutation(() => AccountType, {
    description:
      'Changes an account. CONFLICT for a login that is taken, for the last administrator, or if a value is not as `expected`: `extensions.changed` then has the present values.',
  })
  async updateAccount(
    @Arg('id', () => ID, { description: 'The account’s identifier.' }) id: string,
    @Arg('input', () => UpdateAccountInput, { description: 'The fields to change.' })
    input: UpdateAccountInput,
    @Arg('expected', () => ExpectedAccountInput, EXPECTED) expected: ExpectedAccountInput | null,
    @Ctx() context: Context,
  ): Promise<AccountType> {
    const changes = givenOrNone(input);
    return toAccountType(
      await this.service.update(callerOf(context), id, changes, expected ? givenOrNone(expected) : {}),
    );
  }

  @Authorized('accounts:manage', 'proved')
  @Mutation(() => Boolean, {
    description:
      'Deletes an account with its factors, devices and tokens. CONFLICT for the last administrator.',
  })
  async deleteAccount(
    @Arg('id', () => ID, { description: 'The account’s identifier.' }) id: string,
    @Ctx() context: Context,
  ): Promise<boolean> {
    await this.service.delete(callerOf(context), id);
    return true;
  }

  @Authorized('accounts:support', 'proved')
  @Mutation(() => AccountType, {
    description:
      'Unlocks an account after too many failures or a report: its password and codes can be tried again.',
  })
  async unlockAccount(
    @Arg('id', () => ID, { description: 'The account’s identifier.' }) id: string,
    @Ctx() context: Context,
  ): Promise<AccountType> {
    return toAccountType(await this.service.unlock(callerOf(context), id));
  }

  @Authorized('accounts:support', 'proved')
  @Mutation(() => Int, {
    description: 'Revokes all of the account’s tokens; returns the number of stored ones.',
  })
  revokeAccountTokens(
    @Arg('accountId', () => ID, { description: 'The account’s identifier.' }) id: string,
    @Ctx() context: Context,
  ): Promise<number> {
    return this.service.revokeTokens(callerOf(context), id);
  }
}

/** Whether too many failures have locked an account. */
@Resolver(() => AccountType)
export class AccountLocksResolver {
  private readonly until = valueOfEach((ids) => this.locks.lockedUntil(ids), null);

  constructor(private readonly locks: AccountLocks) {}

  @FieldResolver(() => Boolean, {
    description:
      'Whether it is locked after too many failures: its password or codes have to wait, except on devices that are known.',
  })
  async locked(@Root() { id }: AccountType, @Ctx() { loaders }: Context): Promise<boolean> {
    return (await loaders.load(this.until, id)) !== null;
  }

  @FieldResolver(() => Date, {
    nullable: true,
    description:
      'The time at which it is unlocked; null if it is not locked, or only an administrator can unlock it.',
  })
  async lockedUntil(@Root() { id }: AccountType, @Ctx() { loaders }: Context): Promise<Date | null> {
    const until = await loaders.load(this.until, id);
    return until === null || until === NEVER ? null : new Date(until);
  }
}

/** What a change of settings concerns. */
@Resolver(() => SettingsType)
export class ProtectedAccountsResolver {
  constructor(private readonly list: AccountList) {}

  @Authorized('enrolling', 'settings:read')
  @FieldResolver(() => Int, {
    description:
      'The number of accounts that have a second factor set up. While `disabled` is on, they sign in by password alone.',
  })
  protectedAccounts(@Root() _settings: SettingsType): Promise<number> {
    return this.list.countProtected();
  }
}
