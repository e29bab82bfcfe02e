import { type FindOperator, IsNull, LessThanOrEqual, MoreThan, type SelectQueryBuilder } from 'typeorm';
import { FEW_BACKUP_CODES } from '../platform/acting/few-backup-codes.js';
import { DAY } from '../platform/clock.js';
import { Refusal } from '../platform/refusal.js';
import { requiredOf } from '../settings/requirement.js';
import type { Settings } from '../settings/settings.entity.js';
import type { Account } from './account.entity.js';

/** NONE: of no set that was made; FEW: of one that is used up, or nearly. */
export type BackupCodesLeft = 'NONE' | 'FEW' | 'ENOUGH';

export const BACKUP_CODES_LEFT: Record<BackupCodesLeft, FindOperator<number | null>> = {
  NONE: IsNull() as FindOperator<number | null>,
  FEW: LessThanOrEqual<number | null>(FEW_BACKUP_CODES),
  ENOUGH: MoreThan<number | null>(FEW_BACKUP_CODES),
};

/** For so many days; whoever never signed in has not done so since the account was made. Throws BAD_USER_INPUT. */
export function whereNotSignedInFor(query: SelectQueryBuilder<Account>, days: number, now: number): void {
  if (!(days >= 1)) {
    throw new Refusal('BAD_USER_INPUT', 'notSignedInForDays must be at least 1.', {
      field: 'notSignedInForDays',
    });
  }
  const moment = now - days * DAY;
  query
    .andWhere({ createdAt: LessThanOrEqual(moment) })
    .andWhere([{ lastSignInAt: IsNull() }, { lastSignInAt: LessThanOrEqual(moment) }]);
}

export type Whom = ReturnType<typeof requiredOf>;

/** As `isRequired` decides of one account. */
export function whereRequired(query: SelectQueryBuilder<Account>, whom: Whom, required: boolean): void {
  if (whom === 'NOBODY' || whom === 'EVERYONE') {
    if ((whom === 'EVERYONE') !== required) query.andWhere('1 = 0');
  } else if (whom === 'SINGLED_OUT') query.andWhere({ requireTwoFactor: required });
  else if (required) query.andWhere([{ requireTwoFactor: true }, { role: 'ADMIN' }]);
  else query.andWhere({ requireTwoFactor: false, role: 'USER' });
}

const OWN = 'COALESCE(account.graceFrom, account.createdAt)';
const laterOf = (moment: string): string => `CASE WHEN ${OWN} > :${moment} THEN ${OWN} ELSE :${moment} END`;
// As `demandedSince` decides of one account.
const DEMANDED_SINCE = `(CASE WHEN account.requireTwoFactor = 1 THEN ${OWN}
  WHEN account.role = 'ADMIN' THEN ${laterOf('ofAdmins')} ELSE ${laterOf('ofEveryone')} END)`;

function whereDemandedSince(
  query: SelectQueryBuilder<Account>,
  settings: Readonly<Settings>,
  { after, until }: { after: number; until: number },
): void {
  const { requiredOfAdminsSince: ofAdmins, requiredOfEveryoneSince: ofEveryone } = settings;
  query.andWhere(`${DEMANDED_SINCE} > :after AND ${DEMANDED_SINCE} <= :until`, {
    after,
    until,
    ofAdmins,
    ofEveryone,
  });
}

/** Without the second factor that is demanded of them: those whose days of grace are over, or those that have some left. */
export function whereOverdue(
  query: SelectQueryBuilder<Account>,
  settings: Readonly<Settings>,
  now: number,
  overdue: boolean,
): void {
  const over = now - settings.enrolmentGraceDays * DAY;
  whereMissing(query, settings, overdue ? { after: -1, until: over } : { after: over, until: now });
}

/** Those that lack the second factor that has been demanded of them since a moment in between, the last included. */
export function whereMissing(
  query: SelectQueryBuilder<Account>,
  settings: Readonly<Settings>,
  since: { after: number; until: number },
): void {
  query.andWhere('account.primaryFactors = 0');
  whereRequired(query, requiredOf(settings), true);
  whereDemandedSince(query, settings, since);
}
