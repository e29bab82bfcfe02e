import { Refusal } from '../../platform/refusal.js';
import { groupSettings, type GroupSettingValues, SETTINGS } from '../../settings/declarations.js';
import { stricterOf } from '../../settings/policies/account-settings.js';
import type { GroupPolicy } from '../../settings/policies/group-policy.entity.js';
import type { Settings } from '../../settings/settings.entity.js';
import { refuseInvalid, refuseOutOfRange } from '../../settings/validation.js';
import { networksColumn, networksIn } from '../allowed-networks.js';

const LISTS = ['allowedNetworks', 'alwaysAskFrom', 'neverAskFrom'] as const;

/** A policy as clients see it. Null: as the settings say; an empty list: the group says nothing about it. */
export interface PolicyView extends GroupSettingValues, Record<(typeof LISTS)[number], string[]> {
  requireTwoFactor: boolean;
  enrolmentGraceDays: number | null;
}

type Said = Omit<GroupPolicy, 'groupId' | 'version' | 'requiredSince'>;

export function viewOf(policy: Readonly<Said>): PolicyView {
  return {
    requireTwoFactor: policy.requireTwoFactor,
    enrolmentGraceDays: policy.enrolmentGraceDays,
    ...settingsIn(policy),
    allowedNetworks: networksIn(policy.allowedNetworks),
    alwaysAskFrom: networksIn(policy.alwaysAskFrom),
    neverAskFrom: networksIn(policy.neverAskFrom),
  };
}

const settingsIn = (policy: Readonly<Partial<GroupSettingValues>>): GroupSettingValues =>
  Object.fromEntries(groupSettings.map(([name]) => [name, policy[name] ?? null])) as GroupSettingValues;

/** Of a group without a policy. */
export const NO_POLICY: PolicyView = {
  requireTwoFactor: false,
  enrolmentGraceDays: null,
  ...settingsIn({}),
  allowedNetworks: [],
  alwaysAskFrom: [],
  neverAskFrom: [],
};

/** How it is kept: what is no stricter than any setting could be is nothing. Throws BAD_USER_INPUT. */
export function columnsOf(view: PolicyView): Said {
  const lists = LISTS.map((name) => [name, networksColumn(view[name], name)]);
  return {
    requireTwoFactor: view.requireTwoFactor,
    enrolmentGraceDays: view.enrolmentGraceDays,
    ...(Object.fromEntries(lists) as Record<(typeof LISTS)[number], string>),
    ...withoutLoosest(view),
  };
}

function withoutLoosest(view: PolicyView): GroupSettingValues {
  const kept = groupSettings.map(([name, { byGroup }]) => {
    const value = view[name];
    const isLoosest = value === true || (byGroup === 'less but 0' && value === 0);
    return [name, isLoosest ? null : value];
  });
  return Object.fromEntries(kept) as GroupSettingValues;
}

/** Whether nothing is said: there is no policy then. */
export const saysNothing = (columns: Said): boolean =>
  !columns.requireTwoFactor &&
  LISTS.every((name) => columns[name] === '') &&
  groupSettings.every(([name]) => columns[name] === null);

/** Throws BAD_USER_INPUT for numbers out of range, and for what contradicts itself or the settings. */
export function refuseInvalidPolicy(settings: Readonly<Settings>, columns: Said): void {
  for (const [name, setting] of groupSettings) {
    const value = columns[name];
    if (setting.kind === 'number' && value !== null) refuseOutOfRange(name, value, setting.max);
  }
  const { requireTwoFactor, enrolmentGraceDays } = columns;
  if (enrolmentGraceDays !== null) {
    refuseOutOfRange('enrolmentGraceDays', enrolmentGraceDays, SETTINGS.enrolmentGraceDays.max);
    if (!requireTwoFactor) {
      throw new Refusal(
        'BAD_USER_INPUT',
        'Days of grace are those of what the group requires: set requireTwoFactor to true, or enrolmentGraceDays to null.',
        { field: 'enrolmentGraceDays' },
      );
    }
  }
  const stricter = stricterOf(settings, columns);
  const demand = requireTwoFactor ? ({ requireTwoFactor: 'EVERYONE' } as const) : {};
  refuseInvalid({ ...settings, ...stricter, ...demand }, stricter);
}
