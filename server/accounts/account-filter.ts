import type { AccountRole } from '../platform/acting/account-profile.js';
import type { BackupCodesLeft } from './account-conditions.js';
import type { InvitationState } from './password-links/invitations.js';

/** Which accounts a list shows: all that is given must hold. */
export interface AccountFilter {
  /** These accounts by name; in a page up to 100. */
  ids?: string[];
  /** The beginning of a login, of what follows its `@`, or of a word of the display name, without regard to case. */
  search?: string;
  role?: AccountRole;
  /** Whether its role is any but USER. */
  administers?: boolean;
  disabled?: boolean;
  twoFactorEnabled?: boolean;
  /** After too many failures. */
  locked?: boolean;
  /** Whether there is an address to write to, which the mail relay does not refuse. */
  notifiable?: boolean;
  /** Whether a second factor is demanded, by the settings or of this account in particular. */
  required?: boolean;
  /** Singled out, apart from what the settings demand of all. */
  requireTwoFactor?: boolean;
  /** Accounts that have this primary factor and no other. */
  onlyFactor?: string;
  /** Accounts that have this primary factor, and maybe others. */
  hasFactor?: string;
  /** Whether they have more than one primary factor. */
  severalFactors?: boolean;
  backupCodes?: BackupCodesLeft;
  /** Without the second factor that is demanded: those whose days of grace are over, or those that have some left. */
  overdue?: boolean;
  /** Whose owner said that somebody else was in it. */
  reported?: boolean;
  invitation?: InvitationState;
  neverSignedIn?: boolean;
  /** Neither signed in nor made for so many days. */
  notSignedInForDays?: number;
  /** Accounts that are in this group. */
  groupId?: string;
}
