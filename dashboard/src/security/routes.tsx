import { lazy } from 'react';
import { Route } from 'react-router-dom';

const SecurityPage = lazy(() => import('./SecurityPage'));
const AuthenticatorAppPage = lazy(() => import('./AuthenticatorAppPage'));
const BackupCodesPage = lazy(() => import('./BackupCodesPage'));
const DevicesPage = lazy(() => import('./DevicesPage'));
const AppPasswordsPage = lazy(() => import('./AppPasswordsPage'));
const ActivityPage = lazy(() => import('./ActivityPage'));

export const securityRoutes = (
  <>
    <Route path="/security" element={<SecurityPage />} />
    <Route path="/security/authenticator-app" element={<AuthenticatorAppPage />} />
    <Route path="/security/backup-codes" element={<BackupCodesPage />} />
    <Route path="/security/devices" element={<DevicesPage />} />
    <Route path="/security/app-passwords" element={<AppPasswordsPage />} />
    <Route path="/security/activity" element={<ActivityPage />} />
  </>
);
