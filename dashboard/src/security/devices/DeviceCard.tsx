import DeleteOutlined from '@mui/icons-material/DeleteOutlined';
import EditOutlined from '@mui/icons-material/EditOutlined';
import LogoutOutlined from '@mui/icons-material/LogoutOutlined';
import RemoveModeratorOutlined from '@mui/icons-material/RemoveModeratorOutlined';
import VerifiedUserOutlined from '@mui/icons-material/VerifiedUserOutlined';
import { Box, Card, Chip, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  type AuthTokenFieldsFragment,
  type DeviceFieldsFragment,
  RemoveDeviceDocument,
  RenameDeviceDocument,
  SignOutDeviceDocument,
  TrustCurrentDeviceDocument,
  UntrustDeviceDocument,
} from '#client/operations';
import { publicSettingsQuery } from '../../api/public-settings';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { signedOut } from '../../api/session';
import { ActionsMenu, type MenuAction } from '../../components/ActionsMenu';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { NameDialog } from '../../components/NameDialog';
import { useTimes } from '../../i18n/times';
import { deviceName } from '../../i18n/names';
import { usePlaces } from '../../i18n/places';
import { useTexts } from '../../i18n/texts';
import { useMe } from '../../session/me';
import { browserName } from '../../components/browser-name';
import { DeviceIcon } from '../../components/DeviceIcon';
import { SessionRows } from '../sessions/SessionRows';

type Asking = 'name' | 'trust' | 'untrust' | 'sign-out' | 'forget';

const refreshed = async (change: Promise<unknown>): Promise<void> => {
  await change;
  await queryClient.invalidateQueries();
};

