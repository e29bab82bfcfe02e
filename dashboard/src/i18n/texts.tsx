import polyglotI18nProvider from 'ra-i18n-polyglot';
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import type { Catalogue, TextKey } from './catalogue';
import { type Language, loadCatalogue, localeOf, rememberLanguage } from './languages';

export type Values = Record<string, string | number>;
/** A text in the language in use; `%{name}` stands for a value, `smart_count` chooses the plural. */
export type Translate = (key: TextKey, values?: Values) => string;

interface Texts {
  language: Language;
  /** For Intl: dates and numbers as the viewer's region writes them. */
  locale: string;
  catalogue: Catalogue;
  t: Translate;
  speak: (language: Language) => Promise<void>;
}

const TextsContext = createContext<Texts | null>(null);

export function useTexts(): Texts {
  const texts = use(TextsContext);
  if (!texts) throw new Error('Texts are read inside TextsProvider');
  return texts;
}

export function TextsProvider(props: { language: Language; catalogue: Catalogue; children: ReactNode }) {
  const [{ language, catalogue }, setSpoken] = useState({
    language: props.language,
    catalogue: props.catalogue,
  });
  const texts = useMemo(() => {
    const polyglot = polyglotI18nProvider(() => catalogue as never, language);
    return {
      language,
      locale: localeOf(language),
      catalogue,
      t: (key: TextKey, values?: Values) => polyglot.translate(key, values),
      async speak(chosen: Language) {
        const loaded = await loadCatalogue(chosen);
        rememberLanguage(chosen);
        setSpoken({ language: chosen, catalogue: loaded });
      },
    };
  }, [language, catalogue]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return <TextsContext value={texts}>{props.children}</TextsContext>;
}
