import WorkspacesOutlined from '@mui/icons-material/WorkspacesOutlined';
import { lazy } from 'react';
import { Resource } from 'react-admin';
import { forWhom } from '../../shell/for-whom';
import type { AdminResource } from '../resource';
import { getGroups } from './provider';

const GroupsPage = lazy(() => import('./GroupsPage'));
const CreateGroupPage = forWhom(
  'GROUPS_MANAGE',
  lazy(() => import('./CreateGroupPage')),
);
const GroupPage = lazy(() => import('./GroupPage'));

export const groups: AdminResource = {
  navigation: { to: '/groups', label: 'admin.groups.title', icon: WorkspacesOutlined },
  needs: 'GROUPS_READ',
  routes: <Resource key="groups" name="groups" list={GroupsPage} create={CreateGroupPage} edit={GroupPage} />,
  list: { name: 'groups', get: getGroups },
};
