import CheckOutlined from '@mui/icons-material/CheckOutlined';
import ContentCopyOutlined from '@mui/icons-material/ContentCopyOutlined';
import { Button, TextField } from '@mui/material';
import { useEffect, useRef, useState } from 'react';
import { useTexts } from '../i18n/texts';
import { copyText } from './copy-text';

const SAYS_SO_FOR = 2000;

/** Copies a text; where the browser does not let it, it shows the text selected, to be copied by hand. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const { t } = useTexts();
  const button = useRef<HTMLButtonElement>(null);
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null);
  const isCopied = outcome === 'copied';
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setOutcome(null), SAYS_SO_FOR);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = async () => {
    if (button.current) setOutcome((await copyText(text, button.current)) ? 'copied' : 'refused');
  };
  return (
    <>
      <Button
        ref={button}
        variant="outlined"
        color="secondary"
        size="small"
        startIcon={isCopied ? <CheckOutlined /> : <ContentCopyOutlined />}
        onClick={() => void copy()}
      >
        <span aria-live="polite">{isCopied ? t('common.copied') : (label ?? t('common.copy'))}</span>
      </Button>
      {outcome === 'refused' && (
        <TextField
          label={t('common.copyByHand')}
          helperText={t('common.copyRefused')}
          value={text}
          multiline
          maxRows={12}
          fullWidth
          autoFocus
          onFocus={({ target }) => target.select()}
          slotProps={{ htmlInput: { readOnly: true }, formHelperText: { role: 'alert' } }}
          sx={{ mt: 1 }}
        />
      )}
    </>
  );
}
