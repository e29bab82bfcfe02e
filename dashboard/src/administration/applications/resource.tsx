import AppsOutlined from '@mui/icons-material/AppsOutlined';
import { lazy } from 'react';
import { Resource } from 'react-admin';
import { forWhom } from '../../shell/for-whom';
import type { AdminResource } from '../resource';
import { getApplications } from './provider';

const ApplicationsPage = lazy(() => import('./ApplicationsPage'));
const CreateApplicationPage = forWhom(
  'APPLICATIONS_MANAGE',
  lazy(() => import('./CreateApplicationPage')),
);
const ApplicationPage = lazy(() => import('./ApplicationPage'));

export const applications: AdminResource = {
  navigation: { to: '/applications', label: 'admin.applications.title', icon: AppsOutlined },
  needs: 'APPLICATIONS_READ',
  routes: (
    <Resource
      key="applications"
      name="applications"
      list={ApplicationsPage}
      create={CreateApplicationPage}
      edit={ApplicationPage}
    />
  ),
  list: { name: 'applications', get: getApplications },
};
