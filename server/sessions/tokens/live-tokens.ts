import type { SelectQueryBuilder } from 'typeorm';
import { DAY, MINUTE } from '../../platform/clock.js';
import { firstIdAt } from '../../platform/ids.js';
import type { Settings } from '../../settings/settings.entity.js';
import type { AuthToken } from './auth-token.entity.js';
import { isOfAccount } from '../../accounts/account-row.js';
import { USE_RECORDED_EVERY } from '../session-worth.js';

const OF_DISABLED = isOfAccount('token.accountId', 'DISABLED');
const UNPROVED = `token.secondFactor IS NULL AND
  ${isOfAccount('token.accountId', 'PROTECTED')}`;

/** The tokens that worthOf calls anything but ended, in a query that names them `token`. */
export function whereLive(
  query: SelectQueryBuilder<AuthToken>,
  settings: Readonly<Settings>,
  now: number,
): SelectQueryBuilder<AuthToken> {
  query
    .andWhere('(token.expiresAt IS NULL OR token.expiresAt > :now)', { now })
    .andWhere('token.createdAt > :issuedAfter', { issuedAfter: issuedAfter(settings, now) })
    // Nearly all are of this epoch: an index that leads to them is of no use, and SQLite would take it.
    .andWhere('token.epoch + 0 = :epoch', { epoch: settings.sessionEpoch })
    .andWhere(`NOT ${OF_DISABLED}`);
  if (!settings.disabled) query.andWhere(`NOT (${UNPROVED})`);
  const { idleTimeoutMinutes: idle } = settings;
  if (idle === 0) return query;
  return query.andWhere('COALESCE(token.lastUsedAt, token.createdAt) > :idleSince', {
    idleSince: now - idle * MINUTE - USE_RECORDED_EVERY,
  });
}

/** Those that have ended by time, or with everyone's, each by an index; the clean-up takes them. */
export function whereOver(
  query: SelectQueryBuilder<AuthToken>,
  settings: Readonly<Settings>,
  now: number,
): SelectQueryBuilder<AuthToken> {
  return query.andWhere('(token.expiresAt <= :now OR token.id < :firstLive OR token.epoch < :epoch)', {
    now,
    firstLive: firstIdAt(issuedAfter(settings, now) + 1),
    epoch: settings.sessionEpoch,
  });
}

/** Tokens issued then or before have outlived their time, whatever they were promised. */
export function issuedAfter(settings: Readonly<Settings>, now: number): number {
  const { authTokenExpirationLifetimeDays: days, tokensNotBefore } = settings;
  return days === 0 ? tokensNotBefore : Math.max(tokensNotBefore, now - days * DAY);
}
