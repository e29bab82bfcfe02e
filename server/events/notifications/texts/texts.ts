import { FEW_BACKUP_CODES } from '../../../platform/acting/few-backup-codes.js';
import type { Facts, Factor, Occasion } from '../occasions.js';

/** One language. Sentences are whole: no language puts its words in the order of another. */
export interface Texts {
  occasions: Record<Occasion, (facts: Facts) => { subject: string; sentence: string }>;
  labels: Record<
    | 'account'
    | 'time'
    | 'deadline'
    | 'device'
    | 'item'
    | 'appPasswords'
    | 'times'
    | 'address'
    | 'place'
    | 'by',
    string
  >;
  /** After the sentence of an occasion that ended so many app passwords. */
  appPasswordsEnded: (count: number) => string;
  /** Where private addresses are. */
  localNetwork: string;
  /** Between a label and what it names. */
  colon: string;
  wasMe: string;
  wasNotMe: Partial<Record<Occasion, string>> & { otherwise: string };
  /** In place of wasNotMe, and the second link, where there is one. */
  notMe: { advice: string; button: string };
  /** Instead of wasMe and wasNotMe. */
  advice: Partial<Record<Occasion, string>>;
  buttons: Partial<Record<Occasion, string>> & { otherwise: string };
  help: string;
  footer: (service: string) => string;
}

/** The words for a factor; `all` when none is named. */
export const named = (words: Record<Factor, string>, { factor }: Facts): string => words[factor ?? 'all'];

/** Few enough to say so (and to stand in the subject). */
export const isFew = ({ remaining }: Facts): boolean =>
  remaining !== undefined && remaining <= FEW_BACKUP_CODES;
