import { Button, Dialog, DialogActions, DialogContent, DialogTitle, Typography } from '@mui/material';
import { type ReactNode, useId } from 'react';
import { useTexts } from '../i18n/texts';
import { useAction } from './useAction';

/** Says exactly what will happen before it does. */
export function ConfirmDialog(props: {
  isOpen: boolean;
  title: string;
  /** Each consequence is a sentence. */
  consequences: ReactNode[];
  confirm: string;
  destructive?: boolean;
  /** Said when it is done. */
  done?: string;
  action: () => Promise<unknown>;
  onClose: () => void;
}) {
  const { t } = useTexts();
  const { isBusy, run } = useAction();
  const id = useId();
  const confirm = async () => {
    if (await run(props.action, props.done)) props.onClose();
  };
  return (
    <Dialog
      open={props.isOpen}
      onClose={props.onClose}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      role="alertdialog"
      fullWidth
      maxWidth="xs"
    >
      <DialogTitle id={`${id}-title`}>{props.title}</DialogTitle>
      <DialogContent id={`${id}-text`}>
        {props.consequences.map((consequence, place) => (
          <Typography key={place} color="textSecondary" sx={{ mb: 1 }}>
            {consequence}
          </Typography>
        ))}
      </DialogContent>
      <DialogActions>
        <Button color="secondary" onClick={props.onClose}>
          {t('common.cancel')}
        </Button>
        <Button
          variant="contained"
          color={props.destructive ? 'error' : 'primary'}
          loading={isBusy}
          onClick={() => void confirm()}
        >
          {props.confirm}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
