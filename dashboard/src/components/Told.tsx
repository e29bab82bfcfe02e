import { Box } from '@mui/material';
import { useTexts } from '../i18n/texts';

/** Sentences, and behind them the data that they were made of. */
export function Told({ sentences, data }: { sentences: readonly string[]; data: unknown }) {
  const { t } = useTexts();
  if (data === null || typeof data !== 'object' || Object.keys(data).length === 0) return '–';
  return (
    <Box sx={{ display: 'grid', gap: 0.25, overflowWrap: 'anywhere' }}>
      {sentences.map((sentence) => (
        <span key={sentence}>{sentence}</span>
      ))}
      <Box component="details" sx={{ fontSize: '0.8125rem' }}>
        <Box component="summary" sx={{ cursor: 'pointer', color: 'text.secondary', width: 'fit-content' }}>
          {t('common.details')}
        </Box>
        <Box
          component="pre"
          sx={{
            m: 0,
            mt: 0.5,
            p: 1,
            whiteSpace: 'pre-wrap',
            overflowWrap: 'anywhere',
            borderRadius: '8px',
            bgcolor: 'background.sunken',
            fontFamily: (theme) => theme.typography.monospace,
            fontSize: '0.75rem',
          }}
        >
          {JSON.stringify(data, null, 2)}
        </Box>
      </Box>
    </Box>
  );
}
