import { Alert, Button, Dialog, DialogActions, DialogContent, DialogTitle, Typography } from '@mui/material';
import { useId } from 'react';
import type { PasswordLinkFieldsFragment } from '#client/operations';
import { ShownOnce } from '../../components/ShownOnce';
import { useTexts } from '../../i18n/texts';
import { useTimes } from '../../i18n/times';

export type PasswordLink = PasswordLinkFieldsFragment;

/** The link by which a person chooses a password, shown this once; or that it was mailed. */
export function PasswordLinkShown(props: { login: string; link: PasswordLink; onClose: () => void }) {
  const { t } = useTexts();
  const { dateTime } = useTimes();
  const { url, sentTo, expiresAt } = props.link;
  const id = useId();
  const until = (
    <Typography>{t('admin.account.passwordLink.until', { when: dateTime(expiresAt) })}</Typography>
  );
  return (
    // Closing by a stray click would lose the link.
    <Dialog open aria-labelledby={id} fullWidth maxWidth="sm">
      <DialogTitle id={id}>{t('admin.account.passwordLink.issued', { login: props.login })}</DialogTitle>
      <DialogContent>
        {url === null ? (
          <>
            <Alert severity="success" sx={{ mb: 2 }}>
              {t('admin.account.passwordLink.sent', { address: sentTo ?? '' })}
            </Alert>
            {until}
          </>
        ) : (
          <ShownOnce secret={url} warning={t('admin.account.passwordLink.onlyOnce')}>
            {until}
          </ShownOnce>
        )}
      </DialogContent>
      <DialogActions>
        <Button variant="contained" onClick={props.onClose}>
          {t('common.done')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
