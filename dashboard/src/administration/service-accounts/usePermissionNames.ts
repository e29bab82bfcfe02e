import { useTexts } from '../../i18n/texts';
import { isKnown } from './service-account';

/** The permissions of a program in words; one that a later version knows by its name. */
export function usePermissionNames(): (permissions: readonly string[]) => string {
  const { t } = useTexts();
  return (permissions) =>
    permissions
      .map((each) => (isKnown(each) ? t(`admin.serviceAccounts.permissions.${each}`) : each))
      .join(' · ');
}
