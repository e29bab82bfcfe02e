import type { Locale } from '../../platform/locale.js';

/** What administrators should look at: accounts of one kind, the first of them by name. */
export interface DigestPart {
  what: 'overdue' | 'soon' | 'locked' | 'reported' | 'lapsed';
  count: number;
  /** As many logins as a mail names. */
  logins: string[];
  /** What the list of accounts shows that it leads to. */
  filter: Record<string, unknown>;
}

/** What a mail tells an administrator of all accounts. */
export interface Digest {
  every: 'WEEKLY' | 'MONTHLY';
  /** Two-factor authentication is switched off for all. */
  isSwitchedOff: boolean;
  /** Enabled ones, and those of them that have a second factor. */
  accounts: number;
  protected: number;
  /** Only those of which there are any. */
  parts: DigestPart[];
}

/** What the outbox keeps of such a mail. */
export interface DigestContent {
  digest: Digest;
  locale: Locale | null;
  /** Whom it is sent to. */
  accountId: string;
}
