import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import { CssBaseline, ThemeProvider } from '@mui/material';
import { createContext, type ReactNode, use, useLayoutEffect, useMemo } from 'react';
import { useBrand } from '../api/brand';
import { useAppearance } from './appearance';
import { coloursOf } from './colours';
import { themeOf } from './theme';

// The server's policy lets only styles with this answer's nonce in.
const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce;
const styles = createCache({ key: 'lk', ...(nonce && { nonce }) });

const IsThemed = createContext(false);

/** Around all that is made of MUI, which the first step of a sign-in is there without. */
export function Themed({ children }: { children: ReactNode }) {
  return use(IsThemed) ? children : <Theme>{children}</Theme>;
}

function Theme({ children }: { children: ReactNode }) {
  const { mode } = useAppearance();
  const { accentColour } = useBrand();
  const theme = useMemo(() => themeOf(mode, accentColour), [mode, accentColour]);
  useLayoutEffect(() => {
    // What index.html draws follows a change of the service's colour.
    const { accent, fill, fillStrong, onFill } = coloursOf(mode, accentColour);
    const { style } = document.documentElement;
    const drawn = { '--accent': accent, '--fill': fill, '--fill-strong': fillStrong, '--on-fill': onFill };
    for (const [name, colour] of Object.entries(drawn)) style.setProperty(name, colour);
  }, [mode, accentColour]);
  return (
    <IsThemed value>
      <CacheProvider value={styles}>
        <ThemeProvider theme={theme}>
          <CssBaseline />
          {children}
        </ThemeProvider>
      </CacheProvider>
    </IsThemed>
  );
}
