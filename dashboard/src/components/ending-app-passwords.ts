import type { Translate } from '../i18n/translator';

const NAMED = 10;

/** Those that still work. */
export const working = <Password extends { expiresAt: string | null }>(
  passwords: readonly Password[],
): Password[] =>
  passwords.filter(({ expiresAt }) => expiresAt === null || new Date(expiresAt).getTime() > Date.now());

/** Which app passwords stop working: a sentence, or none where there is none. */
export function endingAppPasswords(t: Translate, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const values = { smart_count: names.length, names: listed(t, names) };
  return [t('appPasswords.ending', values)];
}

/** The first of many by name. */
export function listed(t: Translate, names: readonly string[]): string {
  const more = names.length - NAMED;
  const some = names.slice(0, more > 0 ? NAMED : undefined).join(', ');
  return more > 0 ? t('appPasswords.andMore', { smart_count: more, names: some }) : some;
}
