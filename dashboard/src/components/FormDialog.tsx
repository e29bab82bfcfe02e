import { Button, Dialog, DialogActions, DialogContent, DialogTitle } from '@mui/material';
import { type ReactNode, type SubmitEvent, useId } from 'react';
import { useTexts } from '../i18n/texts';

/** Fields to fill in, and the button that sends them. Mounted while it is open. */
export function FormDialog(props: {
  title: string;
  submit: string;
  isBusy: boolean;
  isDisabled?: boolean;
  /** Where there is no field to begin with. */
  focusesSubmit?: boolean;
  onSubmit: () => unknown;
  onClose: () => void;
  children: ReactNode;
}) {
  const { t } = useTexts();
  const id = useId();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    props.onSubmit();
  };
  return (
    <Dialog open onClose={props.onClose} aria-labelledby={id} fullWidth maxWidth="xs">
      <form onSubmit={submit}>
        <DialogTitle id={id}>{props.title}</DialogTitle>
        <DialogContent>{props.children}</DialogContent>
        <DialogActions>
          <Button color="secondary" onClick={props.onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            type="submit"
            variant="contained"
            loading={props.isBusy}
            disabled={props.isDisabled ?? false}
            autoFocus={props.focusesSubmit ?? false}
          >
            {props.submit}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
