import TuneOutlined from '@mui/icons-material/TuneOutlined';
import { lazy } from 'react';
import { CustomRoutes } from 'react-admin';
import { Route } from 'react-router-dom';
import type { AdminResource } from '../resource';

const SettingsPage = lazy(() => import('./SettingsPage'));

export const settings: AdminResource = {
  navigation: { to: '/settings', label: 'admin.settings.title', icon: TuneOutlined },
  // Its page is a form.
  needs: 'SETTINGS_MANAGE',
  routes: (
    <CustomRoutes key="settings">
      <Route key="settings" path="/settings" element={<SettingsPage />} />
    </CustomRoutes>
  ),
};
