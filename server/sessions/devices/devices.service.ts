import { type EntityManager, In, MoreThan } from 'typeorm';
import type { Client } from '../../platform/acting/client.js';
import type { Action } from '../../events/audit/actions.js';
import type { AuditEntry } from '../../events/audit/audit.service.js';
import { DAY } from '../../platform/clock.js';
import { changed, rows } from '../../platform/database/prepared.js';
import { newId } from '../../platform/ids.js';
import { randomSecret, sha256 } from '../../platform/encryption/secrets.js';
import { Refusal } from '../../platform/refusal.js';
import type { AccountSettings } from '../../settings/policies/account-settings.js';
import { oneLine } from '../../platform/text.js';
import { Device, NOT_TRUSTED, NOTHING_ENDED } from './device.entity.js';
import { BY_ID, BY_SECRET, deviceOf, makeRoom, NEW_DEVICE, SEEN, TRUST } from './device-rows.js';
import { describedDevice, nameOfDevice } from './user-agent.js';
import type { AccountProfile } from '../../platform/acting/account-profile.js';
import { type Acting, actorOf } from '../../platform/acting/guard.js';
import type { Session } from '../../platform/acting/session.js';
import type { Ground } from '../../accounts/ground.js';

export interface DeviceSignIn {
  accountId: string;
  /** The recognised device, if it proved itself. */
  knownId: string | null;
  /** Its secret, when it came with this very request. */
  presentedSecret?: string | undefined;
  client: Client;
  name: string | null;
}

/** Checks the name a person gives a device. Throws BAD_USER_INPUT. */
export const deviceName = (name: string, field: string): string => oneLine(name, field, 100);

export class DevicesService {
  constructor(private readonly needs: Ground) {}

  /** The device that this secret was issued to for this account, and for no other. */
  async recognise(accountId: string, secret: string, tx?: EntityManager): Promise<Device | null> {
    return deviceOf(await this.needs.database.rows(BY_SECRET, [accountId, sha256(secret)], tx));
  }

  async byId(accountId: string, id: string, tx?: EntityManager): Promise<Device> {
    const device = await (tx ?? this.needs.database.manager).findOneBy(Device, { id, accountId });
    if (!device) throw new Refusal('NOT_FOUND', 'No such device.');
    return device;
  }

  /** When trust ends, in milliseconds; null when there is none (any more). */
  trustedUntil(device: Device, settings: AccountSettings): number | null {
    if (device.trustedAt === null || device.trustedUntil === null) return null;
    if (settings.trustDevicesForDays === 0 || device.trustedAt <= settings.trustNotBefore) return null;
    const until = Math.min(device.trustedUntil, device.trustedAt + settings.trustDevicesForDays * DAY);
    return until > this.needs.clock.now() ? until : null;
  }

  async trustedUntilNow(device: Device): Promise<number | null> {
    const settings = await this.needs.settings.ofEach([device.accountId]);
    return this.trustedUntil(device, settings(device.accountId));
  }

  /**
   * Notes a sign-in on a recognised or a new device, and returns the secret that proves it next time:
   * the presented one, or else a fresh one, which voids the device's earlier one.
   */
  async signedInOn(
    tx: EntityManager,
    signIn: DeviceSignIn,
  ): Promise<{ device: Device; secret: string; isNew: boolean }> {
    const { accountId, knownId, client, name } = signIn;
    const { allowUsedDevices } = await this.needs.settings.current(tx);
    const now = this.needs.clock.now();
    const secret = signIn.presentedSecret ?? randomSecret();
    const columns = {
      secretHash: sha256(secret),
      // With the list off nothing is collected for it.
      ipAddress: allowUsedDevices ? client.ipAddress : null,
      userAgent: allowUsedDevices ? (client.userAgent?.slice(0, 512) ?? null) : null,
      lastSeenAt: now,
    };
    if (knownId !== null) {
      const { secretHash, ipAddress, userAgent, lastSeenAt } = columns;
      const seen = [secretHash, ipAddress, userAgent, lastSeenAt, name, knownId, accountId];
      if ((await changed(tx, SEEN, seen)) === 1) {
        const known = deviceOf(await rows(tx, BY_ID, [knownId]));
        if (known) return { device: known, secret, isNew: false };
      }
    }
    const device: Device = {
      id: newId(now),
      accountId,
      name,
      ...columns,
      createdAt: now,
      ...NOT_TRUSTED,
      ...NOTHING_ENDED,
    };
    await makeRoom(tx, accountId, now);
    await NEW_DEVICE.into(tx, device);
    return { device, secret, isNew: true };
  }

  /** Gives trust for as long as the settings say, from now. */
  async trust(tx: EntityManager, device: Device, { trustDevicesForDays }: AccountSettings): Promise<Device> {
    if (trustDevicesForDays === 0) return device;
    const now = this.needs.clock.now();
    const trust = { trustedAt: now, trustedUntil: now + trustDevicesForDays * DAY };
    await changed(tx, TRUST, [now, trust.trustedUntil, device.id]);
    return { ...device, ...trust };
  }

  /**
   * Throws METHOD_DISABLED while trusting is off, or two-factor authentication is, for then the session need not have
   * proved a second factor; CONFLICT when there is none to be spared.
   */
  async trustCurrent(session: Session): Promise<Device> {
    const { trustDevicesForDays, disabled } = await this.needs.settings.of(session.account);
    if (disabled) throw new Refusal('METHOD_DISABLED', 'Two-factor authentication is switched off.');
    if (trustDevicesForDays === 0) throw new Refusal('METHOD_DISABLED', 'Trusting devices is switched off.');
    return this.needs.guard.own(session, async (tx, account) => {
      if (account.primaryFactors === 0) {
        throw new Refusal('CONFLICT', 'Set up a second factor first: without one there is nothing to skip.');
      }
      const device = await this.byId(account.id, session.deviceId, tx);
      const trusted = await this.trust(tx, device, await this.needs.settings.of(account, tx));
      await this.needs.audit.record(tx, event('device.trusted', session, account, device));
      return trusted;
    });
  }

