import { Button, Chip, Dialog, DialogActions, DialogContent, DialogTitle, Typography } from '@mui/material';
import { useId, useState } from 'react';
import { useTexts } from '../../i18n/texts';
import { recognise } from './recognised';

/** Asks of one event whether it was the person. */
export function WasThisYou(props: {
  id: string;
  what: string;
  details: string;
  /** The event, as none beside it is called. */
  name: string;
  onNotMe: () => void;
}) {
  const { t } = useTexts();
  const [isAsking, setAsking] = useState(false);
  const dialogId = useId();
  const close = () => setAsking(false);
  return (
    <>
      <Chip
        component="button"
        size="small"
        color="warning"
        variant="outlined"
        label={t('activity.check')}
        aria-label={`${t('activity.check')} ${props.name}`}
        onClick={() => setAsking(true)}
      />
      <Dialog open={isAsking} onClose={close} aria-labelledby={dialogId} fullWidth maxWidth="xs">
        <DialogTitle id={dialogId}>{t('activity.check')}</DialogTitle>
        <DialogContent>
          <Typography sx={{ fontWeight: 600 }}>{props.what}</Typography>
          <Typography color="textSecondary">{props.details}</Typography>
        </DialogContent>
        <DialogActions>
          <Button
            color="error"
            onClick={() => {
              close();
              props.onNotMe();
            }}
          >
            {t('activity.no')}
          </Button>
          <Button
            variant="contained"
            onClick={() => {
              close();
              recognise(props.id);
            }}
          >
            {t('activity.yes')}
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
}
