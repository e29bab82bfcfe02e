import { expect, test } from 'vitest';
import { PAGE_TEXTS } from '../../../server/api/http/pages.js';
import { type PageName, WHOSE } from '../../../server/api/http/page-texts/texts.js';
import { LOCALES } from '../../../server/platform/locale.js';

const NAMES = Object.keys(WHOSE) as PageName[];
const namesIn = (text = ''): string[] => (text.match(/\{\w+\}/g) ?? []).toSorted();

test.each(LOCALES)(
  '%s: every page says what the English one says, of the same names, with a link or none',
  (locale) => {
    const { pages, whose } = PAGE_TEXTS[locale];
    for (const name of NAMES) {
      const english = PAGE_TEXTS.en.pages[name];
      expect([name, pages[name].length]).toEqual([name, english.length]);
      const place = (of: readonly (string | undefined)[]) => new Set(of.flatMap((text) => namesIn(text)));
      expect([name, place(pages[name])]).toEqual([name, place(english)]);
    }
    for (const [each, text] of Object.entries(PAGE_TEXTS.en.whose)) {
      expect(namesIn(whose[each as keyof typeof whose])).toEqual(namesIn(text));
    }
  },
);

test('no language repeats another', () => {
  for (const name of NAMES) {
    for (const place of [0, 1] as const) {
      const texts = LOCALES.map((locale) => PAGE_TEXTS[locale].pages[name][place]);
      expect([name, new Set(texts).size]).toEqual([name, LOCALES.length]);
    }
  }
});

test('no page calls the service by the name of this project', () => {
  expect(JSON.stringify(PAGE_TEXTS)).not.toContain('Latchkey');
});

test('each page that is shown for a mistake says whose it is', () => {
  const nobodys = NAMES.filter((name) => WHOSE[name] === null);
  expect(nobodys).toEqual(['FOREIGN_SOCKET', 'SIGN_OUT', 'SIGNED_OUT', 'TOO_MANY', 'NOT_FOUND']);
});
