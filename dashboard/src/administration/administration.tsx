import ChecklistOutlined from '@mui/icons-material/FactCheckOutlined';
import DevicesOtherOutlined from '@mui/icons-material/DevicesOtherOutlined';
import GroupOutlined from '@mui/icons-material/GroupOutlined';
import InsightsOutlined from '@mui/icons-material/InsightsOutlined';
import ScheduleOutlined from '@mui/icons-material/ScheduleOutlined';
import TokenOutlined from '@mui/icons-material/TokenOutlined';
import TuneOutlined from '@mui/icons-material/TuneOutlined';
import type { DashboardComponent } from 'ra-core';
import { lazy, type ReactElement } from 'react';
import { CustomRoutes, Resource } from 'react-admin';
import { Route } from 'react-router-dom';
import type { ResourceProvider } from '../providers/data-provider';
import type { NavigationEntry } from '../shell/own-account';
import { NotFound } from '../shell/Screens';
import { providers } from './providers';

const OverviewPage = lazy(() => import('./overview/OverviewPage'));
const AccountsPage = lazy(() => import('./accounts/AccountsPage'));
const CreateAccountPage = lazy(() => import('./accounts/CreateAccountPage'));
const AccountPage = lazy(() => import('./accounts/AccountPage'));
const DevicesPage = lazy(() => import('./devices/DevicesPage'));
const TokensPage = lazy(() => import('./tokens/TokensPage'));
const AuditPage = lazy(() => import('./audit/AuditPage'));
const SettingsPage = lazy(() => import('./settings/SettingsPage'));
const JobsPage = lazy(() => import('./jobs/JobsPage'));

/** React-admin would show the list at any address below its own. */
const nothingBelow = <Route path=":below/*" element={<NotFound />} />;

/** What administrators have beside their own Security page. */
export const administration: {
  /** At `/`. */
  home?: DashboardComponent;
  /** `<Resource>`s and `<CustomRoutes>`, their pages loaded when they are opened. */
  resources: ReactElement | null;
  providers: Record<string, ResourceProvider>;
  navigation: NavigationEntry[];
} = {
  home: OverviewPage,
  resources: (
    <>
      <Resource name="accounts" list={AccountsPage} create={CreateAccountPage} edit={AccountPage} />
      <Resource name="devices" list={DevicesPage}>
        {nothingBelow}
      </Resource>
      <Resource name="tokens" list={TokensPage}>
        {nothingBelow}
      </Resource>
      <Resource name="audit" list={AuditPage}>
        {nothingBelow}
      </Resource>
      <CustomRoutes>
        <Route path="/settings" element={<SettingsPage />} />
        <Route path="/jobs" element={<JobsPage />} />
      </CustomRoutes>
    </>
  ),
  providers,
  navigation: [
    { to: '/', label: 'admin.home.title', icon: InsightsOutlined, end: true },
    { to: '/accounts', label: 'admin.accounts.title', icon: GroupOutlined },
    { to: '/devices', label: 'admin.devices.title', icon: DevicesOtherOutlined },
    { to: '/tokens', label: 'admin.tokens.title', icon: TokenOutlined },
    { to: '/audit', label: 'admin.audit.title', icon: ChecklistOutlined },
    { to: '/settings', label: 'admin.settings.title', icon: TuneOutlined },
    { to: '/jobs', label: 'admin.jobs.title', icon: ScheduleOutlined },
  ],
};
