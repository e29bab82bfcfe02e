import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import type { AdminTexts, Catalogue, CommonTexts } from './catalogue';
import { type Language, loadCatalogue, localeOf, rememberLanguage } from './languages';
import { type Translate, translator } from './translator';

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

export function TextsProvider(props: { language: Language; catalogue: CommonTexts; children: ReactNode }) {
  const [{ language, catalogue: common }, setSpoken] = useState({
    language: props.language,
    catalogue: props.catalogue,
  });
  const texts = useMemo(() => {
    // Those of administrators are added around their pages.
    const catalogue = common as Catalogue;
    return {
      language,
      locale: localeOf(language),
      catalogue,
      t: translator(language, catalogue),
      async speak(chosen: Language) {
        const loaded = await loadCatalogue(chosen);
        rememberLanguage(chosen);
        setSpoken({ language: chosen, catalogue: loaded });
      },
    };
  }, [language, common]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return <TextsContext value={texts}>{props.children}</TextsContext>;
}

/** Around the pages that administrators see: their texts beside those of everybody. */
export function AdminTextsProvider({ admin, children }: { admin: AdminTexts; children: ReactNode }) {
  const texts = useTexts();
  const withAdmin = useMemo(() => {
    const catalogue = { ...texts.catalogue, admin };
    return { ...texts, catalogue, t: translator(texts.language, catalogue) };
  }, [texts, admin]);
  return <TextsContext value={withAdmin}>{children}</TextsContext>;
}
