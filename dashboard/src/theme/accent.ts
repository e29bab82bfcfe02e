import { darken, decomposeColor, getContrastRatio, lighten } from '@mui/material/styles';

/** WCAG 2.2, 1.4.3: of text against what it stands on. */
const TEXT = 4.5;
/** WCAG 2.2, 1.4.11: of a control against what is around it. */
const CONTROL = 3;
/** As much of the colour is in the ground of what is chosen. */
const TINT = 0.12;
const STEP = 0.04;

export interface Accent {
  /** Of links and what is chosen. */
  accent: string;
  accentStrong: string;
  onAccent: string;
  /** Of buttons. */
  fill: string;
  fillStrong: string;
  onFill: string;
}

/** The colour `#rrggbb` as it can be read on each of these grounds: as dark, or as light, as it has to be for that. */
export function accentOn(grounds: readonly string[], colour: string, mode: 'light' | 'dark'): Accent {
  const away = mode === 'light' ? darken : lighten;
  const reaching = (isEnough: (shade: string) => boolean): string => {
    let shade = colour;
    for (let share = STEP; !isEnough(shade) && share <= 1; share += STEP) shade = away(colour, share);
    return shade;
  };
  const accent = reaching((shade) =>
    grounds.every((ground) => getContrastRatio(shade, tinted(ground, shade)) >= TEXT),
  );
  const fill = reaching((shade) => grounds.every((ground) => getContrastRatio(shade, ground) >= CONTROL));
  const onFill = readableOn(fill);
  return {
    accent,
    accentStrong: away(accent, 0.2),
    onAccent: readableOn(accent),
    fill,
    // Away from its text, which stays as readable.
    fillStrong: onFill === WHITE ? darken(fill, 0.15) : lighten(fill, 0.15),
    onFill,
  };
}

const WHITE = '#ffffff';
const BLACK = '#000000';

const readableOn = (ground: string): string =>
  getContrastRatio(ground, WHITE) >= getContrastRatio(ground, BLACK) ? WHITE : BLACK;

function tinted(ground: string, colour: string): string {
  const { values } = decomposeColor(colour);
  const mixed = decomposeColor(ground).values.map((channel, place) =>
    Math.round(channel * (1 - TINT) + (values[place] ?? channel) * TINT),
  );
  return `rgb(${mixed.join(', ')})`;
}
