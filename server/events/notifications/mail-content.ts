import type { Facts, Occasion } from './occasions.js';
import type { Locale } from '../../platform/locale.js';

/** What the outbox keeps of a mail: it is written in words when it is sent. */
export interface MailContent {
  occasion: Occasion;
  facts: Facts;
  locale: Locale | null;
  /** Whom it is about; queued by an earlier version, it may not say so. */
  accountId?: string;
  /** The link that is its reason; its address is made when it is sent. */
  linkId?: string;
  /** The link by which its reader says that it was somebody else; its address is made when it is sent. */
  reportId?: string;
  /** The account that administrators are told of. */
  subjectId?: string;
  /** Of the link to the address that it confirms. */
  sealedToken?: string;
}

/** What a token is sealed for until its mail is sent. */
export const LINK_CONTEXT = 'link in a mail';
