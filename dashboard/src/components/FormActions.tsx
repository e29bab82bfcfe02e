import { Stack } from '@mui/material';
import type { ReactNode } from 'react';

/** The buttons at the end of a form; in a dialog that is higher than the screen they stay in sight. */
export function FormActions({ children }: { children: ReactNode }) {
  return (
    <Stack
      direction="row"
      sx={{
        gap: 1,
        justifyContent: 'flex-end',
        flexWrap: 'wrap',
        '.MuiDialogContent-root &': {
          position: 'sticky',
          // Over the padding of the dialog, in which fields would be seen below.
          bottom: '-20px',
          zIndex: 2,
          bgcolor: 'background.paper',
          mx: -3,
          mb: -2.5,
          px: 3,
          pt: 1,
          pb: 2.5,
        },
      }}
    >
      {children}
    </Stack>
  );
}
