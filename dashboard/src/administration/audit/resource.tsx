import FactCheckOutlined from '@mui/icons-material/FactCheckOutlined';
import { lazy } from 'react';
import { Resource } from 'react-admin';
import type { AdminResource } from '../resource';
import { nothingBelow } from '../lists/nothing-below';
import { getAuditEvents } from './provider';

const AuditPage = lazy(() => import('./AuditPage'));

export const audit: AdminResource = {
  navigation: { to: '/audit', label: 'admin.audit.title', icon: FactCheckOutlined },
  needs: 'AUDIT_READ',
  routes: (
    <Resource key="audit" name="audit" list={AuditPage}>
      {nothingBelow}
    </Resource>
  ),
  list: { name: 'audit', get: getAuditEvents },
};
