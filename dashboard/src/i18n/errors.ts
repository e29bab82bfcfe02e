import { LatchkeyError } from '#client/errors';
import { Cancelled } from '../api/interruption';
import type { Translate } from './translator';

const MINUTE = 60;

/** "45 s", "2 min 5 s". */
export function waitText(t: Translate, seconds: number): string {
  const minutes = Math.floor(seconds / MINUTE);
  const rest = seconds % MINUTE;
  return [
    minutes > 0 && t('times.minutes', { count: minutes }),
    (rest > 0 || minutes === 0) && t('times.seconds', { count: rest }),
  ]
    .filter(Boolean)
    .join(' ');
}

/** What went wrong, as a sentence; null when there is nothing to say. */
export function errorText(t: Translate, error: unknown): string | null {
  if (error instanceof Cancelled) return null;
  if (!(error instanceof LatchkeyError)) return t('errors.UNKNOWN');
  const { code, details } = error;
  switch (code) {
    case 'TOO_MANY_ATTEMPTS':
      return t('errors.TOO_MANY_ATTEMPTS', { wait: waitText(t, details.retryAfter ?? 1) });
    case 'BAD_USER_INPUT':
      if (details.rule !== undefined) {
        return t(`errors.passwordRules.${details.rule}`, { shortest: details.shortest ?? 0 });
      }
      if (details.field === 'password' || details.field === 'newPassword') return t('errors.passwordPolicy');
      if (details.field === 'email') return t('errors.email');
      return details.field === 'name' ? t('errors.name') : t('errors.BAD_USER_INPUT');
    case 'FORBIDDEN':
      return details.publicUrl === undefined
        ? t('errors.FORBIDDEN')
        : t('errors.wrongAddress', { here: window.location.origin, address: details.publicUrl });
    case 'INTERNAL_SERVER_ERROR':
      return details.reference === undefined
        ? t('errors.INTERNAL_SERVER_ERROR')
        : `${t('errors.INTERNAL_SERVER_ERROR')} ${t('errors.reference', { reference: details.reference })}`;
    default:
      return t(`errors.${code}`);
  }
}
