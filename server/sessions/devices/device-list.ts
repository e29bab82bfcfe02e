import type { SelectQueryBuilder } from 'typeorm';
import { BoundedCount } from '../../platform/paging/bounded-count.js';
import { type Clock, DAY } from '../../platform/clock.js';
import type { Database } from '../../platform/database/database.js';
import { type Page, toFindOptions } from '../../platform/paging/page.js';
import { type AccountScopes, countedTo } from '../../platform/paging/account-scope.js';
import type { Acting } from '../../platform/acting/guard.js';
import { readList } from '../../platform/paging/read-page.js';
import { Refusal } from '../../platform/refusal.js';
import type { Settings } from '../../settings/settings.entity.js';
import type { SettingsService } from '../../settings/settings.service.js';
import { Device } from './device.entity.js';

export interface DeviceFilter {
  accountId?: string;
  /** Of the accounts that are in this group. */
  groupId?: string;
  /** Whether trust is in force at this moment. */
  trusted?: boolean;
}

// Ids are in the order of time, and an index already.
const SORTABLE = { lastSeenAt: 'lastSeenAt', createdAt: 'id', trustedUntil: 'trustedUntil' } as const;

/** The devices of all accounts, for administrators. */
export class DeviceList {
  private readonly count: BoundedCount;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
    private readonly scopes: AccountScopes,
  ) {
    this.count = new BoundedCount(clock);
  }

  /** Latest seen first unless sorted otherwise; empty while the list is switched off. */
  async page(acting: Acting, filter: DeviceFilter, page: Page): Promise<{ items: Device[]; total: number }> {
    const by = filter.trusted ? 'trustedUntil' : 'lastSeenAt';
    const window = toFindOptions<Device>(page, SORTABLE, { by, order: 'DESC' }, 'id');
    const settings = await this.settings.current();
    if (!settings.allowUsedDevices) return { items: [], total: 0 };
    const query = this.filtered(filter, settings);
    const seen = await this.scopes.seenBy(acting);
    const scopes = filter.groupId === undefined ? [seen] : [seen, await this.scopes.ofGroup(filter.groupId)];
    for (const scope of scopes) scope.narrow(query, 'device.accountId');
    return readList(query, window, () =>
      this.count.of(query, { ...filter, seen: seen.key }, countedTo(scopes)),
    );
  }

  /** Of any account that may be seen. Throws NOT_FOUND. */
  async byId(acting: Acting, id: string): Promise<Device> {
    const query = this.database.manager.createQueryBuilder(Device, 'device').where({ id });
    (await this.scopes.seenBy(acting)).narrow(query, 'device.accountId');
    const device = await query.getOne();
    if (!device) throw new Refusal('NOT_FOUND', 'No such device.');
    return device;
  }

  private filtered(filter: DeviceFilter, settings: Readonly<Settings>): SelectQueryBuilder<Device> {
    const query = this.database.manager.createQueryBuilder(Device, 'device');
    if (filter.accountId !== undefined) query.andWhere({ accountId: filter.accountId });
    if (filter.trusted === undefined) return query;
    const now = this.clock.now();
    // The same as DevicesService.trustedUntil says of one device.
    const since =
      settings.trustDevicesForDays === 0
        ? now
        : Math.max(settings.trustNotBefore, now - settings.trustDevicesForDays * DAY);
    return query.andWhere(
      filter.trusted
        ? 'device.trustedUntil > :now AND device.trustedAt > :since'
        : '(device.trustedUntil IS NULL OR device.trustedUntil <= :now OR device.trustedAt <= :since)',
      { now, since },
    );
  }
}
