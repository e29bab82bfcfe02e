import { Box, Card, Stack } from '@mui/material';
import type { ReactNode } from 'react';
import { HelpLine } from '../components/HelpLine';
import { Brand } from '../shell/Brand';
import { Preferences } from '../shell/Preferences';

/** One card, at the same height whatever step it shows; none where a dialog stands in its place. */
export function SignInFrame({ children }: { children?: ReactNode }) {
  return (
    <Stack
      sx={(theme) => ({
        minHeight: '100dvh',
        alignItems: 'center',
        px: 2,
        background: `radial-gradient(60rem 26rem at 50% -8rem, ${theme.palette.primary.main}24, transparent 70%), ${theme.palette.background.default}`,
      })}
    >
      <Box component="header" sx={{ pt: { xs: 4, sm: 9 }, pb: 3, maxWidth: '100%' }}>
        <Brand isLarge />
      </Box>
      {children !== undefined && (
        <Card
          component="main"
          sx={{
            width: '100%',
            maxWidth: 420,
            p: { xs: 3, sm: 4.5 },
            boxShadow: '0 16px 48px -24px rgba(16, 24, 40, 0.25)',
          }}
        >
          {children}
        </Card>
      )}
      <Stack component="footer" sx={{ py: 3, mt: 'auto', gap: 1, alignItems: 'center' }}>
        <HelpLine />
        <Preferences />
      </Stack>
    </Stack>
  );
}
