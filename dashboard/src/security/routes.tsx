import { Route } from 'react-router-dom';
import { lazyPage } from '../api/lazy-page';

const SecurityPage = lazyPage(() => import('./SecurityPage'));
const AuthenticatorAppPage = lazyPage(() => import('./AuthenticatorAppPage'));
const BackupCodesPage = lazyPage(() => import('./BackupCodesPage'));
const DevicesPage = lazyPage(() => import('./DevicesPage'));
const AppPasswordsPage = lazyPage(() => import('./AppPasswordsPage'));
const ActivityPage = lazyPage(() => import('./ActivityPage'));

export const securityRoutes = (
  <>
    <Route path="/security/password?" element={<SecurityPage />} />
    <Route path="/security/authenticator-app" element={<AuthenticatorAppPage />} />
    <Route path="/security/backup-codes" element={<BackupCodesPage />} />
    <Route path="/security/devices" element={<DevicesPage />} />
    <Route path="/security/app-passwords" element={<AppPasswordsPage />} />
    <Route path="/security/activity" element={<ActivityPage />} />
  </>
);
