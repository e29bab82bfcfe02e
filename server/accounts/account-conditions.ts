import { type FindOperator, In, IsNull, LessThanOrEqual, MoreThan, type SelectQueryBuilder } from 'typeorm';
import { FEW_BACKUP_CODES } from '../platform/acting/few-backup-codes.js';
import { ROLES } from '../platform/acting/account-profile.js';
import type { requiredOf } from '../settings/requirement.js';
import type { Account } from './account.entity.js';

/** NONE: of no set that was made; FEW: of one that is used up, or nearly. */
export type BackupCodesLeft = 'NONE' | 'FEW' | 'ENOUGH';

export const BACKUP_CODES_LEFT: Record<BackupCodesLeft, FindOperator<number | null>> = {
  NONE: IsNull() as FindOperator<number | null>,
  FEW: LessThanOrEqual<number | null>(FEW_BACKUP_CODES),
  ENOUGH: MoreThan<number | null>(FEW_BACKUP_CODES),
};

/** Whoever never signed in has not done so since the account was made. */
export function whereNotSignedInSince(query: SelectQueryBuilder<Account>, moment: number): void {
  query
    .andWhere({ createdAt: LessThanOrEqual(moment) })
    .andWhere([{ lastSignInAt: IsNull() }, { lastSignInAt: LessThanOrEqual(moment) }]);
}

// By name, so that an index leads to them.
export const ADMINISTERING = ROLES.filter((role) => role !== 'USER');

export type Whom = ReturnType<typeof requiredOf>;

/** As `isRequired` decides of one account. */
export function whereRequired(query: SelectQueryBuilder<Account>, whom: Whom, required: boolean): void {
  if (whom === 'NOBODY' || whom === 'EVERYONE') {
    if ((whom === 'EVERYONE') !== required) query.andWhere('1 = 0');
  } else if (whom === 'SINGLED_OUT') query.andWhere({ requireTwoFactor: required });
  else if (required) query.andWhere([{ requireTwoFactor: true }, { role: In(ADMINISTERING) }]);
  else query.andWhere({ requireTwoFactor: false, role: 'USER' });
}
