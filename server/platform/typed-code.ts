const LONGEST = 128;
// 0 to 9 are what they are.
const OTHER_DIGITS = /(?![0-9])\p{Nd}/gu;
const SEPARATORS = /[\s\p{Pd}\p{Cf}\u2212\u2043]/gu;

/**
 * A code as a person types or pastes it, in the form in which it is compared: lower case, digits of any script as 0 to 9
 * (Unicode category Nd), without blanks, dashes and what nobody sees. Empty for what is too long to be one.
 */
export const typedCode = (typed: string): string =>
  typed.length > LONGEST
    ? ''
    : typed.normalize('NFKC').toLowerCase().replaceAll(SEPARATORS, '').replaceAll(OTHER_DIGITS, valueOf);

/** Digits stand in rows of ten, from 0 to 9 (Unicode §4.6); where rows adjoin, each still has ten. */
function valueOf(digit: string): string {
  const point = digit.codePointAt(0) ?? 0;
  let before = 0;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(point - before - 1))) before++;
  return String(before % 10);
}
