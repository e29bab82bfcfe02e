import { Arg, Authorized, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { callerOf, type Context } from '../../platform/graphql/context.js';
import { Costly } from '../../platform/graphql/costly.js';
import { EXPECTED } from '../../platform/graphql/expected.js';
import { rowsOfEach, valueOfEach } from '../../platform/graphql/loaders.js';
import { FILTER, given, PAGE, PageInput, toPage } from '../../platform/graphql/page.type.js';
import { AccountOutcome, toAccountOutcome } from '../account-outcome.type.js';
import { AccountType } from '../account.type.js';
import { CreateGroupInput, GroupFilterInput, GroupPage, GroupType, toGroupType } from './group.type.js';
import type { GroupsService } from './groups.service.js';
import type { GroupOfAccount, MembershipsService } from './memberships.service.js';

const ID_OF = { description: 'The group’s identifier.' };
const ACCOUNTS = { description: 'The accounts, 1 to 100.' };

@Resolver(() => GroupType)
export class GroupsResolver {
  private readonly counts = valueOfEach((ids) => this.service.memberCounts(ids), 0);

  constructor(
    private readonly service: GroupsService,
    private readonly memberships: MembershipsService,
  ) {}

  @Authorized('groups:read')
  @Query(() => GroupPage, { description: 'The groups, sorted by name or createdAt.' })
  async groups(
    @Arg('filter', () => GroupFilterInput, FILTER) filter: GroupFilterInput | null,
    @Arg('page', () => PageInput, PAGE) page: PageInput | null,
    @Ctx() context: Context,
  ): Promise<GroupPage> {
    const { items, total } = await this.service.page(callerOf(context), given(filter ?? {}), toPage(page));
    return { items: items.map(toGroupType), total };
  }

  @Authorized('groups:read')
  @Query(() => GroupType, {
    nullable: true,
    description: 'The group with this identifier; null if there is none.',
  })
  async group(@Arg('id', () => ID, ID_OF) id: string, @Ctx() context: Context): Promise<GroupType | null> {
    const group = await this.service.findSeen(callerOf(context), id);
    return group && toGroupType(group);
  }

  @Authorized('groups:manage', 'proved')
  @Mutation(() => GroupType, {
    description: 'Creates a group. CONFLICT if another one has its name, domain or value.',
  })
  async createGroup(
    @Arg('input', () => CreateGroupInput, { description: 'The group to create.' }) input: CreateGroupInput,
    @Ctx() context: Context,
  ): Promise<GroupType> {
    return toGroupType(await this.service.create(callerOf(context), input));
  }

  @Authorized('groups:manage', 'proved')
  @Mutation(() => GroupType, {
    description:
      'Renames a group. CONFLICT if another one has that name, or if its name is not as `expected`: `extensions.changed` then has the present one.',
  })
  async updateGroup(
    @Arg('id', () => ID, ID_OF) id: string,
    @Arg('name', () => String, { description: 'The new name.' }) name: string,
    @Arg('expected', () => String, EXPECTED) expected: string | null | undefined,
    @Ctx() context: Context,
  ): Promise<GroupType> {
    return toGroupType(await this.service.rename(callerOf(context), id, name, expected));
  }

  @Authorized('groups:manage', 'proved')
  @Mutation(() => Boolean, { description: 'Deletes a group. The accounts in it stay as they are.' })
  async deleteGroup(@Arg('id', () => ID, ID_OF) id: string, @Ctx() context: Context): Promise<boolean> {
    await this.service.delete(callerOf(context), id);
    return true;
  }

  @Authorized('groups:manage', 'proved')
  @Costly({ rows: 100 })
  @Mutation(() => [AccountOutcome], {
    description:
      'Adds up to 100 accounts to a MANUAL group, each done or refused separately. BAD_USER_INPUT for more; NOT_FOUND; CONFLICT for a group of another kind.',
  })
  async addToGroup(
    @Arg('id', () => ID, ID_OF) id: string,
    @Arg('accountIds', () => [ID], ACCOUNTS) accountIds: string[],
    @Ctx() context: Context,
  ): Promise<AccountOutcome[]> {
    return (await this.memberships.add(callerOf(context), id, accountIds)).map(toAccountOutcome);
  }

  @Authorized('groups:manage', 'proved')
  @Costly({ rows: 100 })
  @Mutation(() => [AccountOutcome], {
    description:
      'Removes up to 100 accounts from a MANUAL group, each done or refused separately. BAD_USER_INPUT for more; NOT_FOUND; CONFLICT for a group of another kind.',
  })
  async removeFromGroup(
    @Arg('id', () => ID, ID_OF) id: string,
    @Arg('accountIds', () => [ID], ACCOUNTS) accountIds: string[],
    @Ctx() context: Context,
  ): Promise<AccountOutcome[]> {
    return (await this.memberships.remove(callerOf(context), id, accountIds)).map(toAccountOutcome);
  }

  @FieldResolver(() => Int, { description: 'The number of accounts in it, counted up to 10,000.' })
  memberCount(@Root() { id }: GroupType, @Ctx() { loaders }: Context): Promise<number> {
    return loaders.load(this.counts, id);
  }
}

/** The groups of an account. */
@Resolver(() => AccountType)
export class GroupsOfAccountsResolver {
  private readonly groupsOfEach = rowsOfEach(
    (ids) => this.memberships.ofAccounts(ids),
    ({ accountId }) => accountId,
  );

  private readonly administeredByEach = rowsOfEach(
    (ids) => this.memberships.administeredBy(ids),
    ({ accountId }) => accountId,
  );

  constructor(private readonly memberships: MembershipsService) {}

  @Authorized('accounts:read')
  @FieldResolver(() => [GroupType], { description: 'The groups that it is in, by name.' })
  async groups(@Root() { id }: AccountType, @Ctx() context: Context): Promise<GroupType[]> {
    return this.seen(context, await context.loaders.load(this.groupsOfEach, id));
  }

  @FieldResolver(() => [GroupType], {
    nullable: true,
    description: 'The groups whose accounts its role is for, by name; null: its role is for all accounts.',
  })
  async administersGroups(
    @Root() { id, profile }: AccountType,
    @Ctx() context: Context,
  ): Promise<GroupType[] | null> {
    if (!profile.isScoped) return null;
    return this.seen(context, await context.loaders.load(this.administeredByEach, id));
  }

  /** Those of its own, to whoever administers the accounts of some groups. */
  private async seen(context: Context, groups: readonly GroupOfAccount[]): Promise<GroupType[]> {
    const viewer = context.session?.account;
    if (!viewer?.isScoped) return groups.map(toGroupType);
    const own = await context.loaders.load(this.administeredByEach, viewer.id);
    return groups.filter(({ id }) => own.some((one) => one.id === id)).map(toGroupType);
  }
}
