import {
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  Link as MuiLink,
  Stack,
  Typography,
} from '@mui/material';
import { useId, useState } from 'react';
import { root } from '../../api/root';
import { CopyButton } from '../../components/CopyButton';
import { Preformatted } from '../../components/Preformatted';
import { useTexts } from '../../i18n/texts';

/** What is set or run on the server, with values to be replaced. */
const TO_SET = {
  HTTPS: 'PUBLIC_URL=https://auth.example.org\nTRUSTED_PROXIES=10.0.0.0/8',
  MAIL: 'SMTP_URL=smtps://user:password@mail.example.org\nMAIL_FROM=Example Mail <security@example.org>',
  CLOCK: 'timedatectl set-ntp true\ntimedatectl status',
} as const;

export type Remedy = keyof typeof TO_SET;

/** For what can only be mended on the server: says what to set there, and where to read on. */
export function RemedyButton({ remedy }: { remedy: Remedy }) {
  const { t } = useTexts();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const title = t(`admin.remedies.${remedy}.title`);
  return (
    <>
      <Button
        size="small"
        variant="outlined"
        color="secondary"
        aria-haspopup="dialog"
        aria-label={`${t('admin.remedies.open')}: ${title}`}
        onClick={() => setOpen(true)}
        sx={{ whiteSpace: 'nowrap' }}
      >
        {t('admin.remedies.open')}
      </Button>
      <Dialog open={isOpen} onClose={() => setOpen(false)} aria-labelledby={id} fullWidth maxWidth="sm">
        <DialogTitle id={id}>{title}</DialogTitle>
        <DialogContent>
          <Typography color="textSecondary">{t(`admin.remedies.${remedy}.text`)}</Typography>
          <ToCopy text={TO_SET[remedy]} label={title} />
          <Typography color="textSecondary" sx={{ mb: 1 }}>
            {t(`admin.remedies.${remedy}.then`)}
          </Typography>
          <MuiLink
            href={`${root}docs/operation.txt`}
            target="_blank"
            rel="noopener noreferrer"
            variant="body2"
          >
            {t('admin.about.documents.operation')}
          </MuiLink>
        </DialogContent>
        <DialogActions>
          <Button color="secondary" onClick={() => setOpen(false)}>
            {t('common.close')}
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
}

function ToCopy({ text, label }: { text: string; label: string }) {
  return (
    <Stack sx={{ my: 2, gap: 1, alignItems: 'flex-start' }}>
      <Preformatted label={label} text={text} />
      <CopyButton text={text} />
    </Stack>
  );
}
