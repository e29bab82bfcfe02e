import ArrowBackOutlined from '@mui/icons-material/ArrowBackOutlined';
import EditOutlined from '@mui/icons-material/EditOutlined';
import { Alert, Button, Dialog, DialogContent, DialogTitle, Stack } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useNotify } from 'ra-core';
import { useId, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router-dom';
import { AccountDetailsDocument, UpdateAccountDocument } from '../../../schema/client/operations';
import { queryClient } from '../api/query-client';
import { send } from '../api/send';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { Loaded } from '../components/Loaded';
import { Page } from '../components/Page';
import { Section } from '../components/Section';
import { useTexts } from '../i18n/texts';
import { useTimes } from '../i18n/times';
import { NotFound } from '../shell/Screens';
import { ACCOUNT_ACTS, type AccountAct, DESTRUCTIVE } from './account-acts';
import { AccountBadges } from './AccountBadges';
import { type Account, AccountSections, type AccountTrail } from './AccountSections';
import { AccountForm } from './AccountForm';

/** One account, and all that an administrator can do for it. */
export default function AccountPage() {
  const { t } = useTexts();
  const { id = '' } = useParams();
  const query = useQuery({
    queryKey: ['account', id],
    queryFn: () => send(AccountDetailsDocument, { id }),
  });
  const account = query.data?.account;
  if (account === null) return <NotFound />;
  return (
    <Page
      title={account?.login ?? t('admin.accounts.account')}
      {...(account?.displayName != null && { text: account.displayName })}
      action={
        <Button component={Link} to="/accounts" color="secondary" startIcon={<ArrowBackOutlined />}>
          {t('admin.account.back')}
        </Button>
      }
    >
      <Loaded query={query} rows={8}>
        {(data) => data.account && <Details account={data.account} trail={data.auditEvents} />}
      </Loaded>
    </Page>
  );
}

function Details({ account, trail }: { account: Account; trail: AccountTrail }) {
  const { t } = useTexts();
  const { date, relative } = useTimes();
  const [act, setAct] = useState<AccountAct | null>(null);
  const [isEditing, setEditing] = useState(false);
  const acts: AccountAct[] = [
    ...(account.locked ? (['unlock'] as const) : []),
    ...(account.twoFactor.enabled ? (['resetTwoFactor'] as const) : []),
    account.requireTwoFactor ? 'release' : 'require',
    'revokeTokens',
    account.disabled ? 'enable' : 'disable',
    'delete',
  ];
  return (
    <>
      {account.locked && (
        <Alert
          severity="warning"
          sx={{ mb: 2.5 }}
          action={
            <Button color="inherit" size="small" onClick={() => setAct('unlock')}>
              {t('admin.account.unlock.name')}
            </Button>
          }
        >
          {account.lockedUntil === null
            ? t('admin.account.locked')
            : t('admin.account.lockedUntil', { when: relative(account.lockedUntil) })}
        </Alert>
      )}
      {account.disabled && (
        <Alert severity="info" sx={{ mb: 2.5 }}>
          {t('admin.account.isDisabled')}
        </Alert>
      )}
      <Section
        title={t('admin.account.title')}
        text={t('admin.account.since', {
          created: date(account.createdAt),
          signedIn:
            account.lastSignInAt === null
              ? t('admin.accounts.neverSignedIn')
              : relative(account.lastSignInAt),
        })}
        action={<AccountBadges account={account} />}
      >
        <Stack
          direction="row"
          role="group"
          aria-label={t('admin.list.actions')}
          sx={{ flexWrap: 'wrap', gap: 1, px: { xs: 2, sm: 3 }, pb: { xs: 2, sm: 3 } }}
        >
          <Button variant="outlined" startIcon={<EditOutlined />} onClick={() => setEditing(true)}>
            {t('admin.account.edit')}
          </Button>
          {acts.map((each) => (
            <Button
              key={each}
              variant="outlined"
              color={DESTRUCTIVE.has(each) ? 'error' : 'secondary'}
              onClick={() => setAct(each)}
            >
              {t(`admin.account.${each}.name`)}
            </Button>
          ))}
        </Stack>
      </Section>
      <AccountSections account={account} trail={trail} />
      <ActDialog account={account} act={act} onClose={() => setAct(null)} />
      {isEditing && <EditDialog account={account} onClose={() => setEditing(false)} />}
    </>
  );
}

function ActDialog(props: { account: Account; act: AccountAct | null; onClose: () => void }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { account, act } = props;
  // The texts stay while the dialog fades.
  const [last, setLast] = useState<AccountAct>('unlock');
  if (act !== null && act !== last) setLast(act);
  return (
    <ConfirmDialog
      isOpen={act !== null}
      title={t(`admin.account.${last}.title`, { login: account.login })}
      consequences={[t(`admin.account.${last}.text`, { login: account.login })]}
      confirm={t(`admin.account.${last}.name`)}
      destructive={DESTRUCTIVE.has(last)}
      done={t(`admin.account.${last}.done`)}
      action={async () => {
        await ACCOUNT_ACTS[last](account.id);
        if (last === 'delete') await navigate('/accounts');
        await queryClient.invalidateQueries();
      }}
      onClose={props.onClose}
    />
  );
}

function EditDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const { t } = useTexts();
  const notify = useNotify();
  const id = useId();
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby={id}>
      <DialogTitle id={id}>{t('admin.account.edit')}</DialogTitle>
      <DialogContent sx={{ pt: '8px !important' }}>
        <AccountForm
          isNew={false}
          draft={{
            login: account.login,
            displayName: account.displayName ?? '',
            password: '',
            role: account.role,
            requireTwoFactor: account.requireTwoFactor,
          }}
          submit={t('common.save')}
          cancel={
            <Button color="secondary" onClick={onClose}>
              {t('common.cancel')}
            </Button>
          }
          onSubmit={async ({ password, displayName, ...draft }) => {
            const input = {
              ...draft,
              displayName: displayName.trim() === '' ? null : displayName,
              ...(password !== '' && { password }),
            };
            await send(UpdateAccountDocument, { id: account.id, input });
            const text = t('admin.account.saved');
            notify(text, { type: 'success', messageArgs: { _: text } });
            onClose();
            await queryClient.invalidateQueries();
          }}
        />
      </DialogContent>
    </Dialog>
  );
}
