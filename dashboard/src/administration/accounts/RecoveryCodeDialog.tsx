import { useState } from 'react';
import { IssueRecoveryCodeDocument, type IssueRecoveryCodeMutation } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { useTexts } from '../../i18n/texts';
import { useTimes } from '../../i18n/times';
import type { Account } from './account';
import { IssuedCodeShown } from './IssuedCodeShown';

/** For a person who lost all factors: what will happen, then the code, shown this once. */
export function RecoveryCodeDialog(props: { account: Account; isOpen: boolean; onClose: () => void }) {
  const { t } = useTexts();
  const { dateTime } = useTimes();
  const { id: accountId, login } = props.account;
  const [issued, setIssued] = useState<IssueRecoveryCodeMutation['issueRecoveryCode'] | null>(null);
  return (
    <>
      <ConfirmDialog
        isOpen={props.isOpen}
        title={t('admin.account.recovery.title', { login })}
        consequences={[
          t('admin.account.recovery.use'),
          t('admin.account.recovery.then'),
          t('admin.account.recovery.told'),
          t('admin.account.recovery.sure'),
        ]}
        confirm={t('admin.account.recovery.confirm')}
        action={async () => {
          setIssued((await send(IssueRecoveryCodeDocument, { accountId })).issueRecoveryCode);
          await queryClient.invalidateQueries();
        }}
        onClose={props.onClose}
      />
      {issued && (
        <IssuedCodeShown
          title={t('admin.account.recovery.issued', { login })}
          code={issued.code}
          until={t('admin.account.recovery.until', { when: dateTime(issued.expiresAt) })}
          onClose={() => setIssued(null)}
        />
      )}
    </>
  );
}
