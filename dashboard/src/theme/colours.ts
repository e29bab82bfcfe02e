import { accentOn } from './accent';

export type Mode = 'light' | 'dark';

export interface Colours {
  ground: string;
  surface: string;
  sunken: string;
  line: string;
  /** Borders of controls: 3:1 against the surface (WCAG 1.4.11). */
  outline: string;
  text: string;
  muted: string;
  accent: string;
  accentStrong: string;
  onAccent: string;
  fill: string;
  fillStrong: string;
  onFill: string;
  good: string;
  warn: string;
  bad: string;
}

// Each text colour has 4.5:1 against ground, surface and sunken.
const COLOURS: Record<Mode, Colours> = {
  light: {
    ground: '#f6f7f9',
    surface: '#ffffff',
    sunken: '#f1f3f6',
    line: '#e3e6ec',
    outline: '#868d9d',
    text: '#151a26',
    muted: '#545c6e',
    accent: '#3b46d1',
    accentStrong: '#2d37b3',
    onAccent: '#ffffff',
    fill: '#3b46d1',
    fillStrong: '#2d37b3',
    onFill: '#ffffff',
    good: '#0b7247',
    warn: '#8a5200',
    bad: '#bc1f36',
  },
  dark: {
    ground: '#0c0e14',
    surface: '#151922',
    sunken: '#1c212c',
    line: '#282e3b',
    outline: '#717a8d',
    text: '#eceef4',
    muted: '#a6aebe',
    accent: '#9da6ff',
    accentStrong: '#b6bdff',
    onAccent: '#12153f',
    fill: '#9da6ff',
    fillStrong: '#b6bdff',
    onFill: '#12153f',
    good: '#5fd39b',
    warn: '#f0b452',
    bad: '#ff8b98',
  },
};

/** Those of a theme, in the service’s colour where one is set. */
export function coloursOf(mode: Mode, accentColour: string | null): Colours {
  const own = COLOURS[mode];
  if (accentColour === null) return own;
  return { ...own, ...accentOn([own.ground, own.surface, own.sunken], accentColour, mode) };
}
