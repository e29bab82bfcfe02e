import AddOutlined from '@mui/icons-material/AddOutlined';
import SmartToyOutlined from '@mui/icons-material/SmartToyOutlined';
import { Button, Stack } from '@mui/material';
import { Link } from 'react-router-dom';
import { useTexts } from '../../i18n/texts';
import { useTimes } from '../../i18n/times';
import { ListPage } from '../lists/ListPage';
import { EndChip } from './EndChip';
import { lastEnd, type ServiceAccount } from './service-account';
import { usePermissionNames } from './usePermissionNames';

/** The programs that act by themselves. */
export default function ServiceAccountsPage() {
  const { t } = useTexts();
  const { date, dateTime } = useTimes();
  const named = usePermissionNames();
  return (
    <ListPage<ServiceAccount>
      resource="service-accounts"
      title={t('admin.serviceAccounts.title')}
      text={t('admin.serviceAccounts.text')}
      sort={{ field: 'name', order: 'ASC' }}
      action={
        <Button
          component={Link}
          to="/service-accounts/create"
          variant="contained"
          startIcon={<AddOutlined />}
        >
          {t('admin.serviceAccounts.create')}
        </Button>
      }
      nameOf={({ name }) => name}
      to={({ id }) => `/service-accounts/${id}`}
      columns={[
        { label: 'admin.serviceAccounts.fields.name', sortBy: 'name', cell: ({ name }) => name },
        {
          label: 'admin.serviceAccounts.fields.permissions',
          minWidth: 220,
          cell: ({ permissions }) => named(permissions),
        },
        {
          label: 'admin.serviceAccounts.tokens.title',
          cell: (account) => (
            <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap', alignItems: 'center' }}>
              {account.tokens.length}
              <EndChip account={account} />
            </Stack>
          ),
        },
        {
          label: 'admin.serviceAccounts.ends',
          cell: (account) => {
            const end = lastEnd(account);
            return end === null ? '–' : date(end);
          },
        },
        {
          label: 'admin.serviceAccounts.lastUsed',
          cell: ({ lastUsedAt }) =>
            lastUsedAt === null ? t('admin.serviceAccounts.neverUsed') : dateTime(lastUsedAt),
        },
      ]}
      empty={{ icon: <SmartToyOutlined />, text: t('admin.serviceAccounts.none') }}
    />
  );
}
