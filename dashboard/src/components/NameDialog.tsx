import { Alert, Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField } from '@mui/material';
import { type SubmitEvent, useId, useState } from 'react';
import { useTexts } from '../i18n/texts';
import { useAction } from './useAction';

/** Asks for a name of up to 100 characters. Mounted while it is open. */
export function NameDialog(props: {
  title: string;
  name: string;
  done: string;
  onName: (name: string) => Promise<unknown>;
  onClose: () => void;
}) {
  const { t } = useTexts();
  const { isBusy, refusal, run } = useAction({ isInDialog: true });
  const [name, setName] = useState(props.name);
  const id = useId();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (await run(() => props.onName(name.trim()), props.done)) props.onClose();
  };
  return (
    <Dialog open onClose={props.onClose} aria-labelledby={id} fullWidth maxWidth="xs">
      <form onSubmit={(event) => void submit(event)}>
        <DialogTitle id={id}>{props.title}</DialogTitle>
        <DialogContent>
          <TextField
            label={t('common.name')}
            value={name}
            onChange={(event) => setName(event.target.value)}
            autoFocus
            required
            slotProps={{ htmlInput: { maxLength: 100, pattern: '.*\\S.*' } }}
          />
          {refusal !== null && (
            <Alert severity="error" sx={{ mt: 2 }}>
              {refusal}
            </Alert>
          )}
        </DialogContent>
        <DialogActions>
          <Button color="secondary" onClick={props.onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" variant="contained" loading={isBusy}>
            {t('common.save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
