import InsightsOutlined from '@mui/icons-material/InsightsOutlined';
import { lazy } from 'react';
import type { AdminResource } from '../resource';

export const OverviewPage = lazy(() => import('./OverviewPage'));

export const overview: AdminResource = {
  navigation: { to: '/', label: 'admin.home.title', icon: InsightsOutlined, end: true },
  needs: 'SYSTEM_READ',
};
