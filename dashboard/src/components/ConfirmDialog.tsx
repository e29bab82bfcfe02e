import { Alert, Button, Dialog, DialogActions, DialogContent, DialogTitle, Typography } from '@mui/material';
import { type ReactNode, useId, useState } from 'react';
import { useTexts } from '../i18n/texts';
import { type Explain, useAction } from './useAction';

/** Says exactly what will happen before it does. */
export function ConfirmDialog(props: {
  isOpen: boolean;
  title: string;
  /** Each consequence is a sentence. */
  consequences: ReactNode[];
  confirm: string;
  /** What leaves everything as it is. */
  cancel?: string;
  /** Where there is nothing to be confirmed. */
  isDisabled?: boolean;
  destructive?: boolean;
  /** Said when it is done. */
  done?: string;
  explain?: Explain | undefined;
  action: () => Promise<unknown>;
  onClose: () => void;
}) {
  const { t } = useTexts();
  const { isBusy, refusal, run, forgetRefusal } = useAction({ inPlace: true, explain: props.explain });
  const id = useId();
  // What it asked stays while it fades, when the caller no longer knows.
  const [asked, setAsked] = useState(props);
  if (props.isOpen && props !== asked) setAsked(props);
  const {
    title,
    consequences,
    confirm: answer,
    cancel,
    isDisabled,
    destructive,
  } = props.isOpen ? props : asked;
  const close = () => {
    forgetRefusal();
    props.onClose();
  };
  const confirm = async () => {
    if (await run(props.action, props.done)) close();
  };
  return (
    <Dialog
      open={props.isOpen}
      onClose={close}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      role="alertdialog"
      fullWidth
      maxWidth="xs"
    >
      <DialogTitle id={`${id}-title`}>{title}</DialogTitle>
      <DialogContent id={`${id}-text`}>
        {consequences.map((consequence, place) => (
          <Typography key={place} component="div" color="textSecondary" sx={{ mb: 1 }}>
            {consequence}
          </Typography>
        ))}
        {refusal !== null && <Alert severity="error">{refusal}</Alert>}
      </DialogContent>
      <DialogActions>
        <Button color="secondary" onClick={close}>
          {cancel ?? t('common.cancel')}
        </Button>
        <Button
          variant="contained"
          color={destructive ? 'error' : 'primary'}
          loading={isBusy}
          disabled={isDisabled ?? false}
          onClick={() => void confirm()}
        >
          {answer}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
