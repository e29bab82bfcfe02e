import { Alert, Box, Stack } from '@mui/material';
import type { ReactNode } from 'react';
import { CopyButton } from './CopyButton';
import { useUnsaved } from './useUnsaved';

/** A secret that the server does not tell again; whoever leaves before they are done with it is asked first. */
export function ShownOnce(props: { secret: string; warning: string; children?: ReactNode }) {
  useUnsaved('secret');
  return (
    <Stack sx={{ gap: 2, alignItems: 'flex-start' }}>
      <Box
        component="code"
        sx={{
          width: '100%',
          py: 2,
          px: 1,
          borderRadius: '8px',
          bgcolor: 'background.sunken',
          textAlign: 'center',
          fontFamily: (theme) => theme.typography.monospace,
          fontSize: { xs: '0.9375rem', sm: '1.0625rem' },
          overflowWrap: 'anywhere',
        }}
      >
        {props.secret}
      </Box>
      <CopyButton text={props.secret} />
      {props.children}
      <Alert severity="warning">{props.warning}</Alert>
    </Stack>
  );
}
