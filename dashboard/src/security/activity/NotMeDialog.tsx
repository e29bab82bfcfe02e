import { useNavigate } from 'react-router-dom';
import { SecureAccountDocument } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { useTexts } from '../../i18n/texts';
import { useMe } from '../../session/me';

/** Somebody else was at the account: all that they may hold ends, and the password is chosen anew. */
export function NotMeDialog(props: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTexts();
  const { passwordElsewhere } = useMe();
  const navigate = useNavigate();
  return (
    <ConfirmDialog
      isOpen={props.isOpen}
      title={t('activity.notMe.title')}
      consequences={[
        t('devices.endOthersText'),
        t('activity.notMe.trust'),
        t(passwordElsewhere ? 'activity.notMe.passwordElsewhere' : 'activity.notMe.password'),
      ]}
      confirm={t('activity.notMe.confirm')}
      destructive
      done={t('activity.notMe.done')}
      action={async () => {
        await send(SecureAccountDocument);
        await queryClient.invalidateQueries();
        if (!passwordElsewhere) await navigate('/security/password');
      }}
      onClose={props.onClose}
    />
  );
}
