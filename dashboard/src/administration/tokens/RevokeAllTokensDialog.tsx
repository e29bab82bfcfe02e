import { RevokeAllTokensDocument } from '#client/operations';
import { send } from '../../api/send';
import { signedOut } from '../../api/session';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { useTexts } from '../../i18n/texts';

/** Everyone's sessions, one's own among them. */
export function RevokeAllTokensDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTexts();
  return (
    <ConfirmDialog
      isOpen={isOpen}
      title={t('admin.tokens.everyone.title')}
      consequences={[t('admin.tokens.everyone.text'), t('admin.tokens.everyone.own')]}
      confirm={t('admin.tokens.everyone.name')}
      destructive
      action={async () => {
        await send(RevokeAllTokensDocument);
        signedOut();
      }}
      onClose={onClose}
    />
  );
}
