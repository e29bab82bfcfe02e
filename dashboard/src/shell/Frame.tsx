import MenuOutlined from '@mui/icons-material/MenuOutlined';
import { AppBar, Box, Drawer, IconButton, Link, Toolbar, useMediaQuery } from '@mui/material';
import type { Theme } from '@mui/material/styles';
import { type ReactNode, Suspense, useEffect, useState } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import { useLocation } from 'react-router-dom';
import { useTexts } from '../i18n/texts';
import { PasskeyOfferNotice } from '../session/PasskeyOfferNotice';
import { UsedCodeNotice } from '../session/UsedCodeNotice';
import { AccountMenu } from './AccountMenu';
import { Brand } from './Brand';
import { Navigation } from './Navigation';
import { Preferences } from './Preferences';
import { Broken, Waiting } from './Screens';

const RAIL = 248;

/** The bar, the navigation beside or (on phones) behind it, and the page. */
export function Frame({ children }: { children?: ReactNode }) {
  const { t } = useTexts();
  const { pathname } = useLocation();
  const isWide = useMediaQuery((theme: Theme) => theme.breakpoints.up('md'), { noSsr: true });
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    window.scrollTo(0, 0);
  }, [pathname]);

  return (
    <Box sx={{ minHeight: '100dvh' }}>
      <Link
        href="#main-content"
        sx={{
          position: 'fixed',
          zIndex: 'tooltip',
          top: 8,
          left: 8,
          p: 1.25,
          borderRadius: '8px',
          bgcolor: 'background.paper',
          transform: 'translateY(-300%)',
          '&:focus': { transform: 'none' },
        }}
      >
        {t('frame.skip')}
      </Link>
      <AppBar
        position="sticky"
        color="inherit"
        elevation={0}
        sx={{ bgcolor: 'background.paper', borderBottom: 1, borderColor: 'divider' }}
      >
        <Toolbar sx={{ gap: 1, minHeight: '60px !important', px: { xs: 1.5, sm: 2.5 } }}>
          {!isWide && (
            <IconButton
              edge="start"
              aria-label={t('frame.menu')}
              aria-expanded={isOpen}
              onClick={() => setOpen(true)}
            >
              <MenuOutlined />
            </IconButton>
          )}
          <Brand />
          <Box sx={{ flex: 1 }} />
          <Preferences isShort />
          <AccountMenu />
        </Toolbar>
      </AppBar>
      <Box sx={{ display: 'flex', alignItems: 'flex-start' }}>
        {isWide ? (
          <Box
            sx={{
              width: RAIL,
              flex: 'none',
              position: 'sticky',
              top: 60,
              p: 2,
              maxHeight: 'calc(100dvh - 60px)',
              overflowY: 'auto',
            }}
          >
            <Navigation />
          </Box>
        ) : (
          <Drawer
            open={isOpen}
            onClose={() => setOpen(false)}
            slotProps={{ paper: { sx: { width: RAIL + 32, p: 2 } } }}
          >
            <Box sx={{ pb: 2, px: 1 }}>
              <Brand />
            </Box>
            <Navigation onNavigate={() => setOpen(false)} />
          </Drawer>
        )}
        <Box
          component="main"
          id="main-content"
          tabIndex={-1}
          sx={{ flex: 1, minWidth: 0, px: { xs: 2, sm: 3, lg: 5 }, py: { xs: 2.5, md: 4 }, outline: 'none' }}
        >
          <ErrorBoundary FallbackComponent={Broken} resetKeys={[pathname]}>
            <UsedCodeNotice />
            <PasskeyOfferNotice />
            <Suspense fallback={<Waiting />}>{children}</Suspense>
          </ErrorBoundary>
        </Box>
      </Box>
    </Box>
  );
}
