import type { AccountFilter } from '#client/operations';
import { useTexts } from '../../i18n/texts';
import { ROLES } from './roles';
import { GroupFilter } from '../groups/GroupFilter';
import { ChoiceFilter, ToggleFilter, useFilters } from '../lists/filters';
import type { BuiltInView } from '../lists/views';

const DAYS = [30, 90, 180, 365];

/** What everybody who looks after accounts wants to see. */
export const VIEWS: readonly (BuiltInView & { filter: AccountFilter })[] = [
  {
    name: 'admin.accounts.views.missing',
    filter: { required: true, twoFactorEnabled: false, disabled: false },
  },
  { name: 'admin.accounts.views.neverSignedIn', filter: { neverSignedIn: true, disabled: false } },
  { name: 'admin.accounts.views.fewCodes', filter: { backupCodes: 'FEW', disabled: false } },
  { name: 'admin.accounts.views.locked', filter: { locked: true } },
];

/** What accounts are filtered by. */
export function AccountFilters() {
  const { t } = useTexts();
  const { values } = useFilters();
  const asked = values['notSignedInForDays'];
  const days =
    typeof asked === 'number' && !DAYS.includes(asked) ? [...DAYS, asked].sort((a, b) => a - b) : DAYS;
  const factors = [
    ['admin.home.protected', { twoFactorEnabled: true }],
    ['admin.home.appOnly', { hasMethod: 'AUTHENTICATOR_APP' }],
    ['admin.home.keyOnly', { hasMethod: 'SECURITY_KEY' }],
    ['admin.accounts.appOnly', { onlyMethod: 'AUTHENTICATOR_APP' }],
    ['admin.accounts.keyOnly', { onlyMethod: 'SECURITY_KEY' }],
    ['admin.accounts.several', { severalMethods: true }],
  ] as const;
  const codes = [
    ['admin.accounts.codes.NONE', { backupCodes: 'NONE' }],
    ['admin.accounts.codes.FEW', { backupCodes: 'FEW' }],
    ['admin.accounts.codes.ENOUGH', { backupCodes: 'ENOUGH' }],
  ] as const;
  const named = (choices: readonly (readonly [Parameters<typeof t>[0], AccountFilter])[]) =>
    choices.map(([label, filter]) => ({ label: t(label), filter }));
  return (
    <>
      <ChoiceFilter
        label={t('admin.accounts.secondFactor')}
        all={t('admin.accounts.any')}
        choices={named(factors)}
      />
      <ChoiceFilter
        label={t('admin.accounts.backupCodes')}
        all={t('admin.accounts.any')}
        choices={named(codes)}
      />
      <ChoiceFilter
        label={t('admin.accounts.lastSignIn')}
        all={t('admin.accounts.any')}
        choices={[
          { label: t('admin.accounts.never'), filter: { neverSignedIn: true } },
          ...days.map((count) => ({
            label: t('admin.accounts.notForDays', { smart_count: count }),
            filter: { notSignedInForDays: count },
          })),
        ]}
      />
      <ChoiceFilter
        label={t('admin.accounts.role')}
        all={t('admin.accounts.any')}
        choices={[
          { label: t('admin.accounts.administrators'), filter: { administers: true } },
          ...ROLES.map((role) => ({ label: t(`admin.accounts.roles.${role}`), filter: { role } })),
        ]}
      />
      <GroupFilter />
      <ToggleFilter field="twoFactorEnabled" value={false} label={t('admin.accounts.unprotected')} />
      <ToggleFilter field="required" value label={t('admin.accounts.required')} />
      <ToggleFilter field="overdue" value label={t('admin.accounts.overdue')} />
      {values['overdue'] === false && (
        <ToggleFilter field="overdue" value={false} label={t('admin.accounts.inGrace')} />
      )}
      <ToggleFilter field="locked" value label={t('admin.accounts.locked')} />
      <ToggleFilter field="reported" value label={t('admin.accounts.reported')} />
      <ToggleFilter field="invitation" value="OPEN" label={t('admin.accounts.invited')} />
      <ToggleFilter field="invitation" value="LAPSED" label={t('admin.accounts.lapsed')} />
      <ToggleFilter field="notifiable" value={false} label={t('admin.accounts.notNotified')} />
      <ToggleFilter field="disabled" value label={t('admin.accounts.disabled')} />
      {/* Set by other pages: it is shown while it is on, so that it can be seen and put off. */}
      {values['disabled'] === false && (
        <ToggleFilter field="disabled" value={false} label={t('admin.accounts.enabled')} />
      )}
    </>
  );
}
