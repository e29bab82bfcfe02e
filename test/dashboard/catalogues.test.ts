import { expect, test } from 'vitest';

interface Texts {
  [key: string]: string | Texts;
}

const load = async (file: string): Promise<Texts> =>
  ((await import(`../../dashboard/src/i18n/${file}.ts`)) as { default: Texts }).default;

/** Every text with the values it names, by its key. */
function valuesOf(texts: Texts, prefix = ''): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([key, text]) =>
      typeof text === 'string'
        ? [[prefix + key, [...new Set(text.match(/%\{\w+\}/g))].toSorted()] as const]
        : Object.entries(valuesOf(text, `${prefix}${key}.`)),
    ),
  );
}

// That no text is missing, the compiler sees.
test.each(['de', 'fr', 'es'])(
  '%s: each text names the values that the English one names',
  async (language) => {
    expect(valuesOf(await load(language))).toEqual(valuesOf(await load('en')));
  },
);
