import ArrowBackOutlined from '@mui/icons-material/ArrowBackOutlined';
import EditOutlined from '@mui/icons-material/EditOutlined';
import LanOutlined from '@mui/icons-material/LanOutlined';
import PasswordOutlined from '@mui/icons-material/PasswordOutlined';
import { Alert, Button, Chip, Stack } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router-dom';
import { AccountDetailsDocument, type ContactInput, UpdateContactDocument } from '#client/operations';
import { send } from '../../api/send';
import { ContactRow } from '../../components/ContactRow';
import { Loaded } from '../../components/Loaded';
import { Page } from '../../components/Page';
import { Row, Rows, Section } from '../../components/Section';
import { useTexts } from '../../i18n/texts';
import { useTimes } from '../../i18n/times';
import { useMay, useMayOn } from '../../session/may';
import { useMe } from '../../session/me';
import { GroupsRow } from '../groups/GroupsRow';
import { NotFound } from '../../shell/Screens';
import { AccountBadges } from './AccountBadges';
import type { Account, AccountTrail } from './account';
import { type AccountAct, DESTRUCTIVE, NEEDS } from './account-acts';
import { AccountActDialog } from './AccountActDialog';
import { AppPasswordsSection } from './AppPasswordsSection';
import { BypassCodeDialog } from './BypassCodeDialog';
import { DevicesSection } from './DevicesSection';
import { EditAccountDialog } from './EditAccountDialog';
import { FactorsSection } from './FactorsSection';
import { PasswordLinkDialog } from './PasswordLinkDialog';
import { RecoveryCodeDialog } from './RecoveryCodeDialog';
import { RulesSection } from './RulesSection';
import { TokensSection } from './TokensSection';
import { TrailSection } from './TrailSection';

