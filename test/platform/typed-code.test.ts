import { expect, test } from 'vitest';
import { parseLookupSecret } from '../../server/platform/lookup-secret.js';
import { typedCode } from '../../server/platform/typed-code.js';

test.each([
  ['full-width', '１２３４５６'],
  ['Arabic-Indic', '١٢٣٤٥٦'],
  ['Extended Arabic-Indic', '۱۲۳۴۵۶'],
  ['Devanagari', '१२३४५६'],
  ['Thai', '๑๒๓๔๕๖'],
  ['mathematical, whose rows adjoin', '𝟏𝟐𝟛𝟜𝟱𝟲'],
  ['Adlam, beyond the first plane', '𞥑𞥒𞥓𞥔𞥕𞥖'],
  ['with a hyphen', '123-456'],
  ['with an em dash', '123—456'],
  ['with a minus sign', '123−456'],
  ['with a non-breaking hyphen', '123\u2011456'],
  ['with a full-width hyphen', '１２３－４５６'],
  ['with a narrow no-break space', '123\u202F456'],
  ['with an ideographic space', '123\u3000456'],
  ['with marks of direction', '\u2066123 456\u2069\u200F'],
  ['with a byte order mark and a line end', '\uFEFF123456\r\n'],
])('a code is what it says, however it is written: %s', (_, typed) => {
  expect(typedCode(typed)).toBe('123456');
});

test.each(['‐', '‑', '‒', '–', '—', '−', '－', ' ', '\u00A0', '\u00AD', ' - '])(
  'written codes are taken with whatever an office program makes of the hyphen: %j',
  (dash) => {
    const groups = ['abcd', 'efgh', 'jk23'];
    expect(parseLookupSecret(groups.join(dash).toUpperCase(), 12)).toBe(groups.join(''));
    expect(parseLookupSecret([...groups, ...groups].join(dash), 24)).toBe([...groups, ...groups].join(''));
  },
);

test('what is far too long is no code', () => {
  expect(typedCode('1'.repeat(129))).toBe('');
});
