import { Box, Chip } from '@mui/material';
import { useTexts } from '../../i18n/texts';
import type { AccountRow } from './provider';

/** What is out of the ordinary about an account. */
export function AccountBadges({ account }: { account: AccountRow }) {
  const { t } = useTexts();
  const groups =
    account.administersGroups &&
    (account.administersGroups.map(({ name }) => name).join(', ') || t('admin.accounts.roleForNobody'));
  return (
    <Box component="span" sx={{ display: 'inline-flex', flexWrap: 'wrap', gap: 0.5 }}>
      {account.role !== 'USER' && (
        <Chip
          size="small"
          color="primary"
          variant="outlined"
          label={[t(`admin.accounts.roles.${account.role}`), groups].filter(Boolean).join(' · ')}
        />
      )}
      {account.disabled && <Chip size="small" variant="outlined" label={t('admin.accounts.disabled')} />}
      {account.locked && (
        <Chip size="small" color="error" variant="outlined" label={t('admin.accounts.locked')} />
      )}
      {account.reportedAt !== null && (
        <Chip size="small" color="error" variant="outlined" label={t('admin.accounts.reported')} />
      )}
      {account.invitation !== null && (
        <Chip
          size="small"
          color={account.invitation.state === 'OPEN' ? 'info' : 'warning'}
          variant="outlined"
          label={t(account.invitation.state === 'OPEN' ? 'admin.accounts.invited' : 'admin.accounts.lapsed')}
        />
      )}
      {account.requireTwoFactor && (
        <Chip size="small" variant="outlined" label={t('admin.accounts.required')} />
      )}
      {account.role === 'USER' &&
        !account.disabled &&
        !account.locked &&
        account.reportedAt === null &&
        account.invitation === null &&
        !account.requireTwoFactor &&
        t('admin.accounts.usual')}
    </Box>
  );
}
