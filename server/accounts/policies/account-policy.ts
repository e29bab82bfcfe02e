import type { AccountProfile } from '../../platform/acting/account-profile.js';
import {
  groupSettings,
  type GroupSettingName,
  type GroupSettingValues,
} from '../../settings/declarations.js';
import {
  type AccountSettings,
  accountSettings,
  appliedPolicies,
  stricterOf,
} from '../../settings/policies/account-settings.js';
import { enrolmentDeadline, isRequired, isRequiredOfAll } from '../../settings/requirement.js';
import type { Settings } from '../../settings/settings.entity.js';
import { networksIn } from '../allowed-networks.js';

/** What a rule concerns. */
export type RuleName =
  'requireTwoFactor' | GroupSettingName | 'allowedNetworks' | 'alwaysAskFrom' | 'neverAskFrom';

/** Where what applies comes from: several where they demand the same. */
export interface Reason {
  rule: RuleName;
  /** The settings for all say so. */
  bySettings: boolean;
  /** The account itself says so. */
  byAccount: boolean;
  groupIds: string[];
}

/** Which rules apply to an account, and why. */
export interface AccountPolicy extends Required<{
  [Name in GroupSettingName]: NonNullable<GroupSettingValues[Name]>;
}> {
  requireTwoFactor: boolean;
  /** When one that is missing must be there, in milliseconds; null: none is missing. */
  enrolBy: number | null;
  /** The account can be used from where all of these lists say. */
  allowedNetworks: string[][];
  alwaysAskFrom: string[][];
  neverAskFrom: string[][];
  reasons: Reason[];
}

/** The same that judges sessions and sign-ins, told apart by where it comes from. */
export function explained(ofAll: Readonly<Settings>, account: AccountProfile): AccountPolicy {
  const settings = accountSettings(ofAll, account);
  const applied = appliedPolicies(ofAll, account).map(({ policy }) => policy);
  const listed = (name: 'allowedNetworks' | 'alwaysAskFrom' | 'neverAskFrom'): string[] =>
    applied.filter((policy) => policy[name] !== '').map(({ groupId }) => groupId);
  const isDemanded = isRequired(account, settings);
  const because = (rule: RuleName, reason: Partial<Reason>): Reason => ({
    rule,
    bySettings: false,
    byAccount: false,
    groupIds: [],
    ...reason,
  });
  return {
    requireTwoFactor: isDemanded,
    enrolBy: enrolmentDeadline(account, settings),
    ...valuesOf(settings),
    allowedNetworks: [account.allowedNetworks, ...settings.groups.allowedNetworks]
      .filter((list) => list !== '')
      .map(networksIn),
    alwaysAskFrom: settings.groups.alwaysAskFrom.map(networksIn),
    neverAskFrom: settings.groups.neverAskFrom.map(networksIn),
    reasons: [
      because('requireTwoFactor', {
        bySettings: !isDemanded || isRequiredOfAll({ ...account, requireTwoFactor: false }, settings),
        byAccount: isDemanded && account.requireTwoFactor,
        groupIds: isDemanded
          ? applied.filter(({ requireTwoFactor }) => requireTwoFactor).map(({ groupId }) => groupId)
          : [],
      }),
      ...groupSettings.map(([name]) => {
        const groupIds = applied
          .filter((policy) => name in stricterOf(ofAll, policy) && policy[name] === settings[name])
          .map(({ groupId }) => groupId);
        return because(name, { bySettings: groupIds.length === 0, groupIds });
      }),
      because('allowedNetworks', {
        byAccount: account.allowedNetworks !== '',
        groupIds: listed('allowedNetworks'),
      }),
      because('alwaysAskFrom', { groupIds: listed('alwaysAskFrom') }),
      because('neverAskFrom', { groupIds: listed('neverAskFrom') }),
    ],
  };
}

type Values = { [Name in GroupSettingName]: AccountSettings[Name] };

const valuesOf = (settings: AccountSettings): Values =>
  Object.fromEntries(groupSettings.map(([name]) => [name, settings[name]])) as Values;
