import { Button, Dialog, DialogActions, DialogContent, DialogTitle } from '@mui/material';
import { useId } from 'react';
import { ShownOnce } from '../../components/ShownOnce';
import { useTexts } from '../../i18n/texts';

/** The first password of a new account, shown this once. */
export function GeneratedPasswordShown(props: { login: string; password: string; onClose: () => void }) {
  const { t } = useTexts();
  const id = useId();
  return (
    // Closing by a stray click would lose the password.
    <Dialog open aria-labelledby={id} fullWidth maxWidth="sm">
      <DialogTitle id={id}>{t('admin.newAccount.generatedFor', { login: props.login })}</DialogTitle>
      <DialogContent>
        <ShownOnce secret={props.password} warning={t('admin.newAccount.onlyOnce')} />
      </DialogContent>
      <DialogActions>
        <Button variant="contained" onClick={props.onClose}>
          {t('common.done')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
