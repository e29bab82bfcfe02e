import { Alert, Box, Stack } from '@mui/material';
import type { ReactNode } from 'react';
import { CopyButton } from './CopyButton';

/** A secret that the server does not tell again. */
export function ShownOnce(props: { secret: string; warning: string; children?: ReactNode }) {
  return (
    <Stack sx={{ gap: 2, alignItems: 'flex-start' }}>
      <Box
        component="code"
        sx={{
          width: '100%',
          p: 2,
          borderRadius: '8px',
          bgcolor: 'background.sunken',
          textAlign: 'center',
          fontFamily: (theme) => theme.typography.monospace,
          fontSize: '1.0625rem',
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
