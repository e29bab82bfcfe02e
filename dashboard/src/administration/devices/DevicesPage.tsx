import DeleteOutlined from '@mui/icons-material/DeleteOutlined';
import DevicesOtherOutlined from '@mui/icons-material/DevicesOtherOutlined';
import GppBadOutlined from '@mui/icons-material/GppBadOutlined';
import LogoutOutlined from '@mui/icons-material/LogoutOutlined';
import { Chip, Link as MuiLink, Typography } from '@mui/material';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { deviceName } from '../../i18n/names';
import { usePlaces } from '../../i18n/places';
import { useTexts } from '../../i18n/texts';
import { useMayOnEach } from '../../session/may';
import { useTimes } from '../../i18n/times';
import { type DeviceAct, DeviceActDialog } from './DeviceActDialog';
import { GroupFilter } from '../groups/GroupFilter';
import { AccountFilter, ToggleFilter } from '../lists/filters';
import { ListPage } from '../lists/ListPage';
import type { DeviceRow } from './provider';

/** The devices of all accounts. */
export default function DevicesPage() {
  const { t } = useTexts();
  const mayOn = useMayOnEach();
  const { ago, date, moment } = useTimes();
  const { address } = usePlaces();
  const [act, setAct] = useState<DeviceAct | null>(null);
  return (
    <>
      <ListPage<DeviceRow>
        resource="devices"
        title={t('admin.devices.title')}
        text={t('admin.devices.text')}
        sort={{ field: 'lastSeenAt', order: 'DESC' }}
        filters={
          <>
            <AccountFilter field="accountId" label={t('admin.accounts.account')} />
            <GroupFilter />
            <ToggleFilter field="trusted" value label={t('admin.devices.trusted')} />
          </>
        }
        nameOf={({ name, account }) => `${deviceName(t, name)}, ${account.login}`}
        apart={({ createdAt }) => t('devices.firstSeen', { date: moment(createdAt) })}
        columns={[
          {
            label: 'admin.devices.device',
            cell: ({ name, ...seen }) => (
              <>
                <strong>{deviceName(t, name)}</strong>
                {seen.ipAddress !== null && (
                  <Typography
                    component="span"
                    variant="body2"
                    color="textSecondary"
                    sx={{ display: 'block' }}
                  >
                    {address(seen).join(' · ')}
                  </Typography>
                )}
              </>
            ),
          },
          {
            label: 'admin.accounts.account',
            cell: ({ account }) => (
              <MuiLink component={Link} to={`/accounts/${account.id}`} color="textPrimary">
                {account.login}
              </MuiLink>
            ),
          },
          {
            label: 'admin.devices.lastSeen',
            sortBy: 'lastSeenAt',
            cell: ({ lastSeenAt }) => ago(lastSeenAt),
          },
          {
            label: 'admin.devices.trustedUntil',
            sortBy: 'trustedUntil',
            cell: ({ trustedUntil }) => (trustedUntil === null ? '–' : date(trustedUntil)),
          },
          {
            label: 'admin.devices.state',
            cell: ({ signedIn }) => (
              <Chip
                size="small"
                variant="outlined"
                color={signedIn ? 'success' : 'default'}
                label={t(signedIn ? 'admin.devices.signedIn' : 'admin.devices.signedOut')}
              />
            ),
          },
          { label: 'admin.devices.firstSeen', sortBy: 'createdAt', cell: ({ createdAt }) => date(createdAt) },
        ]}
        actions={(device) =>
          !mayOn(device.account, 'ACCOUNTS_SUPPORT')
            ? []
            : [
                ...(device.trustedUntil === null
                  ? []
                  : [
                      {
                        label: t('admin.devices.untrust.name'),
                        icon: <GppBadOutlined fontSize="small" />,
                        onClick: () => setAct({ kind: 'untrust', device }),
                      },
                    ]),
                {
                  label: t('admin.devices.signOut.name'),
                  icon: <LogoutOutlined fontSize="small" />,
                  onClick: () => setAct({ kind: 'signOut', device }),
                },
                {
                  label: t('admin.devices.forget.name'),
                  icon: <DeleteOutlined fontSize="small" />,
                  destructive: true,
                  onClick: () => setAct({ kind: 'forget', device }),
                },
              ]
        }
        empty={{ icon: <DevicesOtherOutlined />, text: t('admin.devices.none') }}
      />
      <DeviceActDialog act={act} onClose={() => setAct(null)} />
    </>
  );
}
