import GroupOutlined from '@mui/icons-material/GroupOutlined';
import PersonAddOutlined from '@mui/icons-material/PersonAddOutlined';
import UploadFileOutlined from '@mui/icons-material/UploadFileOutlined';
import { Box, Button, Chip, Stack, Typography } from '@mui/material';
import { Link } from 'react-router-dom';
import { useTexts } from '../../i18n/texts';
import { useMay } from '../../session/may';
import { useMe } from '../../session/me';
import { useTimes } from '../../i18n/times';
import { AccountBadges } from './AccountBadges';
import { AccountFilters, VIEWS } from './AccountFilters';
import { BulkActions } from './BulkActions';
import { TextFilter } from '../lists/filters';
import { ExportButton } from '../lists/ExportButton';
import { ListPage } from '../lists/ListPage';
import type { AccountRow } from './provider';

/** All accounts. */
export default function AccountsPage() {
  const { t } = useTexts();
  const { ago, date } = useTimes();
  const me = useMe();
  const may = useMay();
  return (
    <ListPage<AccountRow>
      resource="accounts"
      title={t('admin.accounts.title')}
      text={t('admin.accounts.text')}
      sort={{ field: 'login', order: 'ASC' }}
      action={
        <Stack direction="row" sx={{ flexWrap: 'wrap', gap: 1 }}>
          {may('ACCOUNTS_IMPORT') && (
            <Button
              component={Link}
              to="/accounts/import"
              color="secondary"
              startIcon={<UploadFileOutlined />}
            >
              {t('admin.import.name')}
            </Button>
          )}
          {may('ACCOUNTS_MANAGE') && (
            <Button
              component={Link}
              to="/accounts/create"
              variant="contained"
              startIcon={<PersonAddOutlined />}
            >
              {t('admin.accounts.create')}
            </Button>
          )}
        </Stack>
      }
      search={<TextFilter field="search" type="search" label={t('admin.accounts.search')} />}
      filters={<AccountFilters />}
      views={VIEWS}
      tools={<ExportButton name="accounts" />}
      bulk={<BulkActions />}
      nameOf={({ login }) => login}
      to={({ id }) => `/accounts/${id}`}
      columns={[
        {
          label: 'admin.accounts.account',
          sortBy: 'login',
          cell: ({ id, login, displayName }) => (
            <>
              {login}
              {id === me.id && (
                <Chip size="small" color="primary" label={t('admin.accounts.you')} sx={{ ml: 1 }} />
              )}
              {displayName !== null && (
                <Typography component="span" variant="body2" color="textSecondary" sx={{ display: 'block' }}>
                  {displayName}
                </Typography>
              )}
            </>
          ),
        },
        {
          label: 'admin.accounts.secondFactor',
          cell: (account) => <Factors account={account} />,
        },
        {
          label: 'admin.accounts.backupCodes',
          isOptional: true,
          cell: ({ twoFactor: { enabled, backupCodesRemaining } }) => (enabled ? backupCodesRemaining : '–'),
        },
        {
          label: 'admin.accounts.state',
          cell: (account) => <AccountBadges account={account} />,
        },
        {
          label: 'admin.accounts.lastSignIn',
          sortBy: 'lastSignInAt',
          cell: ({ lastSignInAt }) =>
            lastSignInAt === null ? t('admin.accounts.neverSignedIn') : ago(lastSignInAt),
        },
        { label: 'admin.accounts.created', sortBy: 'createdAt', cell: ({ createdAt }) => date(createdAt) },
      ]}
      empty={{ icon: <GroupOutlined />, text: t('admin.accounts.none') }}
    />
  );
}

function Factors({ account: { twoFactor } }: { account: AccountRow }) {
  const { t } = useTexts();
  if (!twoFactor.enabled) {
    return (
      <Chip
        size="small"
        variant="outlined"
        color={twoFactor.required ? 'error' : 'warning'}
        label={t(twoFactor.required ? 'admin.accounts.missing' : 'admin.accounts.noFactor')}
      />
    );
  }
  const names = [
    twoFactor.authenticatorApp !== null && t('admin.accounts.app'),
    twoFactor.securityKeys.length > 0 &&
      t('admin.accounts.keys', { smart_count: twoFactor.securityKeys.length }),
  ].filter((name) => name !== false);
  return <Box component="span">{names.join(' · ')}</Box>;
}
