import { useState } from 'react';
import { IssuePasswordLinkDocument } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { endingAppPasswords, working } from '../../components/ending-app-passwords';
import { useTexts } from '../../i18n/texts';
import type { Account } from './account';
import { type PasswordLink, PasswordLinkShown } from './PasswordLinkShown';

/** For a person who has no password yet or has forgotten it: what will happen, then the link. */
export function PasswordLinkDialog(props: { account: Account; isOpen: boolean; onClose: () => void }) {
  const { t } = useTexts();
  const { id: accountId, login } = props.account;
  const [link, setLink] = useState<PasswordLink | null>(null);
  return (
    <>
      <ConfirmDialog
        isOpen={props.isOpen}
        title={t('admin.account.passwordLink.title', { login })}
        consequences={[
          t('admin.account.passwordLink.use'),
          t('admin.account.passwordLink.then'),
          ...endingAppPasswords(
            t,
            working(props.account.appPasswords).map(({ name }) => name),
          ),
          t('admin.account.recovery.sure'),
        ]}
        confirm={t('admin.account.passwordLink.confirm')}
        action={async () => {
          setLink((await send(IssuePasswordLinkDocument, { accountId })).issuePasswordLink);
          await queryClient.invalidateQueries();
        }}
        onClose={props.onClose}
      />
      {link && <PasswordLinkShown login={login} link={link} onClose={() => setLink(null)} />}
    </>
  );
}
