import BlockOutlined from '@mui/icons-material/BlockOutlined';
import LogoutOutlined from '@mui/icons-material/LogoutOutlined';
import TokenOutlined from '@mui/icons-material/TokenOutlined';
import { Button, Chip, Link as MuiLink } from '@mui/material';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { deviceName } from '../../i18n/names';
import { usePlaces } from '../../i18n/places';
import { useTexts } from '../../i18n/texts';
import { useMay, useMayOnEach } from '../../session/may';
import { useTimes } from '../../i18n/times';
import { GroupFilter } from '../groups/GroupFilter';
import { AccountFilter, ToggleFilter } from '../lists/filters';
import { ListPage } from '../lists/ListPage';
import type { TokenRow } from './provider';
import { RevokeAllTokensDialog } from './RevokeAllTokensDialog';
import { RevokeTokenDialog } from './RevokeTokenDialog';

/** The sessions of all accounts, one token each. */
export default function TokensPage() {
  const { t } = useTexts();
  const may = useMay();
  const mayOn = useMayOnEach();
  const { ago, date, moment } = useTimes();
  const { place } = usePlaces();
  const [revoking, setRevoking] = useState<{ id: string; current: boolean } | null>(null);
  const [isRevokingAll, setRevokingAll] = useState(false);
  return (
    <>
      <ListPage<TokenRow>
        resource="tokens"
        title={t('admin.tokens.title')}
        text={t('admin.tokens.text')}
        sort={{ field: 'createdAt', order: 'DESC' }}
        action={
          may('SETTINGS_MANAGE') && (
            <Button
              variant="outlined"
              color="error"
              startIcon={<LogoutOutlined />}
              onClick={() => setRevokingAll(true)}
            >
              {t('admin.tokens.everyone.name')}
            </Button>
          )
        }
        filters={
          <>
            <AccountFilter field="accountId" label={t('admin.accounts.account')} />
            <GroupFilter />
            <ToggleFilter field="live" value label={t('admin.tokens.live')} />
            <ToggleFilter field="live" value={false} label={t('admin.tokens.expired')} />
          </>
        }
        nameOf={({ account, device }) =>
          [account.login, device && deviceName(t, device.name)].filter(Boolean).join(', ')
        }
        apart={({ createdAt }) => moment(createdAt)}
        columns={[
          {
            label: 'admin.accounts.account',
            cell: ({ account, current }) => (
              <>
                <MuiLink
                  component={Link}
                  to={`/accounts/${account.id}`}
                  color="textPrimary"
                  sx={{ fontWeight: 600 }}
                >
                  {account.login}
                </MuiLink>
                {current && <Chip size="small" sx={{ ml: 1 }} label={t('admin.tokens.current')} />}
              </>
            ),
          },
          {
            label: 'admin.devices.device',
            cell: ({ device }) =>
              device ? [deviceName(t, device.name), place(device.place)].filter(Boolean).join(' · ') : '–',
          },
          {
            label: 'admin.tokens.proof',
            cell: ({ secondFactor }) => t(`admin.tokens.by.${secondFactor ?? 'NONE'}`),
          },
          {
            label: 'admin.tokens.lastUsed',
            cell: ({ lastUsedAt }) => (lastUsedAt === null ? '–' : ago(lastUsedAt)),
          },
          { label: 'admin.tokens.created', sortBy: 'createdAt', cell: ({ createdAt }) => date(createdAt) },
          {
            label: 'admin.tokens.expires',
            sortBy: 'expiresAt',
            cell: ({ expiresAt }) => (expiresAt === null ? t('admin.tokens.never') : date(expiresAt)),
          },
        ]}
        actions={(token) =>
          mayOn(token.account, 'ACCOUNTS_SUPPORT')
            ? [
                {
                  label: t('admin.tokens.revoke.name'),
                  icon: <BlockOutlined fontSize="small" />,
                  destructive: true,
                  onClick: () => setRevoking(token),
                },
              ]
            : []
        }
        empty={{ icon: <TokenOutlined />, text: t('admin.tokens.none') }}
      />
      <RevokeAllTokensDialog isOpen={isRevokingAll} onClose={() => setRevokingAll(false)} />
      <RevokeTokenDialog token={revoking} onClose={() => setRevoking(null)} />
    </>
  );
}
