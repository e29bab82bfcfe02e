import { type EntityManager, LessThanOrEqual } from 'typeorm';
import type { Ground } from '../../accounts/ground.js';
import type { Action } from '../../events/audit/actions.js';
import { type Acting, actorOf } from '../../platform/acting/guard.js';
import { DAY } from '../../platform/clock.js';
import { type Value, rowsWhereIn } from '../../platform/database/prepared.js';
import { type Sweep, sweepRows } from '../../platform/database/sweep.js';
import { randomSecret, sha256 } from '../../platform/encryption/secrets.js';
import { newId } from '../../platform/ids.js';
import { Refusal } from '../../platform/refusal.js';
import { SERVICE_PREFIX } from './machines.service.js';
import { permissionsIn, refuseMoreThanOwn } from './service-permissions.js';
import type { ServiceAccount } from './service-account.entity.js';
import { locked } from './service-accounts.service.js';
import { ServiceToken } from './service-token.entity.js';

/** For how long one is issued, in days. */
export const TOKEN_DAYS = { least: 1, most: 366 };
/** For how long one goes on beside the one in its place, in days. */
export const OVERLAP_DAYS = { least: 0, most: 7 };
/** So many of a service account work at the same time. */
export const MOST_TOKENS = 5;

const KEPT_AFTER_END = 30 * DAY;
const HINT = 4;

// Under the lock of the service account; the statement itself decides.
const ISSUE = `INSERT INTO service_tokens (id, serviceAccountId, hash, hint, createdAt, expiresAt)
  SELECT ?, s.id, ?, ?, ?, ? FROM service_accounts s WHERE s.id = ? AND
  (SELECT COUNT(*) FROM service_tokens t WHERE t.serviceAccountId = s.id AND t.expiresAt > ?) < ?`;
const REPLACE = `UPDATE service_tokens SET expiresAt = ?, replacedAt = ?
  WHERE id = ? AND expiresAt > ? AND replacedAt IS NULL`;
// Not by the moment of their end: the clock of another server may not have come to it.
const END = 'DELETE FROM service_tokens WHERE id = ? AND expiresAt > ?';
const END_UNREPLACED = `${END} AND replacedAt IS NULL`;
const LAST_USED = `SELECT serviceAccountId AS id, MAX(lastUsedAt) AS at FROM service_tokens
  WHERE serviceAccountId IN`;
const LIVE = `SELECT id, serviceAccountId, hint, createdAt, expiresAt, replacedAt, lastUsedAt FROM service_tokens
  WHERE expiresAt > ? AND serviceAccountId IN`;

/** A token as it is shown; `hash` never is. */
export type ShownToken = Omit<ServiceToken, 'hash'>;

/** The only time that a token is shown. */
export interface IssuedServiceToken {
  secret: string;
  token: ShownToken;
}

/** What service accounts are known by. */
export class ServiceTokensService {
  constructor(private readonly needs: Ground) {}

  /** Those of these service accounts that work, latest first. */
  async ofAccounts(ids: readonly string[]): Promise<ShownToken[]> {
    const now = this.needs.clock.now();
    const found = await rowsWhereIn(
      (sql, values: readonly Value[]) => this.needs.database.rows<Rows<ShownToken>>(sql, [now, ...values]),
      LIVE,
      ids,
    );
    return found.map(toShown).toSorted((one, other) => (one.id < other.id ? 1 : -1));
  }

  /** When each was last used, by whichever token, also one that has ended since. */
  async lastUsed(ids: readonly string[]): Promise<Map<string, number>> {
    const found = await rowsWhereIn(
      (sql, values: readonly Value[]) =>
        this.needs.database.rows<{ id: string; at: number | string | null }>(
          `${sql} GROUP BY serviceAccountId`,
          values,
        ),
      LAST_USED,
      ids,
    );
    return new Map(found.flatMap(({ id, at }) => (at === null ? [] : [[id, Number(at)] as const])));
  }

  /**
   * Throws BAD_USER_INPUT, NOT_FOUND, CONFLICT where there are five already, and FORBIDDEN where its account may do more
   * than whoever would be shown it.
   */
  async issue(acting: Acting, serviceAccountId: string, days: number): Promise<IssuedServiceToken> {
    refuseBeyond('days', days, TOKEN_DAYS);
    return this.needs.guard.transaction(acting, async (tx) => {
      const account = await locked(tx, serviceAccountId);
      const issued = await this.insert(tx, acting, account, days * DAY);
      const { id, hint, expiresAt } = issued.token;
      await this.record(tx, acting, 'service_token.issued', account, {
        tokenId: id,
        hint,
        until: dated(expiresAt),
      });
      return issued;
    });
  }

