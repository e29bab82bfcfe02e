import { Alert } from '@mui/material';
import { RemoveLostFactorDocument, type RemoveLostFactorMutationVariables } from '#client/operations';
import { codeOf } from '../../api/client';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { afterAct } from '../../api/session';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { listed, working } from '../../components/ending-app-passwords';
import { useTexts } from '../../i18n/texts';
import type { Translate } from '../../i18n/translator';
import type { Account } from './account';

/** What somebody says they have lost. */
export interface Lost {
  method: RemoveLostFactorMutationVariables['method'];
  key?: { id: string; name: string };
}

/** Before one factor of a person is removed: what they keep, what ends, and what follows when it is the last. */
export function LostFactorDialog(props: { account: Account; lost: Lost | null; onClose: () => void }) {
  const { t } = useTexts();
  const { account, lost } = props;
  const { login, twoFactor } = account;
  const primary = lost ? primaryBeside(t, account, lost) : [];
  const isLast = lost !== null && lost.method !== 'BACKUP_CODE' && primary.length === 0;
  const codes = lost?.method === 'BACKUP_CODE' || isLast ? 0 : twoFactor.backupCodesRemaining;
  const appPasswords = working(account.appPasswords).length;
  const kept = [
    ...primary,
    ...(codes > 0 ? [t('admin.account.lostFactor.keptCodes', { smart_count: codes })] : []),
    ...(appPasswords > 0
      ? [t('admin.account.lostFactor.keptAppPasswords', { smart_count: appPasswords })]
      : []),
  ];
  return (
    <ConfirmDialog
      isOpen={lost !== null}
      title={lost ? titleOf(t, login, lost) : ''}
      consequences={[
        ...(isLast
          ? [
              <Alert key="last" severity="warning">
                {t('admin.account.lostFactor.last', { login })}
              </Alert>,
              ...(twoFactor.required ? [t('admin.account.lostFactor.lastRequired')] : []),
            ]
          : []),
        ...(kept.length > 0 ? [t('admin.account.lostFactor.keeps', { login, names: listed(t, kept) })] : []),
        t('admin.account.lostFactor.ends'),
        t('admin.account.lostFactor.sure'),
      ]}
      confirm={t('admin.account.lostFactor.name')}
      destructive
      done={t('admin.account.lostFactor.done')}
      explain={(error) =>
        codeOf(error) === 'NOT_FOUND'
          ? t('admin.account.lostFactor.gone')
          : codeOf(error) === 'CONFLICT'
            ? t('admin.account.lostFactor.changed')
            : undefined
      }
      action={async () => {
        if (!lost) return;
        const { method, key } = lost;
        try {
          const variables = { accountId: account.id, method, id: key?.id ?? null, evenLast: isLast };
          await send(RemoveLostFactorDocument, variables);
        } catch (error) {
          // It is not as it was shown any more.
          await queryClient.invalidateQueries({ queryKey: ['account', account.id] });
          throw error;
        }
        await afterAct();
      }}
      onClose={props.onClose}
    />
  );
}

/** What protects the account by itself, beside what is lost. */
function primaryBeside(t: Translate, { twoFactor }: Account, { method, key }: Lost): string[] {
  return [
    ...(twoFactor.authenticatorApp && method !== 'AUTHENTICATOR_APP' ? [t('admin.accounts.app')] : []),
    ...twoFactor.securityKeys.filter(({ id }) => id !== key?.id).map(({ name }) => name),
  ];
}

function titleOf(t: Translate, login: string, { method, key }: Lost): string {
  if (key) return t('admin.account.lostFactor.key', { login, name: key.name });
  return t(`admin.account.lostFactor.${method === 'BACKUP_CODE' ? 'codes' : 'app'}`, { login });
}
