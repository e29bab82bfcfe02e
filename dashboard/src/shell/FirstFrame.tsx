import { AppBar, Box, Toolbar } from '@mui/material';
import type { ReactNode } from 'react';
import { AccountMenu } from './AccountMenu';
import { Brand } from './Brand';
import { Preferences } from './Preferences';
import { HelpLine } from '../components/HelpLine';

/** Around what must be done before anything else: no way elsewhere but out. */
export function FirstFrame({ children }: { children: ReactNode }) {
  return (
    <Box sx={{ minHeight: '100dvh' }}>
      <AppBar
        position="static"
        color="inherit"
        elevation={0}
        sx={{ borderBottom: 1, borderColor: 'divider', bgcolor: 'background.paper' }}
      >
        <Toolbar sx={{ gap: 1, minHeight: '60px !important', px: { xs: 1.5, sm: 2.5 } }}>
          <Brand />
          <Box sx={{ flex: 1 }} />
          <Preferences isShort />
          <AccountMenu />
        </Toolbar>
      </AppBar>
      <Box component="main" sx={{ px: 2, py: { xs: 3, md: 6 } }}>
        {children}
      </Box>
      <Box component="footer" sx={{ px: 2, pb: 3 }}>
        <HelpLine />
      </Box>
    </Box>
  );
}