  /**
   * Another one, for as long, in its place; it goes on for some days, in which the program is given the new one. Throws as
   * `issue`, and CONFLICT for one that has ended or been replaced already.
   */
  async rotate(acting: Acting, id: string, overlapDays: number): Promise<IssuedServiceToken> {
    refuseBeyond('overlapDays', overlapDays, OVERLAP_DAYS);
    const { serviceAccountId } = await this.byId(id);
    return this.needs.guard.transaction(acting, async (tx) => {
      const account = await locked(tx, serviceAccountId);
      const { hint, createdAt, expiresAt } = await this.byId(id, tx);
      const now = this.needs.clock.now();
      const endsAt = Math.min(expiresAt, now + overlapDays * DAY);
      const { database } = this.needs;
      const ended = await (overlapDays === 0
        ? database.changed(END_UNREPLACED, [id, now], tx)
        : database.changed(REPLACE, [endsAt, now, id, now], tx));
      if (ended !== 1) {
        throw new Refusal(
          'CONFLICT',
          'This token has ended, or another one was issued in its place already.',
        );
      }
      const issued = await this.insert(tx, acting, account, expiresAt - createdAt);
      await this.record(tx, acting, 'service_token.rotated', account, {
        tokenId: issued.token.id,
        hint: issued.token.hint,
        until: dated(issued.token.expiresAt),
        replaced: { tokenId: id, hint, until: dated(endsAt) },
      });
      return issued;
    });
  }

  /** It is refused from now on, on every server. Throws NOT_FOUND for one that has ended. */
  async revoke(acting: Acting, id: string): Promise<void> {
    const { serviceAccountId } = await this.byId(id);
    await this.needs.guard.transaction(acting, async (tx) => {
      const account = await locked(tx, serviceAccountId);
      const { hint } = await this.byId(id, tx);
      if ((await this.needs.database.changed(END, [id, this.needs.clock.now()], tx)) !== 1)
        throw noSuchToken();
      await this.record(tx, acting, 'service_token.revoked', account, { tokenId: id, hint });
    });
  }

  /** Those whose time is over are kept for a month, so that somebody still sees when they were last used. */
  sweepEnded(): Sweep {
    const where = { expiresAt: LessThanOrEqual(this.needs.clock.now() - KEPT_AFTER_END) };
    return sweepRows(this.needs.database, ServiceToken, { key: 'id', by: 'expiresAt', where });
  }

  private async byId(id: string, tx?: EntityManager): Promise<ServiceToken> {
    const token = await (tx ?? this.needs.database.manager).findOneBy(ServiceToken, { id });
    if (!token) throw noSuchToken();
    return token;
  }

  private async insert(
    tx: EntityManager,
    acting: Acting,
    account: ServiceAccount,
    lasts: number,
  ): Promise<IssuedServiceToken> {
    refuseMoreThanOwn(acting, permissionsIn(account.permissions));
    const createdAt = this.needs.clock.now();
    const secret = SERVICE_PREFIX + randomSecret();
    const token: ShownToken = {
      id: newId(createdAt),
      serviceAccountId: account.id,
      hint: secret.slice(-HINT),
      createdAt,
      expiresAt: createdAt + lasts,
      replacedAt: null,
      lastUsedAt: null,
    };
    const { id, hint, expiresAt } = token;
    const values = [id, sha256(secret), hint, createdAt, expiresAt, account.id, createdAt, MOST_TOKENS];
    if ((await this.needs.database.changed(ISSUE, values, tx)) === 1) return { secret, token };
    throw new Refusal('CONFLICT', `A service account can have ${MOST_TOKENS} tokens: revoke one first.`);
  }

  private async record(
    tx: EntityManager,
    acting: Acting,
    action: Action,
    { id, name }: ServiceAccount,
    details: Record<string, unknown>,
  ): Promise<void> {
    await this.needs.audit.record(tx, {
      action,
      actor: actorOf(acting),
      account: { id: null, login: null },
      details: { serviceAccountId: id, serviceAccount: name, ...details },
    });
  }
}

/** Moments as the drivers hand them over. */
type Rows<Row> = { [Key in keyof Row]: Row[Key] extends number ? number | string : Row[Key] | string };

const toShown = ({
  createdAt,
  expiresAt,
  replacedAt,
  lastUsedAt,
  ...rest
}: Rows<ShownToken>): ShownToken => ({
  ...rest,
  createdAt: Number(createdAt),
  expiresAt: Number(expiresAt),
  replacedAt: replacedAt === null ? null : Number(replacedAt),
  lastUsedAt: lastUsedAt === null ? null : Number(lastUsedAt),
});

const dated = (at: number): string => new Date(at).toISOString();

function refuseBeyond(field: string, given: number, { least, most }: { least: number; most: number }): void {
  if (given >= least && given <= most) return;
  const message = `${field} must be between ${least} and ${most}.`;
  throw new Refusal('BAD_USER_INPUT', message, { field });
}

const noSuchToken = (): Refusal => new Refusal('NOT_FOUND', 'No such token, or it has ended.');
