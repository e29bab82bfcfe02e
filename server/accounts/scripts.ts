// UAX #31, Table 5, the scripts in common use everywhere. The others have few readers and many look-alikes.
const RECOMMENDED =
  `Arabic Armenian Bengali Bopomofo Cyrillic Devanagari Ethiopic Georgian Greek Gujarati Gurmukhi Han
  Hangul Hebrew Hiragana Kannada Katakana Khmer Lao Latin Malayalam Myanmar Oriya Sinhala Tamil Telugu Thaana Thai
  Tibetan`.split(/\s+/);
// UTS #39 §5.2, what Highly Restrictive identifiers may mix.
const TOGETHER = ['Latin Han Hiragana Katakana', 'Latin Han Bopomofo', 'Latin Han Hangul'];

const ALLOWED = [...RECOMMENDED, ...TOGETHER].map((scripts) => {
  const sets = ['Common', 'Inherited', ...scripts.split(' ')].map((name) => `\\p{Script_Extensions=${name}}`);
  return new RegExp(`^[${sets.join('')}]*$`, 'u');
});

/** Whether it is written in one script, or in several that are read together (UTS #39, Highly Restrictive). */
export const isOfOneScript = (text: string): boolean => ALLOWED.some((pattern) => pattern.test(text));
