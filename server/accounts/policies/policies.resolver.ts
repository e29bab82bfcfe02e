import { Arg, Authorized, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { callerOf, type Context } from '../../platform/graphql/context.js';
import { EXPECTED } from '../../platform/graphql/expected.js';
import { rowOfEach, rowsOfEach, valueOfEach } from '../../platform/graphql/loaders.js';
import type { SettingsService } from '../../settings/settings.service.js';
import { AccountType, toAccountType } from '../account.type.js';
import { GroupType, toGroupType } from '../groups/group.type.js';
import type { MembershipsService } from '../groups/memberships.service.js';
import { explained } from './account-policy.js';
import { type ExemptionsService, LONGEST_REASON, MOST_DAYS } from './exemptions.service.js';
import type { GroupPoliciesService } from './group-policies.service.js';
import {
  AccountPolicyType,
  GroupPolicyInput,
  GroupPolicyType,
  PolicyExemptionType,
  PolicyReasonType,
  toExemptionType,
  toPatch,
} from './policy.type.js';

const GROUP = { description: 'The group’s identifier.' };
const ACCOUNT = { description: 'The account’s identifier.' };

/** The policies of groups. */
@Resolver(() => GroupType)
export class GroupPoliciesResolver {
  private readonly ofGroups = valueOfEach((ids) => this.service.ofGroups(ids), null);

  constructor(private readonly service: GroupPoliciesService) {}

  @Authorized('settings:manage', 'proved')
  @Mutation(() => GroupType, {
    description:
      'Changes what is stricter for a group than the settings say. NOT_FOUND; BAD_USER_INPUT for what contradicts itself or the settings, or would keep out the caller; CONFLICT if something is not as `expected`: `extensions.changed` then has the present values.',
  })
  async setGroupPolicy(
    @Arg('groupId', () => ID, GROUP) groupId: string,
    @Arg('input', () => GroupPolicyInput, { description: 'The parts to change.' }) input: GroupPolicyInput,
    @Arg('expected', () => GroupPolicyInput, EXPECTED) expected: GroupPolicyInput | null | undefined,
    @Ctx() context: Context,
  ): Promise<GroupType> {
    const [patch, seen] = [toPatch(input), toPatch(expected ?? new GroupPolicyInput())];
    return toGroupType(await this.service.set(callerOf(context), groupId, patch, seen));
  }

  @Authorized('settings:manage', 'proved')
  @Mutation(() => GroupType, {
    description:
      'Removes the policy of a group: the settings apply to its accounts. NOT_FOUND if it has none.',
  })
  async removeGroupPolicy(
    @Arg('groupId', () => ID, GROUP) groupId: string,
    @Ctx() context: Context,
  ): Promise<GroupType> {
    return toGroupType(await this.service.remove(callerOf(context), groupId));
  }

  @Authorized('groups:read')
  @FieldResolver(() => GroupPolicyType, {
    nullable: true,
    description: 'The rules that are stricter for it than the settings; null: none are.',
  })
  policy(@Root() { id }: GroupType, @Ctx() { loaders }: Context): Promise<GroupPolicyType | null> {
    return loaders.load(this.ofGroups, id);
  }
}

/** Which rules apply to an account, and that what they demand is put off. */
@Resolver(() => AccountType)
export class AccountPoliciesResolver {
  constructor(
    private readonly settings: SettingsService,
    private readonly exemptions: ExemptionsService,
  ) {}

  @Authorized('accounts:manage', 'proved')
  @Mutation(() => AccountType, {
    description:
      'Puts off, for one account, whatever requires a second factor of it. An earlier exemption ends. Whoever has a factor set up is asked for it all the same. CONFLICT for an account with another role than USER.',
  })
  async setExemption(
    @Arg('accountId', () => ID, ACCOUNT) accountId: string,
    @Arg('reason', () => String, { description: `One line of up to ${LONGEST_REASON} characters.` })
    reason: string,
    @Arg('endsAt', () => Date, { description: `The time at which it ends, at most ${MOST_DAYS} days away.` })
    endsAt: Date,
    @Ctx() context: Context,
  ): Promise<AccountType> {
    const set = this.exemptions.set(callerOf(context), accountId, reason, endsAt.getTime());
    return toAccountType(await set);
  }

  @Authorized('accounts:manage', 'proved')
  @Mutation(() => AccountType, {
    description: 'Withdraws an exemption: what is required counts at once. NOT_FOUND without one.',
  })
  async withdrawExemption(
    @Arg('accountId', () => ID, ACCOUNT) accountId: string,
    @Ctx() context: Context,
  ): Promise<AccountType> {
    return toAccountType(await this.exemptions.withdraw(callerOf(context), accountId));
  }

  @Authorized('accounts:read')
  @FieldResolver(() => AccountPolicyType, { description: 'The rules that apply to it, and why.' })
  async policy(@Root() { profile }: AccountType): Promise<AccountPolicyType> {
    const policy = explained(await this.settings.current(), profile);
    return { ...policy, explained: policy, accountId: profile.id };
  }
}

@Resolver(() => AccountPolicyType)
export class AccountPolicyResolver {
  private readonly groupsOfEach = rowsOfEach(
    (ids) => this.memberships.ofAccounts(ids),
    ({ accountId }) => accountId,
  );
  private readonly exemptionOfEach = rowOfEach(
    (ids) => this.exemptions.ofAccounts(ids),
    ({ accountId }) => accountId,
  );

  constructor(
    private readonly memberships: MembershipsService,
    private readonly exemptions: ExemptionsService,
  ) {}

  @FieldResolver(() => Date, {
    nullable: true,
    description:
      'The time from which the account can do nothing but set up the second factor that is required of it; null if none is missing.',
  })
  enrolmentDeadline(@Root() { enrolBy }: AccountPolicyType): Date | null {
    return enrolBy === null ? null : new Date(enrolBy);
  }

  @FieldResolver(() => [PolicyReasonType], { description: 'The origin of each rule.' })
  async reasons(
    @Root() { accountId, explained: { reasons } }: AccountPolicyType,
    @Ctx() { loaders }: Context,
  ): Promise<PolicyReasonType[]> {
    const groups = await loaders.load(this.groupsOfEach, accountId);
    return reasons.map(({ groupIds, ...reason }) => ({
      ...reason,
      groups: groups.filter(({ id }) => groupIds.includes(id)).map(toGroupType),
    }));
  }

  @FieldResolver(() => PolicyExemptionType, {
    nullable: true,
    description: 'The exemption by which what is required is put off; null: there is none.',
  })
  async exemption(
    @Root() { accountId }: AccountPolicyType,
    @Ctx() { loaders }: Context,
  ): Promise<PolicyExemptionType | null> {
    const row = await loaders.load(this.exemptionOfEach, accountId);
    return row && toExemptionType(row);
  }
}
