import { Button, Dialog, DialogActions, DialogContent, DialogTitle } from '@mui/material';
import { type ReactNode, type SubmitEvent, useId, useState } from 'react';
import { askBeforeLeaving, leaveAnyway } from '../api/unsaved';
import { useTexts } from '../i18n/texts';
import { useUnsaved } from './useUnsaved';

/** Fields to fill in, and the button that sends them; what was filled in is not lost by a stray click. Mounted while it is open. */
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
  const [isTouched, setTouched] = useState(false);
  useUnsaved(isTouched && !props.isBusy ? 'entered' : null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    props.onSubmit();
  };
  return (
    <Dialog open onClose={() => askBeforeLeaving(props.onClose)} aria-labelledby={id} fullWidth maxWidth="xs">
      <form onSubmit={submit} onChange={() => setTouched(true)}>
        <DialogTitle id={id}>{props.title}</DialogTitle>
        <DialogContent>{props.children}</DialogContent>
        <DialogActions>
          <Button color="secondary" onClick={() => leaveAnyway(props.onClose)}>
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
