type Rgb = readonly [red: number, green: number, blue: number];

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
/** WCAG 2.2, 1.4.11: of a control against what is around it. */
const CONTROL = 3;
/** 1.4.3: of text against what it stands on. */
const TEXT = 4.5;
/** As much of the colour is in the ground of what is chosen. */
const TINT = 0.12;
const STEP = 0.04;

export interface Accent {
  /** Of buttons. */
  fill: string;
  /** Of the text on a button. */
  onFill: string;
}

export interface Shades extends Accent {
  /** Of links, and of what has the focus. */
  accent: string;
  /** Of buttons below the pointer. */
  fillStrong: string;
}

/** The colour `#rrggbb` as buttons have it on this ground: as light, or as dark, as they have to be to be seen. */
export function accentOn(ground: string, colour: string): Accent {
  const { fill, onFill } = shadesOn([ground], colour);
  return { fill, onFill };
}

/** As the dashboard has it on all of these grounds, which are all light or all dark: dashboard/src/theme/accent.ts. */
export function shadesOn(grounds: readonly string[], colour: string): Shades {
  const all = grounds.map(rgbOf);
  const accent = reaching(rgbOf(colour), all, TEXT, (ground, shade) => mix(ground, shade, TINT));
  const fill = reaching(rgbOf(colour), all, CONTROL);
  const isOnWhite = contrast(fill, WHITE) >= contrast(fill, BLACK);
  return {
    accent: hexOf(accent),
    fill: hexOf(fill),
    // Away from its text, which stays as readable.
    fillStrong: hexOf(mix(fill, isOnWhite ? BLACK : WHITE, 0.15)),
    onFill: isOnWhite ? '#ffffff' : '#000000',
  };
}

/** `tinted`: the ground as it is below this shade. */
function reaching(
  colour: Rgb,
  grounds: readonly Rgb[],
  least: number,
  tinted: (ground: Rgb, shade: Rgb) => Rgb = (ground) => ground,
): Rgb {
  const [first = WHITE] = grounds;
  const towards = contrast(first, BLACK) > contrast(first, WHITE) ? BLACK : WHITE;
  const isEnough = (shade: Rgb) => grounds.every((ground) => contrast(shade, tinted(ground, shade)) >= least);
  let share = 0;
  let mixed = colour;
  while (!isEnough(mixed) && share < 1) {
    share += STEP;
    mixed = mix(colour, towards, Math.min(share, 1));
  }
  return mixed;
}

const mix = (from: Rgb, to: Rgb, share: number): Rgb => {
  const between = (a: number, b: number): number => Math.round(a + (b - a) * share);
  return [between(from[0], to[0]), between(from[1], to[1]), between(from[2], to[2])];
};

/** WCAG 2.2, “contrast ratio”. */
function contrast(one: Rgb, other: Rgb): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function linear(channel: number): number {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

const rgbOf = (hex: string): Rgb => {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
};

const hexOf = (rgb: Rgb): string => `#${rgb.map((one) => one.toString(16).padStart(2, '0')).join('')}`;
