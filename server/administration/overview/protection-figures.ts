import type { ProtectionGroup } from '../../accounts/protection.js';
import type { Factor } from '../../factors/factor.js';
import { isRequiredOfAll } from '../../settings/requirement.js';
import type { Settings } from '../../settings/settings.entity.js';

/** Of enabled accounts, unless it says otherwise. */
export interface ProtectionFigures {
  accounts: number;
  disabled: number;
  protected: number;
  unprotected: number;
  /** With this primary factor and no other, by its name. */
  only: Record<string, number>;
  /** With more than one. */
  several: number;
  administrators: number;
  administratorsUnprotected: number;
  /** By policy. */
  required: number;
  requiredUnprotected: number;
}

export function protectionFigures(
  groups: readonly ProtectionGroup[],
  settings: Readonly<Settings>,
  primaryFactors: readonly Pick<Factor, 'name' | 'primaryBit'>[],
): ProtectionFigures {
  const count = (matches: (group: ProtectionGroup) => boolean): number =>
    groups.filter(matches).reduce((sum, group) => sum + group.count, 0);
  const enabled = (matches: (group: ProtectionGroup) => boolean): number =>
    count((group) => !group.disabled && matches(group));
  const isUnprotected = ({ primaryFactors }: ProtectionGroup): boolean => primaryFactors === 0;
  const only = primaryFactors.map(({ name, primaryBit }): [string, number] => [
    name,
    enabled((group) => group.primaryFactors === primaryBit),
  ]);
  const withOne = only.reduce((sum, [, accounts]) => sum + accounts, 0);
  const isAdministrator = ({ role }: ProtectionGroup): boolean => role !== 'USER';
  return {
    accounts: enabled(() => true),
    disabled: count((group) => group.disabled),
    protected: enabled((group) => !isUnprotected(group)),
    unprotected: enabled(isUnprotected),
    only: Object.fromEntries(only),
    several: enabled((group) => !isUnprotected(group)) - withOne,
    administrators: enabled(isAdministrator),
    administratorsUnprotected: enabled((group) => isAdministrator(group) && isUnprotected(group)),
    required: enabled((group) => isRequiredOfAll(group, settings)),
    requiredUnprotected: enabled((group) => isRequiredOfAll(group, settings) && isUnprotected(group)),
  };
}
