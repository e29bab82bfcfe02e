import polyglotI18nProvider from 'ra-i18n-polyglot';
import type { I18nProvider, TranslationMessages } from 'ra-core';
import { LANGUAGES, type Language } from '../i18n/languages';
import type { Catalogue } from '../i18n/catalogue';

/** React-admin's own texts; ours stand beside them. */
export async function loadReactAdminTexts(language: Language): Promise<TranslationMessages> {
  switch (language) {
    case 'en':
      return (await import('ra-language-english')).default;
    case 'fr':
      return (await import('ra-language-french')).default;
    case 'de':
      return (await import('../i18n/react-admin-de')).default;
    case 'es':
      return (await import('../i18n/react-admin-es')).default;
    case 'nl':
      return (await import('../i18n/react-admin-nl')).default;
    case 'hu':
      return (await import('../i18n/react-admin-hu')).default;
    case 'ru':
      return (await import('../i18n/react-admin-ru')).default;
  }
}

export function createI18nProvider(
  language: Language,
  catalogue: Catalogue,
  reactAdminTexts: TranslationMessages,
  speak: (language: Language) => Promise<void>,
): I18nProvider {
  const { translate } = polyglotI18nProvider(() => ({ ...reactAdminTexts, ...catalogue }), language);
  return {
    translate,
    changeLocale: (chosen) => speak(chosen as Language),
    getLocale: () => language,
    getLocales: () => Object.entries(LANGUAGES).map(([locale, name]) => ({ locale, name })),
  };
}
