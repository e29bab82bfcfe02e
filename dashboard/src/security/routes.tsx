import { Route } from 'react-router-dom';
import { lazyPage } from '../api/lazy-page';

const SecurityOverviewPage = lazyPage(() => import('./overview/SecurityOverviewPage'));
const AuthenticatorAppPage = lazyPage(() => import('./authenticator-app/AuthenticatorAppPage'));
const BackupCodesPage = lazyPage(() => import('./backup-codes/BackupCodesPage'));
const OwnDevicesPage = lazyPage(() => import('./devices/OwnDevicesPage'));
const AppPasswordsPage = lazyPage(() => import('./app-passwords/AppPasswordsPage'));
const ActivityPage = lazyPage(() => import('./activity/ActivityPage'));

export const securityRoutes = (
  <>
    <Route path="/security/password?" element={<SecurityOverviewPage />} />
    <Route path="/security/authenticator-app" element={<AuthenticatorAppPage />} />
    <Route path="/security/backup-codes" element={<BackupCodesPage />} />
    <Route path="/security/devices" element={<OwnDevicesPage />} />
    <Route path="/security/app-passwords" element={<AppPasswordsPage />} />
    <Route path="/security/activity" element={<ActivityPage />} />
  </>
);
