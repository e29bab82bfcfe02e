import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { enumOf } from '../../platform/graphql/enum.type.js';
import { groupSettings, type GroupSettingValues, SETTINGS } from '../../settings/declarations.js';
import { choiceType } from '../../settings/settings.type.js';
import { GroupType } from '../groups/group.type.js';
import type { AccountPolicy, RuleName } from './account-policy.js';
import type { PolicyExemption } from './policy-exemption.entity.js';
import type { PolicyView } from './policy-rules.js';

const FROM = 'in CIDR notation, at most 32';
const NETWORKS = {
  allowedNetworks: `The networks that accounts of the group can be used from, ${FROM}; empty: from anywhere. They hold besides those of the account and of its other groups.`,
  alwaysAskFrom: `The networks from which a second factor is asked for on trusted devices too, ${FROM}.`,
  neverAskFrom: `The networks from which sign-in asks for no second factor, ${FROM}. All groups of the account that name any must agree; the session is good in these networks only, and changes to factors or others still need a proof.`,
};
const DAYS =
  'The days of grace of what the group requires, counted from then or from joining it; null: as many as the settings give.';
const STRICTER = 'Counts where it is stricter than the setting; null: as the setting says.';

const isTyped = class {} as new () => GroupSettingValues;

/** Gives a class a field for each setting that groups may have stricter. */
function declareGroupSettings({ prototype }: { prototype: object }, nullable: boolean): void {
  for (const [name, setting] of groupSettings) {
    const description = nullable ? `${setting.description} ${STRICTER}` : setting.description;
    Field(() => (setting.kind === 'switch' ? Boolean : choiceType(name)), { nullable, description })(
      prototype,
      name,
    );
  }
}

@ObjectType('GroupPolicy', {
  description:
    'The rules that are stricter for the accounts of a group than the settings. Of several groups, and the settings, the strictest counts.',
})
export class GroupPolicyType extends isTyped {
  @Field(() => Boolean, { description: 'Whether its accounts must have a second factor.' })
  requireTwoFactor!: boolean;

  @Field(() => Int, { nullable: true, description: DAYS })
  enrolmentGraceDays!: number | null;

  @Field(() => [String], { description: NETWORKS.allowedNetworks })
  allowedNetworks!: string[];

  @Field(() => [String], { description: NETWORKS.alwaysAskFrom })
  alwaysAskFrom!: string[];

  @Field(() => [String], { description: NETWORKS.neverAskFrom })
  neverAskFrom!: string[];
}
declareGroupSettings(GroupPolicyType, true);

@InputType('GroupPolicyInput', {
  description:
    'The parts of a group’s policy to change, or as the caller last saw them; others stay as they are.',
})
export class GroupPolicyInput extends isTyped {
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether its accounts must have a second factor.',
  })
  requireTwoFactor?: boolean | null;

  @Field(() => Int, { nullable: true, description: DAYS })
  enrolmentGraceDays?: number | null;

  @Field(() => [String], { nullable: true, description: NETWORKS.allowedNetworks })
  allowedNetworks?: string[] | null;

  @Field(() => [String], { nullable: true, description: NETWORKS.alwaysAskFrom })
  alwaysAskFrom?: string[] | null;

  @Field(() => [String], { nullable: true, description: NETWORKS.neverAskFrom })
  neverAskFrom?: string[] | null;
}
declareGroupSettings(GroupPolicyInput, true);

const NOTHING: Partial<PolicyView> = {
  requireTwoFactor: false,
  allowedNetworks: [],
  alwaysAskFrom: [],
  neverAskFrom: [],
};

/** Null says nothing, for which some fields have a value of their own. */
export function toPatch(input: GroupPolicyInput): Partial<PolicyView> {
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([name, value]) => [name, value ?? NOTHING[name as keyof PolicyView] ?? null]),
  );
}

export const PolicyRule = enumOf<RuleName>(
  'PolicyRule',
  'A rule of policy, by the field that has its value.',
  {
    requireTwoFactor: 'Whether a second factor is required.',
    ...(Object.fromEntries(groupSettings.map(([name]) => [name, SETTINGS[name].description])) as Record<
      Exclude<RuleName, 'requireTwoFactor' | keyof typeof NETWORKS>,
      string
    >),
    allowedNetworks: 'The networks that the account can be used from.',
    alwaysAskFrom: 'The networks from which a second factor is asked for on trusted devices too.',
    neverAskFrom: 'The networks from which sign-in asks for no second factor.',
  },
);

@ObjectType('PolicyReason', { description: 'The origin of a rule that applies to an account.' })
export class PolicyReasonType {
  @Field(() => PolicyRule, { description: 'The rule.' })
  rule!: RuleName;

  @Field(() => Boolean, { description: 'Whether the settings for all say so.' })
  bySettings!: boolean;

  @Field(() => Boolean, { description: 'Whether the account itself says so.' })
  byAccount!: boolean;

  @Field(() => [GroupType], { description: 'The groups of the account whose policies say so, by name.' })
  groups!: GroupType[];
}

@ObjectType('PolicyExemption', {
  description: 'The putting off, for a time, of whatever requires a second factor of an account.',
})
export class PolicyExemptionType {
  @Field(() => String, { description: 'The reason that was given.' })
  reason!: string;

  @Field(() => Date, { description: 'The time at which it was granted.' })
  createdAt!: Date;

  @Field(() => Date, { description: 'The time at which it ends by itself.' })
  endsAt!: Date;

  @Field(() => String, {
    nullable: true,
    description: 'The login of whoever granted it; null: the operator.',
  })
  grantedBy!: string | null;
}

export const toExemptionType = (row: PolicyExemption): PolicyExemptionType => ({
  reason: row.reason,
  createdAt: new Date(row.createdAt),
  endsAt: new Date(row.endsAt),
  grantedBy: row.grantedBy,
});

type Values = Required<{ [Name in keyof GroupSettingValues]: NonNullable<GroupSettingValues[Name]> }>;
const isEffective = class {} as new () => Values;

@ObjectType('AccountPolicy', {
  description: 'The rules as they apply to an account: the strictest of the settings and its groups.',
})
export class AccountPolicyType extends isEffective {
  @Field(() => Boolean, { description: 'Whether a second factor is required, be it put off.' })
  requireTwoFactor!: boolean;

  @Field(() => [[String]], {
    description: 'Lists of networks, each of which must hold the address that the account is used from.',
  })
  allowedNetworks!: string[][];

  @Field(() => [[String]], {
    description: 'Lists of networks, from any of which a second factor is asked for on trusted devices too.',
  })
  alwaysAskFrom!: string[][];

  @Field(() => [[String]], {
    description: 'Lists of networks: from an address in all of these, sign-in asks for no second factor.',
  })
  neverAskFrom!: string[][];

  enrolBy!: number | null;
  explained!: AccountPolicy;
  accountId!: string;
}
declareGroupSettings(AccountPolicyType, false);
