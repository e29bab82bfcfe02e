import ArrowBackOutlined from '@mui/icons-material/ArrowBackOutlined';
import DeleteOutlined from '@mui/icons-material/DeleteOutlined';
import EditOutlined from '@mui/icons-material/EditOutlined';
import { Alert, Box, Button, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router-dom';
import { ApplicationDetailsDocument, DeleteApplicationDocument } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { Loaded } from '../../components/Loaded';
import { Page } from '../../components/Page';
import { Section } from '../../components/Section';
import { useTexts } from '../../i18n/texts';
import { useMay } from '../../session/may';
import { useTimes } from '../../i18n/times';
import { NotFound } from '../../shell/Screens';
import { type Application, toDraft } from './application';
import { ConfigurationSection } from './ConfigurationSection';
import { EditApplicationDialog } from './EditApplicationDialog';
import { SecretSection } from './SecretSection';

/** One application: what is decided about it, its secret, and what its program has to be told. */
export default function ApplicationPage() {
  const { t } = useTexts();
  const { id = '' } = useParams();
  const query = useQuery({
    queryKey: ['application', id],
    queryFn: () => send(ApplicationDetailsDocument, { id }),
  });
  const application = query.data?.application;
  if (application === null) return <NotFound />;
  return (
    <Page
      title={application?.name ?? t('admin.applications.application')}
      {...(application && { text: t(`admin.applications.kinds.${application.kind}`) })}
      action={
        <Button component={Link} to="/applications" color="secondary" startIcon={<ArrowBackOutlined />}>
          {t('admin.applications.back')}
        </Button>
      }
    >
      <Loaded query={query} rows={6}>
        {({ application: loaded, settings }) =>
          loaded && <Details application={loaded} isTwoFactorOff={settings.disabled} />
        }
      </Loaded>
    </Page>
  );
}

function Details({ application, isTwoFactorOff }: { application: Application; isTwoFactorOff: boolean }) {
  const { t } = useTexts();
  const mayManage = useMay()('APPLICATIONS_MANAGE');
  const { date } = useTimes();
  const navigate = useNavigate();
  const [isEditing, setEditing] = useState(false);
  const [isDeleting, setDeleting] = useState(false);
  const { id, kind, name, enabled } = application;
  return (
    <>
      {!enabled && (
        <Alert severity="warning" sx={{ mb: 2.5 }}>
          {t('admin.applications.isOff')}
        </Alert>
      )}
      {isTwoFactorOff && application.requireSecondFactor && (
        <Alert severity="warning" sx={{ mb: 2.5 }}>
          {t('admin.applications.notEnforced')}
        </Alert>
      )}
      <Section
        title={t('admin.applications.rules')}
        text={t('admin.applications.since', { date: date(application.createdAt) })}
        action={
          mayManage && (
            <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
              <Button variant="outlined" startIcon={<EditOutlined />} onClick={() => setEditing(true)}>
                {t('admin.applications.edit')}
              </Button>
              <Button
                variant="outlined"
                color="error"
                startIcon={<DeleteOutlined />}
                onClick={() => setDeleting(true)}
              >
                {t('admin.applications.delete')}
              </Button>
            </Stack>
          )
        }
      >
        <Facts application={application} />
      </Section>
      <SecretSection application={application} />
      <ConfigurationSection application={application} />
      {isEditing && <EditApplicationDialog application={application} onClose={() => setEditing(false)} />}
      <ConfirmDialog
        isOpen={isDeleting}
        title={t('admin.applications.deleteTitle', { name })}
        consequences={[
          t(kind === 'OIDC' ? 'admin.applications.deleteOidc' : 'admin.applications.deleteForward'),
          t('admin.applications.deleteFinal'),
        ]}
        confirm={t('admin.applications.delete')}
        destructive
        done={t('admin.applications.deleted')}
        action={async () => {
          await send(DeleteApplicationDocument, { id });
          await navigate('/applications');
          await queryClient.invalidateQueries();
        }}
        onClose={() => setDeleting(false)}
      />
    </>
  );
}

/** What is decided about it, in words. */
function Facts({ application }: { application: Application }) {
  const { t } = useTexts();
  const { kind, mayEnter, requireSecondFactor } = application;
  const draft = toDraft(application);
  const facts: [name: string, value: string][] = [
    [t('admin.applications.fields.mayEnter'), t(`admin.applications.who.${mayEnter}`)],
    [
      t('admin.applications.secondFactor'),
      t(requireSecondFactor ? 'admin.applications.required' : 'admin.applications.notRequired'),
    ],
    [
      t('admin.applications.freshness'),
      draft.maxAge === ''
        ? t('admin.applications.freshAlways')
        : t('admin.applications.freshMinutes', { smart_count: Number(draft.maxAge) }),
    ],
    ...(kind === 'OIDC'
      ? ([
          [t('admin.applications.fields.clientId'), draft.clientId],
          [
            t('admin.applications.fields.redirectUris'),
            draft.redirectUris || t('admin.applications.noAddresses'),
          ],
          [t('admin.applications.fields.scopes'), draft.scopes],
        ] as [string, string][])
      : ([[t('admin.applications.fields.hosts'), draft.hosts]] as [string, string][])),
  ];
  return (
    <Box
      component="dl"
      sx={{
        m: 0,
        px: { xs: 2, sm: 3 },
        pb: { xs: 2, sm: 3 },
        display: 'grid',
        gridTemplateColumns: { xs: '1fr', sm: '13rem 1fr' },
        columnGap: 2,
        rowGap: { xs: 0, sm: 1 },
      }}
    >
      {facts.map(([term, value]) => [
        <Typography key={term} component="dt" variant="body2" color="textSecondary">
          {term}
        </Typography>,
        <Typography
          key={`${term}:`}
          component="dd"
          variant="body2"
          sx={{ m: 0, mb: { xs: 1, sm: 0 }, whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}
        >
          {value}
        </Typography>,
      ])}
    </Box>
  );
}
