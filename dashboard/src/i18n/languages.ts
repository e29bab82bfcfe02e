import { root } from '../api/root';
import type { AdminTexts, CommonTexts } from './catalogue';

/** Each in its own words. */
export const LANGUAGES = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  nl: 'Nederlands',
  hu: 'Magyar',
  ru: 'Русский',
} as const;
export type Language = keyof typeof LANGUAGES;
/** As tables of accounts name them. */
export const LANGUAGE_TAGS = Object.keys(LANGUAGES).join(', ');

const isLanguage = (tag: string | null | undefined): tag is Language =>
  tag !== null && tag !== undefined && Object.hasOwn(LANGUAGES, tag);

// The server reads it as well: its pages are in the language that was chosen.
const REMEMBERED = 'latchkey-language';
const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** The one that the server's page is in. In development, where it is not the server's: the first of the browser's. */
export function preferredLanguage(): Language {
  const { lang, dataset } = document.documentElement;
  if (dataset['brand'] !== undefined && isLanguage(lang)) return lang;
  return navigator.languages.map((tag) => tag.split('-')[0]).find(isLanguage) ?? 'en';
}

export function rememberLanguage(language: Language): void {
  document.cookie = `${REMEMBERED}=${language}; path=${root.replace(/(?<=.).$/, '')}; max-age=${YEAR_SECONDS}; samesite=lax`;
}

/** Only the language in use is fetched. */
export async function loadCatalogue(language: Language): Promise<CommonTexts> {
  switch (language) {
    case 'en':
      return (await import('./en')).default;
    case 'de':
      return (await import('./de')).default;
    case 'fr':
      return (await import('./fr')).default;
    case 'es':
      return (await import('./es')).default;
    case 'nl':
      return (await import('./nl')).default;
    case 'hu':
      return (await import('./hu')).default;
    case 'ru':
      return (await import('./ru')).default;
  }
}

export async function loadAdminTexts(language: Language): Promise<AdminTexts> {
  switch (language) {
    case 'en':
      return (await import('./admin-en')).default;
    case 'de':
      return (await import('./admin-de')).default;
    case 'fr':
      return (await import('./admin-fr')).default;
    case 'es':
      return (await import('./admin-es')).default;
    case 'nl':
      return (await import('./admin-nl')).default;
    case 'hu':
      return (await import('./admin-hu')).default;
    case 'ru':
      return (await import('./admin-ru')).default;
  }
}

/** The viewer's region where it is one of the language's: `en-GB` writes dates otherwise than `en-US`. */
export const localeOf = (language: Language): string =>
  navigator.languages.find((tag) => tag === language || tag.startsWith(`${language}-`)) ?? language;
