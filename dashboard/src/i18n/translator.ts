import type { Catalogue, TextKey } from './catalogue';

export type Values = Record<string, string | number>;
/** A text in the language in use; `%{name}` stands for a value, `smart_count` chooses the plural. */
export type Translate = (key: TextKey, values?: Values) => string;

/** In the order in which a text has its forms, which is Polyglot's; those that the language does not have are left out. */
const CATEGORIES = ['zero', 'one', 'two', 'few', 'many', 'other'] as const;

/** Reads texts as react-admin's Polyglot does, which is too much for the sign-in page to bring along. */
export function translator(language: string, catalogue: Catalogue): Translate {
  const plurals = new Intl.PluralRules(language);
  const { pluralCategories } = plurals.resolvedOptions();
  const categories = CATEGORIES.filter((category) => pluralCategories.includes(category));
  return (key, values = {}) => {
    const text = textAt(catalogue, key);
    const forms = text.split('||||');
    const count = values['smart_count'];
    const wanted = typeof count === 'number' ? categories.indexOf(plurals.select(count)) : 0;
    // The last stands for what no count of ours is: fractions in Russian, in French whole millions.
    const form = forms[Math.min(wanted, forms.length - 1)] ?? '';
    return form.trim().replace(/%\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  };
}

function textAt(catalogue: Catalogue, key: string): string {
  let found: unknown = catalogue;
  for (const part of key.split('.')) found = (found as Record<string, unknown> | undefined)?.[part];
  return typeof found === 'string' ? found : key;
}
