import CheckOutlined from '@mui/icons-material/CheckOutlined';
import ContentCopyOutlined from '@mui/icons-material/ContentCopyOutlined';
import { Button } from '@mui/material';
import { useEffect, useState } from 'react';
import { useTexts } from '../i18n/texts';

const SAYS_SO_FOR = 2000;

export function CopyButton({ text, label }: { text: string; label?: string }) {
  const { t } = useTexts();
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), SAYS_SO_FOR);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <Button
      variant="outlined"
      color="secondary"
      size="small"
      startIcon={isCopied ? <CheckOutlined /> : <ContentCopyOutlined />}
      onClick={() => void copy()}
    >
      <span aria-live="polite">{isCopied ? t('common.copied') : (label ?? t('common.copy'))}</span>
    </Button>
  );
}
