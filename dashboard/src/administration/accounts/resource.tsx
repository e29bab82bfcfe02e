import GroupOutlined from '@mui/icons-material/GroupOutlined';
import { lazy } from 'react';
import { Resource } from 'react-admin';
import { Route } from 'react-router-dom';
import { forWhom } from '../../shell/for-whom';
import type { AdminResource } from '../resource';
import { getAccounts } from './provider';

const AccountsPage = lazy(() => import('./AccountsPage'));
const CreateAccountPage = forWhom(
  'ACCOUNTS_MANAGE',
  lazy(() => import('./CreateAccountPage')),
);
const ImportAccountsPage = forWhom(
  'ACCOUNTS_IMPORT',
  lazy(() => import('./ImportAccountsPage')),
);
const AccountPage = lazy(() => import('./AccountPage'));

export const accounts: AdminResource = {
  navigation: { to: '/accounts', label: 'admin.accounts.title', icon: GroupOutlined },
  needs: 'ACCOUNTS_READ',
  routes: (
    <Resource
      key="accounts"
      name="accounts"
      list={AccountsPage}
      create={CreateAccountPage}
      edit={AccountPage}
    >
      <Route path="import" element={<ImportAccountsPage />} />
    </Resource>
  ),
  list: { name: 'accounts', get: getAccounts },
};
