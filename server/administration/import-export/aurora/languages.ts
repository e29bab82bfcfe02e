import { type Locale, LOCALES } from '../../../platform/locale.js';

/** What the suite calls the languages that people may read here. */
const NAMES: Readonly<Record<string, string>> = {
  english: 'en',
  german: 'de',
  french: 'fr',
  spanish: 'es',
  dutch: 'nl',
  hungarian: 'hu',
  russian: 'ru',
};

/** Null for one that there is not here. */
export const localeOf = (language: string): Locale | null =>
  LOCALES.find((one) => one === NAMES[language.trim().toLowerCase()]) ?? null;
