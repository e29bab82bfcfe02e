import SmartToyOutlined from '@mui/icons-material/SmartToyOutlined';
import { lazy } from 'react';
import { Resource } from 'react-admin';
import { forWhom } from '../../shell/for-whom';
import type { AdminResource } from '../resource';
import { getServiceAccounts } from './provider';

const ServiceAccountsPage = lazy(() => import('./ServiceAccountsPage'));
const CreateServiceAccountPage = forWhom(
  'SERVICE_ACCOUNTS_MANAGE',
  lazy(() => import('./CreateServiceAccountPage')),
);
const ServiceAccountPage = lazy(() => import('./ServiceAccountPage'));

export const serviceAccounts: AdminResource = {
  navigation: { to: '/service-accounts', label: 'admin.serviceAccounts.title', icon: SmartToyOutlined },
  needs: 'SERVICE_ACCOUNTS_READ',
  routes: (
    <Resource
      key="service-accounts"
      name="service-accounts"
      list={ServiceAccountsPage}
      create={CreateServiceAccountPage}
      edit={ServiceAccountPage}
    />
  ),
  list: { name: 'service-accounts', get: getServiceAccounts },
};
