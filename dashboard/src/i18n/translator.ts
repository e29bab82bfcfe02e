import type { Catalogue, TextKey } from './catalogue';

export type Values = Record<string, string | number>;
/** A text in the language in use; `%{name}` stands for a value, `smart_count` chooses the plural. */
export type Translate = (key: TextKey, values?: Values) => string;

/** Reads texts as react-admin's Polyglot does, which is too much for the sign-in page to bring along. */
export function translator(language: string, catalogue: Catalogue): Translate {
  const plurals = new Intl.PluralRules(language);
  return (key, values = {}) => {
    const text = textAt(catalogue, key);
    const [one = '', others = one] = text.split('||||');
    const count = values['smart_count'];
    const form = typeof count === 'number' && plurals.select(count) !== 'one' ? others : one;
    return form.trim().replace(/%\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  };
}

function textAt(catalogue: Catalogue, key: string): string {
  let found: unknown = catalogue;
  for (const part of key.split('.')) found = (found as Record<string, unknown> | undefined)?.[part];
  return typeof found === 'string' ? found : key;
}
