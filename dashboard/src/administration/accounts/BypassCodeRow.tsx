import HistoryToggleOffOutlined from '@mui/icons-material/HistoryToggleOffOutlined';
import { Button } from '@mui/material';
import { useState } from 'react';
import { WithdrawBypassCodeDocument } from '#client/operations';
import { codeOf } from '../../api/client';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { Row } from '../../components/Section';
import { useTexts } from '../../i18n/texts';
import { useMayOn } from '../../session/may';
import { useTimes } from '../../i18n/times';
import type { Account } from './account';

/** The temporary code that can be used now, which can be withdrawn. */
export function BypassCodeRow(props: {
  account: Account;
  bypass: NonNullable<Account['twoFactor']['bypassCode']>;
}) {
  const { t } = useTexts();
  const { dateTime } = useTimes();
  const { account, bypass } = props;
  const maySupport = useMayOn(account)('ACCOUNTS_SUPPORT');
  const [isAsking, setAsking] = useState(false);
  const seeAgain = () => queryClient.invalidateQueries({ queryKey: ['account', account.id] });
  return (
    <>
      <Row
        icon={<HistoryToggleOffOutlined />}
        title={t('security.bypass.title')}
        text={t('security.bypass.live', {
          when: dateTime(bypass.expiresAt),
          smart_count: bypass.usesLeft,
        })}
        action={
          maySupport && (
            <Button size="small" color="error" onClick={() => setAsking(true)}>
              {t('admin.account.bypass.withdraw')}
            </Button>
          )
        }
      />
      <ConfirmDialog
        isOpen={isAsking}
        title={t('admin.account.bypass.withdrawTitle', { login: account.login })}
        consequences={[t('admin.account.bypass.withdrawText')]}
        confirm={t('admin.account.bypass.withdraw')}
        destructive
        done={t('admin.account.bypass.withdrawn')}
        explain={(error) => (codeOf(error) === 'NOT_FOUND' ? t('admin.account.bypass.gone') : undefined)}
        action={async () => {
          try {
            await send(WithdrawBypassCodeDocument, { accountId: account.id });
          } finally {
            await seeAgain();
          }
        }}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
