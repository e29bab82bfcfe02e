import LogoutOutlined from '@mui/icons-material/LogoutOutlined';
import { Alert, Box, Button, Typography } from '@mui/material';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { MyDevicesDocument, MyTokensDocument, RevokeOtherTokensDocument } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { distinctNames } from '../../components/distinct-names';
import { Loaded } from '../../components/Loaded';
import { Page } from '../../components/Page';
import { deviceName } from '../../i18n/names';
import { useTexts } from '../../i18n/texts';
import { useTimes } from '../../i18n/times';
import { DeviceCard } from './DeviceCard';
import { SessionsSection } from '../sessions/SessionsSection';

const devicesQuery = queryOptions({
  queryKey: ['my-devices'],
  queryFn: async () => {
    const [{ myDevices: devices }, { myTokens: sessions }] = await Promise.all([
      send(MyDevicesDocument),
      send(MyTokensDocument),
    ]);
    return { devices, sessions };
  },
});

/** Each device with the sessions on it: where one is signed in, what is trusted, and how to end either. */
export default function OwnDevicesPage() {
  const { t } = useTexts();
  const { date, moment } = useTimes();
  const query = useQuery(devicesQuery);
  const [isEndingOthers, setEndingOthers] = useState(false);
  return (
    <Page
      title={t('devices.title')}
      text={t('devices.text')}
      action={
        <Button
          variant="outlined"
          color="error"
          startIcon={<LogoutOutlined />}
          onClick={() => setEndingOthers(true)}
        >
          {t('devices.endOthers')}
        </Button>
      }
    >
      <Loaded query={query} rows={4}>
        {({ devices, sessions }) => {
          const names = distinctNames(
            devices,
            ({ name }) => deviceName(t, name),
            ({ createdAt }) => t('devices.firstSeen', { date: date(createdAt) }),
            ({ createdAt }) => moment(createdAt),
          );
          const isOn = (id: string) => devices.some((device) => device.id === id);
          return (
            <>
              {devices.length === 0 ? (
                <Alert severity="info" sx={{ mb: 2.5 }}>
                  {t('devices.off')}
                </Alert>
              ) : (
                <Box
                  component="ul"
                  aria-label={t('devices.title')}
                  sx={{ listStyle: 'none', m: 0, mb: 2.5, p: 0, display: 'grid', gap: 2 }}
                >
                  {devices.map((device) => (
                    <DeviceCard
                      key={device.id}
                      device={device}
                      distinctName={names.get(device) ?? ''}
                      sessions={sessions.filter((session) => session.device?.id === device.id)}
                    />
                  ))}
                </Box>
              )}
              <SessionsSection
                sessions={sessions.filter(({ device }) => device === null || !isOn(device.id))}
                areStored={sessions.length > 0}
                isBesideDevices={devices.length > 0}
              />
            </>
          );
        }}
      </Loaded>
      <Typography variant="body2" color="textSecondary" sx={{ mt: 2 }}>
        {t('devices.unknown')}
      </Typography>
      <ConfirmDialog
        isOpen={isEndingOthers}
        title={t('devices.endOthersTitle')}
        consequences={[t('devices.endOthersText'), t('devices.keepsTrust')]}
        confirm={t('devices.endOthers')}
        destructive
        done={t('devices.othersEnded')}
        action={async () => {
          await send(RevokeOtherTokensDocument);
          await queryClient.invalidateQueries();
        }}
        onClose={() => setEndingOthers(false)}
      />
    </Page>
  );
}
