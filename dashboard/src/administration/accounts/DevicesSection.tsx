import DeleteOutlined from '@mui/icons-material/DeleteOutlined';
import DevicesOtherOutlined from '@mui/icons-material/DevicesOtherOutlined';
import GppBadOutlined from '@mui/icons-material/GppBadOutlined';
import LogoutOutlined from '@mui/icons-material/LogoutOutlined';
import { Chip } from '@mui/material';
import { useState } from 'react';
import { ActionsMenu } from '../../components/ActionsMenu';
import { distinctNames } from '../../components/distinct-names';
import { NoRows, Row, Rows, Section } from '../../components/Section';
import { deviceName } from '../../i18n/names';
import { usePlaces } from '../../i18n/places';
import { useTexts } from '../../i18n/texts';
import { useMayOn } from '../../session/may';
import { useTimes } from '../../i18n/times';
import { DeviceIcon } from '../../components/DeviceIcon';
import { type DeviceAct, DeviceActDialog } from '../devices/DeviceActDialog';
import { listAddress } from '../lists/list-address';
import type { Account } from './account';
import { SeeAll } from './SeeAll';

export function DevicesSection({ account }: { account: Account }) {
  const { t } = useTexts();
  const maySupport = useMayOn(account)('ACCOUNTS_SUPPORT');
  const { ago, date, moment } = useTimes();
  const { address } = usePlaces();
  const [act, setAct] = useState<DeviceAct | null>(null);
  const shown = account.devices.slice(0, 5);
  const names = distinctNames(
    shown,
    ({ name }) => deviceName(t, name),
    ({ createdAt }) => t('devices.firstSeen', { date: moment(createdAt) }),
  );
  return (
    <Section
      title={t('admin.devices.title')}
      action={
        <SeeAll to={listAddress('devices', { accountId: account.id })} label="admin.account.seeDevices" />
      }
    >
      {account.devices.length === 0 ? (
        <NoRows icon={<DevicesOtherOutlined />} text={t('admin.account.noDevices')} />
      ) : (
        <Rows>
          {shown.map((device) => (
            <Row
              key={device.id}
              icon={<DeviceIcon userAgent={device.userAgent} />}
              title={deviceName(t, device.name)}
              badges={
                device.trustedUntil !== null && (
                  <Chip
                    size="small"
                    color="success"
                    variant="outlined"
                    label={t('admin.account.trustedUntil', { date: date(device.trustedUntil) })}
                  />
                )
              }
              text={[t('admin.account.seen', { when: ago(device.lastSeenAt) }), ...address(device)].join(
                ' · ',
              )}
              action={
                maySupport && (
                  <ActionsMenu
                    label={t('security.actionsOf', { name: names.get(device) ?? '' })}
                    actions={[
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
                    ]}
                  />
                )
              }
            />
          ))}
        </Rows>
      )}
      <DeviceActDialog act={act} onClose={() => setAct(null)} />
    </Section>
  );
}
