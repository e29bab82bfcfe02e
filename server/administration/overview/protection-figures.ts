import { PRIMARY_FACTOR } from '../../accounts/account.entity.js';
import type { ProtectionGroup } from '../../accounts/protection.js';
import { isRequired } from '../../settings/requirement.js';
import type { Settings } from '../../settings/settings.entity.js';

/** Of enabled accounts, unless it says otherwise. */
export interface ProtectionFigures {
  accounts: number;
  disabled: number;
  protected: number;
  unprotected: number;
  authenticatorAppOnly: number;
  securityKeyOnly: number;
  both: number;
  administrators: number;
  administratorsUnprotected: number;
  /** By policy. */
  required: number;
  requiredUnprotected: number;
}

export function protectionFigures(
  groups: readonly ProtectionGroup[],
  settings: Readonly<Settings>,
): ProtectionFigures {
  const count = (matches: (group: ProtectionGroup) => boolean): number =>
    groups.filter(matches).reduce((sum, group) => sum + group.count, 0);
  const enabled = (matches: (group: ProtectionGroup) => boolean): number =>
    count((group) => !group.disabled && matches(group));
  const isUnprotected = ({ primaryFactors }: ProtectionGroup): boolean => primaryFactors === 0;
  const has = (factors: number) => (group: ProtectionGroup) => group.primaryFactors === factors;
  const isAdministrator = ({ role }: ProtectionGroup): boolean => role === 'ADMIN';
  return {
    accounts: enabled(() => true),
    disabled: count((group) => group.disabled),
    protected: enabled((group) => !isUnprotected(group)),
    unprotected: enabled(isUnprotected),
    authenticatorAppOnly: enabled(has(PRIMARY_FACTOR.AUTHENTICATOR_APP)),
    securityKeyOnly: enabled(has(PRIMARY_FACTOR.SECURITY_KEY)),
    both: enabled(has(PRIMARY_FACTOR.AUTHENTICATOR_APP | PRIMARY_FACTOR.SECURITY_KEY)),
    administrators: enabled(isAdministrator),
    administratorsUnprotected: enabled((group) => isAdministrator(group) && isUnprotected(group)),
    required: enabled((group) => isRequired(group, settings)),
    requiredUnprotected: enabled((group) => isRequired(group, settings) && isUnprotected(group)),
  };
}
