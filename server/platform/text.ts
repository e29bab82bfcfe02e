import { Refusal } from './refusal.js';

// Controls, lone surrogates, and the marks that reorder text on screen (UAX #9) to disguise it.
const UNSAFE = /[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;

/** Controls, or marks that disguise what stands there. */
export const holdsControls = (text: string): boolean => UNSAFE.test(text);

/** One line of human text, NFC and trimmed. Throws BAD_USER_INPUT when empty, longer than `max` or unsafe. */
export function oneLine(value: string, field: string, max: number): string {
  const text = value.normalize('NFC').trim();
  if (text === '') throw new Refusal('BAD_USER_INPUT', `${field} must not be empty.`, { field });
  if (text.length > max) {
    throw new Refusal('BAD_USER_INPUT', `${field} must not be longer than ${max} characters.`, { field });
  }
  if (holdsControls(text)) {
    throw new Refusal('BAD_USER_INPUT', `${field} must not hold control characters.`, { field });
  }
  return text;
}
