import { Button, Dialog, DialogActions, DialogContent, DialogTitle, Typography } from '@mui/material';
import { useId } from 'react';
import { ShownOnce } from '../../components/ShownOnce';
import { useTexts } from '../../i18n/texts';

/** A code that was issued for somebody, shown this once. */
export function IssuedCodeShown(props: { title: string; code: string; until: string; onClose: () => void }) {
  const { t } = useTexts();
  const id = useId();
  return (
    // Closing by a stray click would lose the code.
    <Dialog open aria-labelledby={id} fullWidth maxWidth="xs">
      <DialogTitle id={id}>{props.title}</DialogTitle>
      <DialogContent>
        <ShownOnce secret={props.code} warning={t('admin.account.recovery.onlyOnce')}>
          <Typography>{props.until}</Typography>
        </ShownOnce>
      </DialogContent>
      <DialogActions>
        <Button variant="contained" onClick={props.onClose}>
          {t('common.done')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
