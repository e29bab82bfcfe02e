import polyglot from 'ra-i18n-polyglot';
import { expect, test } from 'vitest';
import { LOCALES } from '../../server/platform/locale.js';

interface Texts {
  [key: string]: string | Texts;
}
type Translate = (key: string, values?: object) => string;

const read = async <Module>(file: string): Promise<Module> =>
  (await import(`../../dashboard/src/i18n/${file}.ts`)) as Module;

const translatorOf = async (language: string, catalogue: Texts): Promise<Translate> =>
  (await read<{ translator: (language: string, catalogue: Texts) => Translate }>('translator')).translator(
    language,
    catalogue,
  );

async function load(language: string): Promise<Texts> {
  const [common, admin] = await Promise.all(
    [language, `admin-${language}`].map((file) => read<{ default: Texts }>(file)),
  );
  return { ...common!.default, admin: admin!.default };
}

const textsIn = (texts: Texts, prefix = ''): [key: string, text: string][] =>
  Object.entries(texts).flatMap(([key, text]) =>
    typeof text === 'string' ? [[prefix + key, text] as [string, string]] : textsIn(text, `${prefix}${key}.`),
  );

/** How many forms Polyglot chooses from. */
const FORMS: Partial<Record<string, number>> = { ru: 3 };
const COUNTS = [...Array(131).keys(), 200, 202, 1000, 1001, 1012, 527_040, 1_000_000];

test.each(LOCALES)(
  '%s: the sign-in page and react-admin choose the same form of a text',
  async (language) => {
    const catalogue = await load(language);
    const ours = await translatorOf(language, catalogue);
    const { translate: theirs } = polyglot(() => catalogue as never, language);
    const counted = textsIn(catalogue).filter(([, text]) => text.includes('||||'));
    // Few in Hungarian, which needs no plural after a number.
    expect(counted.length).toBeGreaterThan(0);
    for (const [key, text] of counted) {
      expect(text.split('||||'), key).toHaveLength(FORMS[language] ?? 2);
      for (const smart_count of COUNTS) {
        expect(ours(key, { smart_count }), key).toBe(theirs(key, { smart_count }));
      }
    }
  },
);

test('Russian has a form for one, one for a few, and one for many', async () => {
  const t = await translatorOf('ru', {
    codes: '%{smart_count} код |||| %{smart_count} кода |||| %{smart_count} кодов',
  });
  const said = [0, 1, 2, 4, 5, 11, 12, 14, 21, 22, 25, 101, 111].map((smart_count) =>
    t('codes', { smart_count }),
  );
  expect(said).toEqual([
    '0 кодов',
    '1 код',
    '2 кода',
    '4 кода',
    '5 кодов',
    '11 кодов',
    '12 кодов',
    '14 кодов',
    '21 код',
    '22 кода',
    '25 кодов',
    '101 код',
    '111 кодов',
  ]);
});

test('a text of one form has it for every count, and no count takes the first', async () => {
  const t = await translatorOf('ru', { one: 'Выбрано: %{smart_count}', three: 'один |||| два |||| пять' });
  expect([1, 2, 5].map((smart_count) => t('one', { smart_count }))).toEqual([
    'Выбрано: 1',
    'Выбрано: 2',
    'Выбрано: 5',
  ]);
  expect(t('three')).toBe('один');
});
