import { RevokeAccountTokenDocument } from '#client/operations';
import { send } from '../../api/send';
import { afterAct } from '../../api/session';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { useTexts } from '../../i18n/texts';

export function RevokeTokenDialog(props: {
  token: { id: string; current: boolean } | null;
  onClose: () => void;
}) {
  const { t } = useTexts();
  const { token } = props;
  return (
    <ConfirmDialog
      isOpen={token !== null}
      title={t('admin.tokens.revoke.title')}
      consequences={[
        t('admin.tokens.revoke.text'),
        ...(token?.current ? [t('admin.tokens.revoke.own')] : []),
      ]}
      confirm={t('admin.tokens.revoke.name')}
      destructive
      done={t('admin.tokens.revoke.done')}
      action={async () => {
        if (!token) return;
        await send(RevokeAccountTokenDocument, { id: token.id });
        await afterAct();
      }}
      onClose={props.onClose}
    />
  );
}
