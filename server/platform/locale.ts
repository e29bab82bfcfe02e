/** The languages that people read, here and in mails. */
export const LOCALES = ['en', 'de', 'fr', 'es', 'nl', 'hu', 'ru'] as const;
export type Locale = (typeof LOCALES)[number];
