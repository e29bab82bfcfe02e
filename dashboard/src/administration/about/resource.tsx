import InfoOutlined from '@mui/icons-material/InfoOutlined';
import { lazy } from 'react';
import { CustomRoutes } from 'react-admin';
import { Route } from 'react-router-dom';
import type { AdminResource } from '../resource';

const AboutPage = lazy(() => import('./AboutPage'));

export const about: AdminResource = {
  navigation: { to: '/about', label: 'admin.about.title', icon: InfoOutlined },
  needs: 'SYSTEM_READ',
  routes: (
    <CustomRoutes key="about">
      <Route key="about" path="/about" element={<AboutPage />} />
    </CustomRoutes>
  ),
};
