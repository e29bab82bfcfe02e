import type { Catalogue } from './catalogue';

/** What an action of the audit log is called; an action that is not known stays as it is. */
export function eventText({ events }: Catalogue, action: string): string {
  const [subject = '', happened] = action.split('.');
  const texts: unknown = (events as Record<string, unknown>)[subject];
  if (typeof texts === 'string') return texts;
  const text = happened === undefined ? undefined : (texts as Record<string, string> | undefined)?.[happened];
  return text ?? action;
}
