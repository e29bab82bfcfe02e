import AddOutlined from '@mui/icons-material/AddOutlined';
import AppsOutlined from '@mui/icons-material/AppsOutlined';
import { Button, Chip } from '@mui/material';
import { Link } from 'react-router-dom';
import { useTexts } from '../../i18n/texts';
import { useMay } from '../../session/may';
import { useTimes } from '../../i18n/times';
import { ListPage } from '../lists/ListPage';
import type { Application } from './application';

/** The programs that people sign in to here. */
export default function ApplicationsPage() {
  const { t } = useTexts();
  const mayManage = useMay()('APPLICATIONS_MANAGE');
  const { date } = useTimes();
  return (
    <ListPage<Application>
      resource="applications"
      title={t('admin.applications.title')}
      text={t('admin.applications.text')}
      sort={{ field: 'name', order: 'ASC' }}
      action={
        mayManage && (
          <Button component={Link} to="/applications/create" variant="contained" startIcon={<AddOutlined />}>
            {t('admin.applications.create')}
          </Button>
        )
      }
      nameOf={({ name }) => name}
      to={({ id }) => `/applications/${id}`}
      columns={[
        { label: 'admin.applications.application', sortBy: 'name', cell: ({ name }) => name },
        {
          label: 'admin.applications.kind',
          cell: ({ kind }) => t(`admin.applications.kinds.${kind}`),
        },
        {
          label: 'admin.applications.fields.mayEnter',
          cell: ({ mayEnter }) => t(`admin.applications.who.${mayEnter}`),
        },
        {
          label: 'admin.applications.secondFactor',
          cell: ({ requireSecondFactor }) =>
            t(requireSecondFactor ? 'admin.applications.required' : 'admin.applications.notRequired'),
        },
        {
          label: 'admin.applications.state',
          cell: ({ enabled }) => <EnabledChip isEnabled={enabled} />,
        },
        { label: 'admin.applications.added', sortBy: 'createdAt', cell: ({ createdAt }) => date(createdAt) },
      ]}
      empty={{ icon: <AppsOutlined />, text: t('admin.applications.none') }}
    />
  );
}

function EnabledChip({ isEnabled }: { isEnabled: boolean }) {
  const { t } = useTexts();
  return (
    <Chip
      size="small"
      variant="outlined"
      color={isEnabled ? 'success' : 'default'}
      label={t(isEnabled ? 'admin.applications.enabled' : 'admin.applications.off')}
    />
  );
}
