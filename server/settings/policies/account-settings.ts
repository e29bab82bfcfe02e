import { DAY } from '../../platform/clock.js';
import { groupSettings, type Stricter } from '../declarations.js';
import type { Settings } from '../settings.entity.js';
import type { GroupPolicy } from './group-policy.entity.js';
import { policiesIn, type PolicyFacts, policyGroupsOf } from './policy-columns.js';

/** A second factor that a group demands of an account. */
export interface GroupDemand {
  /** From when its days of grace count: of the group's demand, or of joining it since. */
  since: number;
  /** Milliseconds. */
  grace: number;
}

/** What groups say that is no setting. Lists are in CIDR notation, apart by blanks. */
export interface GroupRules {
  demands: readonly GroupDemand[];
  /** The account can be used from where all of these say. */
  allowedNetworks: readonly string[];
  /** A second factor is asked for on trusted devices too, where any of these says. */
  alwaysAskFrom: readonly string[];
  /** None is asked for at sign-in where all of these say, if there are any. */
  neverAskFrom: readonly string[];
  /** Until when whatever is demanded is put off, in milliseconds; 0: it is not. */
  exemptUntil: number;
}

declare const evaluated: unique symbol;

/**
 * The settings as they are for one account: what judges an account takes these and none else, and they are made here
 * only, so that nobody forgets its groups.
 */
export type AccountSettings = Readonly<Settings> & {
  readonly groups: GroupRules;
  readonly [evaluated]: true;
};

export type PolicySubject = PolicyFacts & { role: string; createdAt: number };

const NO_RULES: GroupRules = {
  demands: [],
  allowedNetworks: [],
  alwaysAskFrom: [],
  neverAskFrom: [],
  exemptUntil: 0,
};

const plain = new WeakMap<Readonly<Settings>, AccountSettings>();

/** As they are for an account that is in no group with a policy; also for what is not about any account. */
export function withoutPolicies(settings: Readonly<Settings>): AccountSettings {
  let made = plain.get(settings);
  if (!made) plain.set(settings, (made = branded(settings, NO_RULES)));
  return made;
}

/**
 * The settings, and what is stricter in any of the account's groups. Of two demands the one whose grace is over first
 * counts. An exemption puts off what is demanded of users; it exempts nobody who has more to lose than an account.
 */
export function accountSettings(settings: Readonly<Settings>, account: PolicySubject): AccountSettings {
  const exemptUntil = account.role === 'USER' ? (account.exemptUntil ?? 0) : 0;
  const applied = appliedPolicies(settings, account);
  if (applied.length === 0 && exemptUntil === 0) return withoutPolicies(settings);
  const stricter = { ...settings };
  for (const { policy } of applied) Object.assign(stricter, stricterOf(stricter, policy));
  const listed = (name: 'allowedNetworks' | 'alwaysAskFrom' | 'neverAskFrom'): string[] =>
    applied.map(({ policy }) => policy[name]).filter((networks) => networks !== '');
  return branded(stricter, {
    demands: applied
      .filter(({ policy }) => policy.requireTwoFactor)
      .map(({ policy, since }) => ({
        since: Math.max(since, policy.requiredSince),
        grace: (policy.enrolmentGraceDays ?? settings.enrolmentGraceDays) * DAY,
      })),
    allowedNetworks: listed('allowedNetworks'),
    alwaysAskFrom: listed('alwaysAskFrom'),
    neverAskFrom: listed('neverAskFrom'),
    exemptUntil,
  });
}

/** The policies of the account's groups, and since when it has been in each. */
export function appliedPolicies(
  { policies }: Readonly<Settings>,
  account: PolicySubject,
): { policy: Readonly<GroupPolicy>; since: number }[] {
  if (policies === null) return [];
  const all = policiesIn(policies);
  return policyGroupsOf(account).flatMap(({ groupId, since }) => {
    const policy = all.get(groupId);
    return policy ? [{ policy, since }] : [];
  });
}

/** What a policy makes of the settings. */
export function stricterOf(
  settings: Readonly<Settings>,
  policy: Readonly<Partial<GroupPolicy>>,
): Partial<Settings> {
  const changes = groupSettings.flatMap(([name, { byGroup }]) => {
    const [now, its] = [settings[name], policy[name]];
    return its != null && isStricter(byGroup, its, now) ? [[name, its]] : [];
  });
  return Object.fromEntries(changes) as Partial<Settings>;
}

function isStricter(by: Stricter, value: boolean | number, than: boolean | number): boolean {
  if (by === 'less but 0') return value !== 0 && (than === 0 || value < than);
  return value < than;
}

const branded = (settings: Readonly<Settings>, groups: GroupRules): AccountSettings =>
  ({ ...settings, groups }) as AccountSettings;
