import AddOutlined from '@mui/icons-material/AddOutlined';
import WorkspacesOutlined from '@mui/icons-material/WorkspacesOutlined';
import { Button } from '@mui/material';
import { Link } from 'react-router-dom';
import { useTexts } from '../../i18n/texts';
import { useMay } from '../../session/may';
import { useTimes } from '../../i18n/times';
import { TextFilter } from '../lists/filters';
import { ListPage } from '../lists/ListPage';
import type { GroupRow } from './provider';
import { useMemberCount } from './useMemberCount';

/** The groups that accounts are in. */
export default function GroupsPage() {
  const { t } = useTexts();
  const mayManage = useMay()('GROUPS_MANAGE');
  const { date } = useTimes();
  const counted = useMemberCount();
  return (
    <ListPage<GroupRow>
      resource="groups"
      title={t('admin.groups.title')}
      text={t('admin.groups.text')}
      sort={{ field: 'name', order: 'ASC' }}
      action={
        mayManage && (
          <Button component={Link} to="/groups/create" variant="contained" startIcon={<AddOutlined />}>
            {t('admin.groups.create')}
          </Button>
        )
      }
      search={<TextFilter field="search" type="search" label={t('admin.groups.search')} />}
      nameOf={({ name }) => name}
      to={({ id }) => `/groups/${id}`}
      columns={[
        { label: 'admin.groups.group', sortBy: 'name', cell: ({ name }) => name },
        {
          label: 'admin.groups.whoIsIn',
          cell: ({ kind, source }) => t(`admin.groups.kinds.${kind}`, { source: source ?? '' }),
        },
        { label: 'admin.groups.members', cell: ({ memberCount }) => counted(memberCount) },
        { label: 'admin.groups.created', sortBy: 'createdAt', cell: ({ createdAt }) => date(createdAt) },
      ]}
      empty={{ icon: <WorkspacesOutlined />, text: t('admin.groups.none') }}
    />
  );
}
