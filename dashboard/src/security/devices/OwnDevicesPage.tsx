import LogoutOutlined from '@mui/icons-material/LogoutOutlined';
import { Alert, Box, Button, Card, Typography } from '@mui/material';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { MyDevicesDocument, RevokeOtherTokensDocument } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { Loaded } from '../../components/Loaded';
import { Page } from '../../components/Page';
import { useTexts } from '../../i18n/texts';
import { DeviceCard } from './DeviceCard';
import { SessionsSection } from '../sessions/SessionsSection';

const devicesQuery = queryOptions({
  queryKey: ['my-devices'],
  queryFn: async () => (await send(MyDevicesDocument)).myDevices,
});

/** Where one is signed in, what is trusted, and how to end either. */
export default function OwnDevicesPage() {
  const { t } = useTexts();
  const devices = useQuery(devicesQuery);
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
      <Card sx={{ mb: 3, overflow: 'visible', border: 0, bgcolor: 'transparent', boxShadow: 'none' }}>
        <Loaded query={devices}>
          {(list) =>
            list.length === 0 ? (
              <Alert severity="info">{t('devices.off')}</Alert>
            ) : (
              <Box
                component="ul"
                sx={{
                  listStyle: 'none',
                  m: 0,
                  p: 0,
                  display: 'grid',
                  gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: 'repeat(2, minmax(0, 1fr))' },
                  gap: 2,
                }}
              >
                {list.map((device) => (
                  <DeviceCard key={device.id} device={device} />
                ))}
              </Box>
            )
          }
        </Loaded>
      </Card>
      <SessionsSection />
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
