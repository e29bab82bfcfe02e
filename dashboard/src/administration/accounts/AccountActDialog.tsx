import { Alert } from '@mui/material';
import { useNavigate } from 'react-router-dom';
import { codeOf } from '../../api/client';
import { afterAct } from '../../api/session';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { endingAppPasswords, working } from '../../components/ending-app-passwords';
import { useTexts } from '../../i18n/texts';
import { useMe } from '../../session/me';
import type { Account } from './account';
import { ACCOUNT_ACTS, type AccountAct, DESTRUCTIVE, ENDS_ACCESS } from './account-acts';
import { useNoGrace } from './useNoGrace';

export function AccountActDialog(props: { account: Account; act: AccountAct | null; onClose: () => void }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { account, act } = props;
  const asked = act ?? 'unlock';
  const isOwn = account.id === useMe().id;
  const hasNoGrace = useNoGrace(asked === 'require' && !account.twoFactor.enabled);
  const own = asked === 'disable' || asked === 'delete' ? 'losesAccess' : 'signsOut';
  return (
    <ConfirmDialog
      isOpen={act !== null}
      title={t(`admin.account.${asked}.title`, { login: account.login })}
      consequences={[
        ...(isOwn && ENDS_ACCESS.has(asked)
          ? [
              <Alert key="own" severity="error">
                {t(`admin.account.you.${own}`)}
              </Alert>,
            ]
          : []),
        t(`admin.account.${asked}.text`, { login: account.login }),
        ...(asked === 'unlock' && account.reportedAt !== null
          ? [t('admin.account.unlock.reportedText')]
          : []),
        ...(hasNoGrace ? [t('admin.settings.impact.noGrace')] : []),
        ...(ENDS_ACCESS.has(asked)
          ? endingAppPasswords(
              t,
              working(account.appPasswords).map(({ name }) => name),
            )
          : []),
      ]}
      confirm={t(`admin.account.${asked}.name`)}
      destructive={DESTRUCTIVE.has(asked)}
      done={t(`admin.account.${asked}.done`)}
      explain={(error) =>
        codeOf(error) === 'CONFLICT'
          ? t(account.role === 'OWNER' ? 'errors.lastOwner' : 'errors.lastAdministrator')
          : undefined
      }
      action={async () => {
        await ACCOUNT_ACTS[asked](account.id);
        if (asked === 'delete') await navigate('/accounts');
        await afterAct();
      }}
      onClose={props.onClose}
    />
  );
}
