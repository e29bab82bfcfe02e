import BlockOutlined from '@mui/icons-material/BlockOutlined';
import MailLockOutlined from '@mui/icons-material/MailLockOutlined';
import { Button } from '@mui/material';
import { useState } from 'react';
import { RevokeAccountAppPasswordDocument } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { distinctNames } from '../../components/distinct-names';
import { Row, Rows, Section } from '../../components/Section';
import { useTexts } from '../../i18n/texts';
import { useMayOn } from '../../session/may';
import { useTimes } from '../../i18n/times';
import type { Account } from './account';

export function AppPasswordsSection({ account }: { account: Account }) {
  const { t } = useTexts();
  const maySupport = useMayOn(account)('ACCOUNTS_SUPPORT');
  const { ago, moment } = useTimes();
  const [revoking, setRevoking] = useState<Account['appPasswords'][number] | null>(null);
  const names = distinctNames(
    account.appPasswords,
    ({ name }) => name,
    ({ createdAt }) => t('appPasswords.since', { date: moment(createdAt) }),
  );
  return (
    <Section title={t('frame.appPasswords')}>
      <Rows>
        {account.appPasswords.map((password) => (
          <Row
            key={password.id}
            icon={<MailLockOutlined />}
            title={password.name}
            text={[
              password.scopes.join(', '),
              password.lastUsedAt === null
                ? t('security.neverUsed')
                : t('security.lastUsed', { when: ago(password.lastUsedAt) }),
            ].join(' · ')}
            action={
              maySupport && (
                <Button
                  size="small"
                  color="error"
                  startIcon={<BlockOutlined />}
                  aria-label={`${t('admin.account.revokeAppPassword.name')}: ${names.get(password) ?? ''}`}
                  onClick={() => setRevoking(password)}
                >
                  {t('admin.account.revokeAppPassword.name')}
                </Button>
              )
            }
          />
        ))}
      </Rows>
      <ConfirmDialog
        isOpen={revoking !== null}
        title={t('admin.account.revokeAppPassword.title', { name: revoking?.name ?? '' })}
        consequences={[t('admin.account.revokeAppPassword.text')]}
        confirm={t('admin.account.revokeAppPassword.name')}
        destructive
        done={t('admin.account.revokeAppPassword.done')}
        action={async () => {
          if (!revoking) return;
          await send(RevokeAccountAppPasswordDocument, { accountId: account.id, id: revoking.id });
          await queryClient.invalidateQueries();
        }}
        onClose={() => setRevoking(null)}
      />
    </Section>
  );
}
