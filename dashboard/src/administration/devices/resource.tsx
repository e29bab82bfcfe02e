import DevicesOtherOutlined from '@mui/icons-material/DevicesOtherOutlined';
import { lazy } from 'react';
import { Resource } from 'react-admin';
import type { AdminResource } from '../resource';
import { nothingBelow } from '../lists/nothing-below';
import { getDevices } from './provider';

const DevicesPage = lazy(() => import('./DevicesPage'));

export const devices: AdminResource = {
  navigation: { to: '/devices', label: 'admin.devices.title', icon: DevicesOtherOutlined },
  needs: 'ACCOUNTS_READ',
  routes: (
    <Resource key="devices" name="devices" list={DevicesPage}>
      {nothingBelow}
    </Resource>
  ),
  list: { name: 'devices', get: getDevices },
};