/** A device, and the sessions on it: one can hold several, such as two browser profiles of an app. */
export function DeviceCard(props: {
  device: DeviceFieldsFragment;
  /** Told apart from others of the same name. */
  distinctName: string;
  sessions: readonly AuthTokenFieldsFragment[];
}) {
  const { device, distinctName, sessions } = props;
  const { t } = useTexts();
  const { ago, date, dateTime } = useTimes();
  const { address } = usePlaces();
  const { enabled } = useMe().twoFactor;
  const { data: settings } = useQuery(publicSettingsQuery);
  const [asking, setAsking] = useState<Asking | null>(null);
  const { id, current, trustedUntil } = device;
  const name = deviceName(t, device.name);
  const days = settings?.trustDevicesForDays ?? 0;
  const close = () => setAsking(null);

  const actions: MenuAction[] = [
    { label: t('common.rename'), icon: <EditOutlined fontSize="small" />, onClick: () => setAsking('name') },
  ];
  if (current && trustedUntil === null && enabled && days > 0) {
    actions.push({
      label: t('devices.trust'),
      icon: <VerifiedUserOutlined fontSize="small" />,
      onClick: () => setAsking('trust'),
    });
  }
  if (trustedUntil !== null) {
    actions.push({
      label: t('devices.untrust'),
      icon: <RemoveModeratorOutlined fontSize="small" />,
      onClick: () => setAsking('untrust'),
    });
  }
  if (device.signedIn) {
    actions.push({
      label: t('devices.signOut'),
      icon: <LogoutOutlined fontSize="small" />,
      onClick: () => setAsking('sign-out'),
    });
  }
  if (!current) {
    actions.push({
      label: t('devices.forget'),
      icon: <DeleteOutlined fontSize="small" />,
      destructive: true,
      onClick: () => setAsking('forget'),
    });
  }

  return (
    <Card component="li" sx={{ borderColor: current ? 'primary.main' : 'divider' }}>
      <Box
        sx={{
          px: { xs: 2, sm: 3 },
          py: { xs: 2, sm: 2.25 },
          display: 'flex',
          gap: 1.75,
          alignItems: 'flex-start',
        }}
      >
        <Box
          aria-hidden
          sx={{
            flex: 'none',
            width: 44,
            height: 44,
            display: 'grid',
            placeItems: 'center',
            borderRadius: '12px',
            bgcolor: 'background.sunken',
            color: 'text.secondary',
          }}
        >
          <DeviceIcon userAgent={device.userAgent} />
        </Box>
        <Box sx={{ flex: 1, minWidth: 0 }}>
          <Typography variant="h3" component="h2" sx={{ overflowWrap: 'anywhere' }}>
            {name}
          </Typography>
          <Typography variant="body2" color="textSecondary" title={dateTime(device.lastSeenAt)}>
            {t('devices.lastSeen', { when: ago(device.lastSeenAt) })}
            {address(device).map((part) => `\u00a0· ${part}`)}
          </Typography>
          <Typography variant="body2" color="textSecondary">
            {[browserName(device.userAgent), t('devices.firstSeen', { date: date(device.createdAt) })]
              .filter((part) => part !== null)
              .join('\u00a0· ')}
          </Typography>
          <Stack direction="row" sx={{ gap: 0.75, flexWrap: 'wrap', mt: 1, minHeight: 24 }}>
            {current && <Chip size="small" color="primary" label={t('devices.thisDevice')} />}
            {!current && device.signedIn && (
              <Chip size="small" variant="outlined" label={t('devices.signedIn')} />
            )}
            {trustedUntil !== null && (
              <Chip
                size="small"
                color="success"
                variant="outlined"
                icon={<VerifiedUserOutlined />}
                label={t('devices.trustedUntil', { date: date(trustedUntil) })}
              />
            )}
          </Stack>
        </Box>
        <Box sx={{ m: -0.75 }}>
          <ActionsMenu label={t('security.actionsOf', { name: distinctName })} actions={actions} />
        </Box>
      </Box>
      {sessions.length > 0 && (
        <SessionRows
          label={t('sessions.onDevice', { name: distinctName })}
          sessions={sessions}
          device={distinctName}
          onSignOutDevice={sessions.length === 1 ? () => setAsking('sign-out') : undefined}
        />
      )}
      {asking === 'name' && (
        <NameDialog
          title={t('devices.renameTitle')}
          name={name}
          done={t('security.renamed')}
          onName={(chosen) => refreshed(send(RenameDeviceDocument, { id, name: chosen }))}
          onClose={close}
        />
      )}
      <ConfirmDialog
        isOpen={asking === 'trust'}
        title={t('devices.trustTitle', { smart_count: days })}
        consequences={[t('devices.trustText'), t('signIn.trustText')]}
        confirm={t('devices.trust')}
        done={t('devices.trusted')}
        action={() => refreshed(send(TrustCurrentDeviceDocument))}
        onClose={close}
      />
      <ConfirmDialog
        isOpen={asking === 'untrust'}
        title={t('devices.untrustTitle', { name })}
        consequences={[t('devices.untrustText')]}
        confirm={t('devices.untrust')}
        done={t('devices.untrusted')}
        action={() => refreshed(send(UntrustDeviceDocument, { id }))}
        onClose={close}
      />
      <ConfirmDialog
        isOpen={asking === 'sign-out'}
        title={t('devices.signOutTitle', { name })}
        consequences={[
          t(current ? 'devices.signOutHere' : 'devices.signOutText'),
          ...(trustedUntil === null ? [] : [t('devices.endsTrust')]),
        ]}
        confirm={t('devices.signOut')}
        destructive
        {...(!current && { done: t('devices.signedOut') })}
        action={async () => {
          const change = send(SignOutDeviceDocument, { id });
          await (current ? change.then(signedOut) : refreshed(change));
        }}
        onClose={close}
      />
      <ConfirmDialog
        isOpen={asking === 'forget'}
        title={t('devices.forgetTitle', { name })}
        consequences={[t('devices.forgetText')]}
        confirm={t('devices.forget')}
        destructive
        done={t('devices.forgotten')}
        action={() => refreshed(send(RemoveDeviceDocument, { id }))}
        onClose={close}
      />
    </Card>
  );
}
