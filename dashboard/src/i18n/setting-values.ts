import { SETTINGS } from '#client/settings';
import { said } from './sentence-parts';
import type { Translate } from './translator';

const UNITS = {
  days: 'admin.settings.units.days',
  minutes: 'admin.settings.units.minutes',
  steps: 'admin.settings.units.steps',
} as const;

/** A value of a setting, a number with its unit. */
export function settingValue(name: string, value: unknown, t: Translate): string {
  const shape = Object.hasOwn(SETTINGS, name) ? SETTINGS[name as keyof typeof SETTINGS] : undefined;
  return shape?.kind === 'number' && typeof value === 'number'
    ? t(UNITS[shape.unit], { smart_count: value })
    : said(value, t);
}
