import { Alert, Button } from '@mui/material';
import { Link } from 'react-router-dom';
import { endedAppPasswords } from '../../api/session';
import { useStored } from '../../api/store';
import { listed } from '../../components/ending-app-passwords';
import { useTexts } from '../../i18n/texts';

/** After a change of the password: the programs that cannot sign in any more, and the way to new app passwords. */
export function EndedAppPasswords({ canCreate }: { canCreate: boolean }) {
  const { t } = useTexts();
  const names = useStored(endedAppPasswords);
  if (names.length === 0) return null;
  const close = () => endedAppPasswords.set([]);
  return (
    <Alert severity="warning" sx={{ mb: 2.5 }} onClose={close} closeText={t('common.close')}>
      {t('appPasswords.ended', { smart_count: names.length, names: listed(t, names) })}
      {canCreate && (
        <div>
          <Button
            size="small"
            component={Link}
            to="/security/app-passwords"
            onClick={close}
            sx={{ mt: 1, ml: -1.5 }}
          >
            {t('appPasswords.createNew')}
          </Button>
        </div>
      )}
    </Alert>
  );
}
