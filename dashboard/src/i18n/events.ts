import type { Catalogue } from './catalogue';

/** What an action of the audit log is called; an action that is not known stays as it is. */
export function eventText({ events }: Catalogue, action: string): string {
  const [subject = '', happened] = action.split('.');
  const texts: unknown = (events as Record<string, unknown>)[subject];
  if (typeof texts === 'string') return texts;
  const text = happened === undefined ? undefined : (texts as Record<string, string> | undefined)?.[happened];
  return text ?? action;
}

/** Of a sign-in or its second step that failed: what was typed is no proof of who did. */
export const isUnproven = ({ action }: { action: string }): boolean =>
  /^((backend_)?sign_in|second_factor)\.failed$|^account\.(locked|reported_compromised)$|^password\.reset_requested$|^security_key\.(counter_regressed|eligibility_changed)$/.test(
    action,
  );
