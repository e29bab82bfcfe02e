import { Box } from '@mui/material';

/** Lines of a file as they are to be copied; `label` says which. */
export function Preformatted({ label, text }: { label: string; text: string }) {
  return (
    <Box
      component="pre"
      // Scrolls, which must be possible without a mouse.
      tabIndex={0}
      role="group"
      aria-label={label}
      sx={{
        m: 0,
        p: 2,
        width: '100%',
        borderRadius: '8px',
        bgcolor: 'background.sunken',
        overflowX: 'auto',
        fontFamily: (theme) => theme.typography.monospace,
        fontSize: '0.8125rem',
        lineHeight: 1.55,
        tabSize: 4,
      }}
    >
      {text}
    </Box>
  );
}
