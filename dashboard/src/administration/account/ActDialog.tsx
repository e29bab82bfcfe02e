import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { queryClient } from '../../api/query-client';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { useTexts } from '../../i18n/texts';
import type { Account } from './account';
import { ACCOUNT_ACTS, type AccountAct, DESTRUCTIVE } from './account-acts';

export function ActDialog(props: { account: Account; act: AccountAct | null; onClose: () => void }) {
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
      conflict={t('errors.lastAdministrator')}
      action={async () => {
        await ACCOUNT_ACTS[last](account.id);
        if (last === 'delete') await navigate('/accounts');
        await queryClient.invalidateQueries();
      }}
      onClose={props.onClose}
    />
  );
}
