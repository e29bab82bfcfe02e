import ScheduleOutlined from '@mui/icons-material/ScheduleOutlined';
import { lazy } from 'react';
import { CustomRoutes } from 'react-admin';
import { Route } from 'react-router-dom';
import type { AdminResource } from '../resource';

const JobsPage = lazy(() => import('./JobsPage'));

export const jobs: AdminResource = {
  navigation: { to: '/jobs', label: 'admin.jobs.title', icon: ScheduleOutlined },
  needs: 'SYSTEM_READ',
  routes: (
    <CustomRoutes key="jobs">
      <Route key="jobs" path="/jobs" element={<JobsPage />} />
    </CustomRoutes>
  ),
};
