import type { Translate } from '../i18n/translator';

/** What follows when nothing but the password is left. */
export const lossOfLastFactor = (t: Translate): string[] => [
  t('security.lastFactor'),
  t('security.lastFactorLoses'),
];