  /** Latest seen first; empty while the list is switched off. */
  async listMany(accountIds: readonly string[]): Promise<Device[]> {
    const { allowUsedDevices } = await this.needs.settings.current();
    if (!allowUsedDevices) return [];
    return this.needs.database.manager.find(Device, {
      where: { accountId: In(accountIds) },
      order: { lastSeenAt: 'DESC', id: 'DESC' },
    });
  }

  /** How many devices of each account are spared the second factor now; accounts without one are left out. */
  async trustedCounts(accountIds: readonly string[]): Promise<Map<string, number>> {
    const settings = await this.needs.settings.ofEach(accountIds);
    const devices = await this.needs.database.manager.findBy(Device, {
      accountId: In(accountIds),
      trustedUntil: MoreThan(this.needs.clock.now()),
    });
    const counts = new Map<string, number>();
    for (const device of devices) {
      if (this.trustedUntil(device, settings(device.accountId)) === null) continue;
      counts.set(device.accountId, (counts.get(device.accountId) ?? 0) + 1);
    }
    return counts;
  }

  /** Empty while the list is switched off. */
  async byIds(ids: readonly string[]): Promise<Device[]> {
    const { allowUsedDevices } = await this.needs.settings.current();
    if (!allowUsedDevices) return [];
    return this.needs.database.manager.findBy(Device, { id: In(ids) });
  }

  async rename(session: Session, id: string, name: string): Promise<Device> {
    const { allowUsedDevices } = await this.needs.settings.current();
    if (!allowUsedDevices) throw new Refusal('METHOD_DISABLED', 'The list of devices is switched off.');
    const changed = { name: deviceName(name, 'name') };
    return this.change(session, session.account.id, id, 'device.renamed', async (tx) => {
      await tx.update(Device, { id }, changed);
    });
  }

  /** Throws NOT_FOUND for a device that is not the account's. */
  async untrust(acting: Acting, accountId: string, id: string): Promise<Device> {
    return this.change(acting, accountId, id, 'device.untrusted', async (tx) => {
      await tx.update(Device, { id }, NOT_TRUSTED);
    });
  }

  async untrustAll(session: Session): Promise<Device[]> {
    await this.needs.guard.own(session, async (tx) => {
      await this.dropAllTrust(tx, session.account.id);
      await this.needs.audit.record(tx, { action: 'device.all_untrusted', actor: session.actor });
    });
    return this.listMany([session.account.id]);
  }

  /** Forgets a device; its tokens go with it. Throws NOT_FOUND for one that is not the account's. */
  async remove(acting: Acting, accountId: string, id: string): Promise<void> {
    await this.needs.guard.on(acting, accountId, async (tx, account) => {
      const device = await this.byId(accountId, id, tx);
      if (!(await this.forget(tx, accountId, id))) throw new Refusal('NOT_FOUND', 'No such device.');
      await this.needs.audit.record(tx, event('device.removed', acting, account, device));
    });
  }

  /** Returns whether there was one. */
  async forget(tx: EntityManager, accountId: string, id: string): Promise<boolean> {
    const { affected } = await tx.delete(Device, { id, accountId });
    return affected === 1;
  }

  /** A null address leaves the last known one. */
  async seen(id: string, ipAddress: string | null): Promise<void> {
    const { allowUsedDevices } = await this.needs.settings.current();
    if (!allowUsedDevices) return;
    const seen = { lastSeenAt: this.needs.clock.now(), ...(ipAddress !== null && { ipAddress }) };
    await this.needs.database.manager.update(Device, { id }, seen);
  }

  /** Returns whether the device was trusted. */
  async dropTrust(tx: EntityManager, accountId: string, id: string): Promise<boolean> {
    const trusted = { accountId, id, trustedUntil: MoreThan(this.needs.clock.now()) };
    const { affected } = await tx.update(Device, trusted, NOT_TRUSTED);
    return affected === 1;
  }

  /** Returns how many devices were trusted. */
  async dropAllTrust(tx: EntityManager, accountId: string): Promise<number> {
    const trusted = { accountId, trustedUntil: MoreThan(this.needs.clock.now()) };
    const { affected } = await tx.update(Device, trusted, NOT_TRUSTED);
    return affected ?? 0;
  }

  private async change(
    acting: Acting,
    accountId: string,
    id: string,
    action: Action,
    effect: (tx: EntityManager) => Promise<void>,
  ): Promise<Device> {
    return this.needs.guard.on(acting, accountId, async (tx, account) => {
      const before = await this.byId(accountId, id, tx);
      await effect(tx);
      const after = await this.byId(accountId, id, tx);
      const [formerName, name] = [before, after].map(nameOfDevice);
      const renamed = { ...(formerName !== undefined && formerName !== name && { formerName }) };
      await this.needs.audit.record(tx, event(action, acting, account, after, renamed));
      return after;
    });
  }
}

const event = (
  action: Action,
  acting: Acting,
  account: AccountProfile,
  device: Device,
  more: Record<string, unknown> = {},
): AuditEntry => ({
  action,
  actor: actorOf(acting),
  account,
  details: { ...describedDevice(device), ...more },
});
