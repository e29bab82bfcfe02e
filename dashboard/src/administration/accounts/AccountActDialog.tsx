import { useNavigate } from 'react-router-dom';
import { codeOf } from '../../api/client';
import { afterAct } from '../../api/session';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { useTexts } from '../../i18n/texts';
import type { Account } from './account';
import { ACCOUNT_ACTS, type AccountAct, DESTRUCTIVE } from './account-acts';

export function AccountActDialog(props: { account: Account; act: AccountAct | null; onClose: () => void }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { account, act } = props;
  const asked = act ?? 'unlock';
  return (
    <ConfirmDialog
      isOpen={act !== null}
      title={t(`admin.account.${asked}.title`, { login: account.login })}
      consequences={[t(`admin.account.${asked}.text`, { login: account.login })]}
      confirm={t(`admin.account.${asked}.name`)}
      destructive={DESTRUCTIVE.has(asked)}
      done={t(`admin.account.${asked}.done`)}
      explain={(error) => (codeOf(error) === 'CONFLICT' ? t('errors.lastAdministrator') : undefined)}
      action={async () => {
        await ACCOUNT_ACTS[asked](account.id);
        if (asked === 'delete') await navigate('/accounts');
        await afterAct();
      }}
      onClose={props.onClose}
    />
  );
}
