import ArrowBackOutlined from '@mui/icons-material/ArrowBackOutlined';
import DeleteOutlined from '@mui/icons-material/DeleteOutlined';
import EditOutlined from '@mui/icons-material/EditOutlined';
import { Alert, Box, Button, Link as MuiLink, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router-dom';
import { DeleteServiceAccountDocument, ServiceAccountDetailsDocument } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { Loaded } from '../../components/Loaded';
import { Page } from '../../components/Page';
import { Section } from '../../components/Section';
import { useTexts } from '../../i18n/texts';
import { useTimes } from '../../i18n/times';
import { NotFound } from '../../shell/Screens';
import { listAddress } from '../lists/list-address';
import { EditServiceAccountDialog } from './EditServiceAccountDialog';
import type { ServiceAccount } from './service-account';
import { ServiceTokensSection } from './ServiceTokensSection';
import { usePermissionNames } from './usePermissionNames';

/** One program: what it may do, where from, and its tokens. */
export default function ServiceAccountPage() {
  const { t } = useTexts();
  const { id = '' } = useParams();
  const query = useQuery({
    queryKey: ['service-account', id],
    queryFn: () => send(ServiceAccountDetailsDocument, { id }),
  });
  const account = query.data?.serviceAccount;
  if (account === null) return <NotFound />;
  return (
    <Page
      title={account?.name ?? t('admin.serviceAccounts.serviceAccount')}
      action={
        <Button component={Link} to="/service-accounts" color="secondary" startIcon={<ArrowBackOutlined />}>
          {t('admin.serviceAccounts.back')}
        </Button>
      }
    >
      <Loaded query={query} rows={6}>
        {({ serviceAccount }) => serviceAccount && <Details account={serviceAccount} />}
      </Loaded>
    </Page>
  );
}

function Details({ account }: { account: ServiceAccount }) {
  const { t } = useTexts();
  const { date } = useTimes();
  const navigate = useNavigate();
  const [asking, setAsking] = useState<'edit' | 'delete' | null>(null);
  const { id, name } = account;
  const close = () => setAsking(null);
  return (
    <>
      {account.disabled && (
        <Alert severity="warning" sx={{ mb: 2.5 }}>
          {t('admin.serviceAccounts.disabledText')}
        </Alert>
      )}
      <ServiceTokensSection account={account} />
      <Section
        title={t('admin.serviceAccounts.rules')}
        text={t('admin.serviceAccounts.since', { date: date(account.createdAt), login: account.createdBy })}
        action={
          <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
            <Button variant="outlined" startIcon={<EditOutlined />} onClick={() => setAsking('edit')}>
              {t('admin.serviceAccounts.edit')}
            </Button>
            <Button
              variant="outlined"
              color="error"
              startIcon={<DeleteOutlined />}
              onClick={() => setAsking('delete')}
            >
              {t('admin.serviceAccounts.delete')}
            </Button>
          </Stack>
        }
      >
        <Facts account={account} />
      </Section>
      {asking === 'edit' && <EditServiceAccountDialog account={account} onClose={close} />}
      <ConfirmDialog
        isOpen={asking === 'delete'}
        title={t('admin.serviceAccounts.deleteTitle', { name })}
        consequences={[t('admin.serviceAccounts.deleteText')]}
        confirm={t('admin.serviceAccounts.delete')}
        destructive
        done={t('admin.serviceAccounts.deleted')}
        action={async () => {
          await send(DeleteServiceAccountDocument, { id });
          await navigate('/service-accounts');
          await queryClient.invalidateQueries();
        }}
        onClose={close}
      />
    </>
  );
}

/** What is decided about it, in words. */
function Facts({ account }: { account: ServiceAccount }) {
  const { t } = useTexts();
  const named = usePermissionNames();
  const facts: [name: string, value: string][] = [
    [
      t('admin.serviceAccounts.fields.permissions'),
      account.permissions.map((each) => named([each])).join('\n'),
    ],
    [
      t('admin.accounts.allowedNetworks'),
      account.allowedNetworks.join('\n') || t('admin.serviceAccounts.anywhere'),
    ],
    [t('admin.serviceAccounts.inAudit'), `service:${account.name}`],
  ];
  return (
    <Box sx={{ px: { xs: 2, sm: 3 }, pb: { xs: 2, sm: 3 } }}>
      <Box
        component="dl"
        sx={{
          m: 0,
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
      <MuiLink
        component={Link}
        to={listAddress('audit', { actorId: account.id })}
        variant="body2"
        sx={{ display: 'inline-block', mt: 1 }}
      >
        {t('admin.serviceAccounts.seeAudit')}
      </MuiLink>
    </Box>
  );
}
