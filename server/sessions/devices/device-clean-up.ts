import { In, LessThanOrEqual } from 'typeorm';
import { DAY } from '../../platform/clock.js';
import type { Sweep } from '../../platform/database/sweep.js';
import { Device } from './device.entity.js';
import type { Ground } from '../../accounts/ground.js';

/** Devices and trust that are of no more use. */
export class DeviceCleanUp {
  constructor(
    private readonly needs: Ground & {
      /** 0: devices are kept for ever. */
      retentionDays: number;
      /** Which of these devices hold a live token. */
      signedIn: (deviceIds: readonly string[]) => Promise<Set<string>>;
    },
  ) {}

  /** Trust whose time is over, on devices that stay. */
  sweepEndedTrust(): Sweep {
    const where = { trustedUntil: LessThanOrEqual(this.needs.clock.now()) };
    return async (limit) => {
      const found = await this.needs.database.manager.find(Device, {
        select: { id: true },
        where,
        order: { trustedUntil: 'ASC' },
        take: limit,
      });
      if (found.length === 0) return { rows: 0, done: true };
      const { affected } = await this.needs.database.transaction((tx) =>
        tx.update(
          Device,
          { ...where, id: In(found.map(({ id }) => id)) },
          { trustedAt: null, trustedUntil: null },
        ),
      );
      return { rows: affected ?? 0, done: found.length < limit };
    };
  }

  /** Devices without token and trust that were not seen for long. */
  sweepUnseen(): Sweep {
    let after: Pick<Device, 'id' | 'lastSeenAt'> | undefined;
    return async (limit) => {
      const before = await this.unseenBefore();
      if (before === null) return { rows: 0, done: true };
      const found = await this.unseen(before, after, limit);
      after = found.at(-1);
      const signedIn = found.length === 0 ? new Set() : await this.needs.signedIn(found.map(({ id }) => id));
      const ids = found.filter(({ id }) => !signedIn.has(id)).map(({ id }) => id);
      return { rows: await this.forget(ids, before), done: found.length < limit };
    };
  }

  /** Null: never. A signed token is not stored, and lives until it expires, but only as long as its device. */
  private async unseenBefore(): Promise<number | null> {
    const { authTokenExpirationLifetimeDays: lifetime, storeAuthTokenInDB } =
      await this.needs.settings.current();
    if (this.needs.retentionDays === 0 || (lifetime === 0 && !storeAuthTokenInDB)) return null;
    return this.needs.clock.now() - Math.max(this.needs.retentionDays, lifetime) * DAY;
  }

  private async unseen(
    before: number,
    after: Pick<Device, 'id' | 'lastSeenAt'> | undefined,
    limit: number,
  ): Promise<Device[]> {
    const query = this.needs.database.manager
      .createQueryBuilder(Device, 'device')
      .select(['device.id', 'device.lastSeenAt'])
      .where('device.lastSeenAt <= :before', { before })
      .orderBy('device.lastSeenAt')
      .addOrderBy('device.id')
      .limit(limit);
    // What is kept is passed over once, not in every batch.
    if (after) {
      query.andWhere('device.lastSeenAt >= :time AND (device.lastSeenAt > :time OR device.id > :id)', {
        time: after.lastSeenAt,
        id: after.id,
      });
    }
    return query.getMany();
  }

  /** The conditions once more: a sign-in makes a device seen in the transaction that gives it a token. */
  private async forget(ids: string[], before: number): Promise<number> {
    if (ids.length === 0) return 0;
    const { affected } = await this.needs.database.transaction((tx) =>
      tx
        .createQueryBuilder()
        .delete()
        .from(Device)
        .where('id IN (:...ids) AND lastSeenAt <= :before', { ids, before })
        .andWhere('(trustedUntil IS NULL OR trustedUntil <= :now)', { now: this.needs.clock.now() })
        .execute(),
    );
    return affected ?? 0;
  }
}
