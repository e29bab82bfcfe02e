import { CssBaseline, ThemeProvider, useMediaQuery } from '@mui/material';
import { createContext, type ReactNode, use, useMemo, useState } from 'react';
import { useBrand } from '../api/brand';
import type { Mode } from './colours';
import { themeOf } from './theme';

/** What was chosen; `system` follows the device. */
export type Appearance = 'system' | Mode;
export const APPEARANCES: Appearance[] = ['system', 'light', 'dark'];

const REMEMBERED = 'latchkey.appearance';

const AppearanceContext = createContext<{ appearance: Appearance; choose: (chosen: Appearance) => void }>({
  appearance: 'system',
  choose: () => undefined,
});

export const useAppearance = () => use(AppearanceContext);

/** Light or dark, following the device until one is chosen. */
export function AppearanceProvider({ children }: { children: ReactNode }) {
  const [appearance, setAppearance] = useState<Appearance>(
    () => APPEARANCES.find((known) => known === localStorage.getItem(REMEMBERED)) ?? 'system',
  );
  const prefersDark = useMediaQuery('(prefers-color-scheme: dark)', { noSsr: true });
  const mode = appearance === 'system' ? (prefersDark ? 'dark' : 'light') : appearance;
  const { accentColour } = useBrand();
  const theme = useMemo(() => themeOf(mode, accentColour), [mode, accentColour]);
  const value = useMemo(
    () => ({
      appearance,
      choose(chosen: Appearance) {
        localStorage.setItem(REMEMBERED, chosen);
        setAppearance(chosen);
      },
    }),
    [appearance],
  );
  return (
    <AppearanceContext value={value}>
      <ThemeProvider theme={theme}>
        <CssBaseline />
        {children}
      </ThemeProvider>
    </AppearanceContext>
  );
}