/** One account, and all that an administrator can do for it. */
export default function AccountPage() {
  const { t } = useTexts();
  const { id = '' } = useParams();
  const withTrail = useMay()('AUDIT_READ');
  const query = useQuery({
    queryKey: ['account', id],
    queryFn: () => send(AccountDetailsDocument, { id, withTrail }),
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
        {({ account: loaded, auditEvents, notifiesByMail }) =>
          loaded && <Details account={loaded} trail={auditEvents} notifiesByMail={notifiesByMail} />
        }
      </Loaded>
    </Page>
  );
}

function Details(props: { account: Account; trail: AccountTrail | undefined; notifiesByMail: boolean }) {
  const { account } = props;
  const { t } = useTexts();
  const { ago, date, dateTime, until } = useTimes();
  const isOwn = account.id === useMe().id;
  const [act, setAct] = useState<AccountAct | null>(null);
  const [isEditing, setEditing] = useState(false);
  const [isIssuing, setIssuing] = useState<'bypass code' | 'recovery code' | 'password link' | null>(null);
  const may = useMayOn(account);
  const [maySupport, mayManage] = [may('ACCOUNTS_SUPPORT'), may('ACCOUNTS_MANAGE')];
  const all: AccountAct[] = [
    ...(account.locked || account.reportedAt !== null ? (['unlock'] as const) : []),
    ...(account.twoFactor.enabled ? (['resetTwoFactor'] as const) : []),
    account.requireTwoFactor ? 'release' : 'require',
    'revokeTokens',
    account.disabled ? 'enable' : 'disable',
    'delete',
  ];
  const acts = all.filter((each) => may(NEEDS[each]));
  const unlock = maySupport && (
    <Button color="inherit" size="small" onClick={() => setAct('unlock')}>
      {t('admin.account.unlock.name')}
    </Button>
  );
  return (
    <>
      {account.reportedAt !== null && (
        <Alert severity="error" sx={{ mb: 2.5 }} action={unlock}>
          {t('admin.account.reported', { when: dateTime(account.reportedAt) })}
        </Alert>
      )}
      {account.locked && (
        <Alert severity="warning" sx={{ mb: 2.5 }} action={unlock}>
          {account.lockedUntil === null
            ? t('admin.account.locked')
            : t('admin.account.lockedUntil', { when: until(account.lockedUntil) })}
        </Alert>
      )}
      {account.invitation !== null && !account.disabled && (
        <Alert
          severity={account.invitation.state === 'OPEN' ? 'info' : 'warning'}
          sx={{ mb: 2.5 }}
          action={
            maySupport && (
              <Button color="inherit" size="small" onClick={() => setIssuing('password link')}>
                {t('admin.account.inviteAgain')}
              </Button>
            )
          }
        >
          {account.invitation.expiresAt === null
            ? t('admin.account.lapsed')
            : t('admin.account.invited', { when: dateTime(account.invitation.expiresAt) })}
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
            account.lastSignInAt === null ? t('admin.accounts.neverSignedIn') : ago(account.lastSignInAt),
        })}
        action={
          <>
            {isOwn && <Chip size="small" color="primary" label={t('admin.accounts.you')} />}
            <AccountBadges account={account} />
          </>
        }
      >
        <Stack
          direction="row"
          role="group"
          aria-label={t('admin.list.actions')}
          sx={{ flexWrap: 'wrap', gap: 1, px: { xs: 2, sm: 3 }, pb: { xs: 2, sm: 3 } }}
        >
          {mayManage && (
            <Button variant="outlined" startIcon={<EditOutlined />} onClick={() => setEditing(true)}>
              {t('admin.account.edit')}
            </Button>
          )}
          {maySupport && !account.passwordElsewhere && !account.disabled && (
            <Button variant="outlined" color="secondary" onClick={() => setIssuing('password link')}>
              {t('admin.account.passwordLink.name')}
            </Button>
          )}
          {maySupport && account.twoFactor.enabled && !account.disabled && !isOwn && (
            <Button variant="outlined" color="secondary" onClick={() => setIssuing('bypass code')}>
              {t('admin.account.bypass.name')}
            </Button>
          )}
          {maySupport && account.twoFactor.enabled && (
            <Button variant="outlined" color="secondary" onClick={() => setIssuing('recovery code')}>
              {t('admin.account.recovery.name')}
            </Button>
          )}
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
        <Rows>
          <ContactRow
            contact={account}
            notifiesByMail={props.notifiesByMail}
            {...(mayManage && {
              save: (input: ContactInput) => send(UpdateContactDocument, { accountId: account.id, input }),
            })}
          />
          <GroupsRow account={account} />
          {account.allowedNetworks.length > 0 && (
            <Row
              icon={<LanOutlined />}
              title={t('admin.accounts.allowedNetworks')}
              text={account.allowedNetworks.join(', ')}
            />
          )}
          {account.passwordElsewhere && (
            <Row
              icon={<PasswordOutlined />}
              title={t('admin.account.passwordElsewhere')}
              text={t('errors.PASSWORD_ELSEWHERE')}
            />
          )}
        </Rows>
      </Section>
      <FactorsSection account={account} />
      <RulesSection account={account} />
      <DevicesSection account={account} />
      <TokensSection account={account} />
      {account.appPasswords.length > 0 && <AppPasswordsSection account={account} />}
      {props.trail && <TrailSection account={account} trail={props.trail} />}
      <AccountActDialog account={account} act={act} onClose={() => setAct(null)} />
      {isIssuing === 'bypass code' && <BypassCodeDialog account={account} onClose={() => setIssuing(null)} />}
      <RecoveryCodeDialog
        account={account}
        isOpen={isIssuing === 'recovery code'}
        onClose={() => setIssuing(null)}
      />
      <PasswordLinkDialog
        account={account}
        isOpen={isIssuing === 'password link'}
        onClose={() => setIssuing(null)}
      />
      {isEditing && <EditAccountDialog account={account} onClose={() => setEditing(false)} />}
    </>
  );
}
