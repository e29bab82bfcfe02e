import {
  createContext,
  type ReactNode,
  use,
  useLayoutEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';
import type { Mode } from './colours';

/** What was chosen; `system` follows the device. */
export type Appearance = 'system' | Mode;
export const APPEARANCES: Appearance[] = ['system', 'light', 'dark'];

// Read by early.ts as well.
const REMEMBERED = 'latchkey.appearance';

const AppearanceContext = createContext<{
  appearance: Appearance;
  mode: Mode;
  choose: (chosen: Appearance) => void;
}>({ appearance: 'system', mode: 'light', choose: () => undefined });

export const useAppearance = () => use(AppearanceContext);

const dark = window.matchMedia('(prefers-color-scheme: dark)');
const onChange = (listener: () => void) => {
  dark.addEventListener('change', listener);
  return () => dark.removeEventListener('change', listener);
};

/** Light or dark, following the device until one is chosen. */
export function AppearanceProvider({ children }: { children: ReactNode }) {
  const [appearance, setAppearance] = useState<Appearance>(
    () => APPEARANCES.find((known) => known === localStorage.getItem(REMEMBERED)) ?? 'system',
  );
  const prefersDark = useSyncExternalStore(onChange, () => dark.matches);
  const mode = appearance === 'system' ? (prefersDark ? 'dark' : 'light') : appearance;
  useLayoutEffect(() => {
    document.documentElement.dataset['mode'] = mode;
  }, [mode]);
  const value = useMemo(
    () => ({
      appearance,
      mode,
      choose(chosen: Appearance) {
        localStorage.setItem(REMEMBERED, chosen);
        setAppearance(chosen);
      },
    }),
    [appearance, mode],
  );
  return <AppearanceContext value={value}>{children}</AppearanceContext>;
}
