import { lazy } from 'react';
import { Route } from 'react-router-dom';

const SecurityPage = lazy(() => import('./SecurityPage'));

export const securityRoutes = <Route path="/security" element={<SecurityPage />} />;
