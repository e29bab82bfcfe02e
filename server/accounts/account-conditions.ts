import {
  Brackets,
  type FindOperator,
  In,
  IsNull,
  LessThanOrEqual,
  MoreThan,
  type SelectQueryBuilder,
} from 'typeorm';
import { ROLES } from '../platform/acting/account-profile.js';
import { FEW_BACKUP_CODES } from '../platform/acting/few-backup-codes.js';
import { DAY } from '../platform/clock.js';
import { Refusal } from '../platform/refusal.js';
import { policiesIn } from '../settings/policies/policy-columns.js';
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

// By name, so that an index leads to them.
export const ADMINISTERING = ROLES.filter((role) => role !== 'USER');

/** Of whom a second factor is demanded: by the settings, and whether any group does. */
export interface Whom {
  ofAll: ReturnType<typeof requiredOf>;
  byGroups: boolean;
}

export function whomOf(settings: Readonly<Settings>): Whom {
  const ofAll = requiredOf(settings);
  const policies = settings.policies === null ? [] : [...policiesIn(settings.policies).values()];
  return { ofAll, byGroups: ofAll !== 'NOBODY' && policies.some(({ requireTwoFactor }) => requireTwoFactor) };
}

const IN_DEMANDING_GROUP = `(account.id IN (SELECT pm.accountId FROM group_members pm
    INNER JOIN group_policies pp ON pp.groupId = pm.groupId WHERE pp.requireTwoFactor = 1)
  OR COALESCE(account.domainKey, '') IN (SELECT pg.domainKey FROM account_groups pg
    INNER JOIN group_policies pp ON pp.groupId = pg.id WHERE pp.requireTwoFactor = 1 AND pg.domainKey IS NOT NULL))`;

/**
 * As `isRequired` decides of one account, in a query that names them `account`; but an account whose groups together
 * allow no method, so that it could set up none, counts as one of which it is required.
 */
export function whereRequired(
  query: SelectQueryBuilder<Account>,
  { ofAll, byGroups }: Whom,
  required: boolean,
): void {
  if (ofAll === 'NOBODY' || ofAll === 'EVERYONE') {
    if ((ofAll === 'EVERYONE') !== required) query.andWhere('1 = 0');
    return;
  }
  const isSingledOut =
    ofAll === 'ADMINS'
      ? [{ requireTwoFactor: true }, { role: In(ADMINISTERING) }]
      : { requireTwoFactor: true };
  if (required) {
    query.andWhere(
      new Brackets((any) => {
        any.where(isSingledOut);
        if (byGroups) any.orWhere(IN_DEMANDING_GROUP);
      }),
    );
    return;
  }
  query.andWhere({ requireTwoFactor: false, ...(ofAll === 'ADMINS' && { role: 'USER' }) });
  if (byGroups) query.andWhere(`NOT ${IN_DEMANDING_GROUP}`);
}

const OWN = 'COALESCE(account.graceFrom, account.createdAt)';
const later = (one: string, other: string): string =>
  `CASE WHEN ${one} > ${other} THEN ${one} ELSE ${other} END`;

// As `demandedSince` decides of one account.
const DEMANDED_SINCE = `(CASE WHEN account.requireTwoFactor = 1 THEN ${OWN}
  WHEN account.role <> 'USER' THEN ${later(OWN, ':ofAdmins')} ELSE ${later(OWN, ':ofEveryone')} END)`;
const OF_ALL: Record<Whom['ofAll'], string> = {
  NOBODY: '1 = 0',
  SINGLED_OUT: 'account.requireTwoFactor = 1',
  ADMINS: "(account.requireTwoFactor = 1 OR account.role <> 'USER')",
  EVERYONE: '1 = 1',
};
const GRACE_OF_GROUP = 'COALESCE(pp.enrolmentGraceDays * :day, :grace)';
const byGroups = (moment: string): string[] => [
  `(SELECT COUNT(*) FROM group_members pm INNER JOIN group_policies pp ON pp.groupId = pm.groupId
    WHERE pm.accountId = account.id AND pp.requireTwoFactor = 1 AND ${OWN} + ${GRACE_OF_GROUP} <= ${moment}
      AND ${later('pm.createdAt', 'pp.requiredSince')} + ${GRACE_OF_GROUP} <= ${moment}) > 0`,
  `(SELECT COUNT(*) FROM account_groups pg INNER JOIN group_policies pp ON pp.groupId = pg.id
    WHERE pg.domainKey = account.domainKey AND pp.requireTwoFactor = 1 AND ${OWN} + ${GRACE_OF_GROUP} <= ${moment}
      AND ${later('account.createdAt', 'pp.requiredSince')} + ${GRACE_OF_GROUP} <= ${moment}) > 0`,
];
const IS_EXEMPT = (moment: string): string => `(account.role = 'USER'
  AND COALESCE((SELECT px.endsAt FROM policy_exemptions px WHERE px.accountId = account.id), 0) > ${moment})`;

/** Whether the days of grace of any demand are over at a moment, and no exemption puts it off. */
const isOver = (whom: Whom, moment: string): string => {
  const demands = [
    `(${OF_ALL[whom.ofAll]} AND ${DEMANDED_SINCE} + :grace <= ${moment})`,
    ...(whom.byGroups ? byGroups(moment) : []),
  ];
  return `((${demands.join(' OR ')}) AND NOT ${IS_EXEMPT(moment)})`;
};

/**
 * Those without the second factor that is demanded of them whose deadline, as `enrolmentDeadline` decides of one account, is
 * after one moment, and not after another; null: whenever.
 */
export function whereMissing(
  query: SelectQueryBuilder<Account>,
  settings: Readonly<Settings>,
  { after, until }: { after: number | null; until: number | null },
): void {
  const whom = whomOf(settings);
  query.andWhere('account.primaryFactors = 0');
  whereRequired(query, whom, true);
  const { requiredOfAdminsSince: ofAdmins, requiredOfEveryoneSince: ofEveryone } = settings;
  query.setParameters({ ofAdmins, ofEveryone, grace: settings.enrolmentGraceDays * DAY, day: DAY });
  if (until !== null) query.andWhere(isOver(whom, ':until'), { until });
  if (after !== null) query.andWhere(`NOT ${isOver(whom, ':after')}`, { after });
}
