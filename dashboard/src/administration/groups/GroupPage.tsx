import ArrowBackOutlined from '@mui/icons-material/ArrowBackOutlined';
import DeleteOutlined from '@mui/icons-material/DeleteOutlined';
import EditOutlined from '@mui/icons-material/EditOutlined';
import { Button, Stack } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router-dom';
import {
  DeleteGroupDocument,
  GroupDetailsDocument,
  type GroupDetailsQuery,
  UpdateGroupDocument,
} from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { Loaded } from '../../components/Loaded';
import { NameDialog } from '../../components/NameDialog';
import { Page } from '../../components/Page';
import { Section } from '../../components/Section';
import { useTexts } from '../../i18n/texts';
import { useMay } from '../../session/may';
import { useTimes } from '../../i18n/times';
import { NotFound } from '../../shell/Screens';
import { MembersSection } from './MembersSection';
import { PolicySection } from './PolicySection';
import { LONGEST_NAME, useNameRule } from './useNameRule';

type Details = NonNullable<GroupDetailsQuery['group']>;

/** One group, and who is in it. */
export default function GroupPage() {
  const { t } = useTexts();
  const { id = '' } = useParams();
  const query = useQuery({ queryKey: ['group', id], queryFn: () => send(GroupDetailsDocument, { id }) });
  const group = query.data?.group;
  if (group === null) return <NotFound />;
  return (
    <Page
      title={group?.name ?? t('admin.groups.group')}
      action={
        <Button component={Link} to="/groups" color="secondary" startIcon={<ArrowBackOutlined />}>
          {t('admin.groups.back')}
        </Button>
      }
    >
      <Loaded query={query} rows={6}>
        {({ group: loaded, accounts }) =>
          loaded && (
            <>
              <AboutSection group={loaded} />
              <PolicySection group={loaded} />
              <MembersSection group={loaded} members={accounts} />
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

/** What decides who is in it, and what can be done with it as a whole. */
function AboutSection({ group }: { group: Details }) {
  const { t } = useTexts();
  const mayManage = useMay()('GROUPS_MANAGE');
  const { date } = useTimes();
  const navigate = useNavigate();
  const explain = useNameRule();
  const [asking, setAsking] = useState<'rename' | 'delete' | null>(null);
  const { id, name, kind, source } = group;
  return (
    <>
      <Section
        title={t(`admin.groups.kinds.${kind}`, { source: source ?? '' })}
        text={`${t(`admin.groups.hints.${kind}`)} ${t('admin.groups.since', { date: date(group.createdAt) })}`}
        action={
          mayManage && (
            <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
              <Button variant="outlined" startIcon={<EditOutlined />} onClick={() => setAsking('rename')}>
                {t('admin.groups.rename')}
              </Button>
              <Button
                variant="outlined"
                color="error"
                startIcon={<DeleteOutlined />}
                onClick={() => setAsking('delete')}
              >
                {t('admin.groups.delete')}
              </Button>
            </Stack>
          )
        }
      />
      {asking === 'rename' && (
        <NameDialog
          title={t('admin.groups.renameTitle', { name })}
          name={name}
          longest={LONGEST_NAME}
          explain={explain}
          done={t('admin.groups.renamed')}
          onName={async (wanted) => {
            await send(UpdateGroupDocument, { id, name: wanted, expected: name });
            await queryClient.invalidateQueries();
          }}
          onClose={() => setAsking(null)}
        />
      )}
      <ConfirmDialog
        isOpen={asking === 'delete'}
        title={t('admin.groups.deleteTitle', { name })}
        consequences={[t('admin.groups.deleteText')]}
        confirm={t('admin.groups.delete')}
        destructive
        done={t('admin.groups.deleted')}
        action={async () => {
          await send(DeleteGroupDocument, { id });
          await navigate('/groups');
          await queryClient.invalidateQueries();
        }}
        onClose={() => setAsking(null)}
      />
    </>
  );
}
