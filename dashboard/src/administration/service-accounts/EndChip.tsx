import { Chip } from '@mui/material';
import { useTexts } from '../../i18n/texts';
import { endsSoon, lastEnd, type ServiceAccount } from './service-account';

/** What keeps a program from acting, or will within two weeks; nothing where all is well. */
export function EndChip({ account }: { account: ServiceAccount }) {
  const { t } = useTexts();
  const end = lastEnd(account);
  const state = account.disabled
    ? 'isDisabled'
    : end === null
      ? 'noToken'
      : endsSoon(end)
        ? 'endsSoon'
        : null;
  if (state === null) return null;
  return (
    <Chip
      size="small"
      variant="outlined"
      color={state === 'endsSoon' ? 'warning' : 'default'}
      label={t(`admin.serviceAccounts.${state}`)}
    />
  );
}
