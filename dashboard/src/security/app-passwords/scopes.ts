import type { TextKey } from '../../i18n/catalogue';

/** What an app password may be for; operators may have servers of other scopes, too. */
export const SCOPES: [scope: string, label: TextKey][] = [
  ['imap', 'appPasswords.imap'],
  ['smtp', 'appPasswords.smtp'],
  ['dav', 'appPasswords.dav'],
];
