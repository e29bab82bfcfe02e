import type { ContactsService } from '../../accounts/contacts/contacts.service.js';
import type { AccountTransferService } from '../../accounts/account-transfer.service.js';
import type { MembershipsService } from '../../accounts/groups/memberships.service.js';
import type { AppPasswordsService } from '../../integrations/app-passwords/app-passwords.service.js';
import type { Factors } from '../../factors/factors.js';
import type { DevicesService } from '../../sessions/devices/devices.service.js';
import type { AccountProfile } from '../../platform/acting/account-profile.js';
import type { Actor } from '../../platform/acting/actor.js';
import type { Ground } from '../../accounts/ground.js';

/** Everything about accounts except what is kept only as a hash, which its recipient could not use. */
export class ExportService {
  constructor(
    private readonly needs: Ground & {
      transfer: AccountTransferService;
      contacts: ContactsService;
      factors: Factors;
      devices: DevicesService;
      appPasswords: AppPasswordsService;
      memberships: MembershipsService;
    },
  ) {}

  /** One object an account; TOTP secrets are among it, in the clear. */
  async *run(actor: Actor): AsyncGenerator<Record<string, unknown>> {
    await this.needs.audit.recordAlone({
      action: 'accounts.exported',
      actor,
      account: { id: null, login: null },
    });
    for await (const accounts of this.needs.transfer.all()) yield* await this.describe(accounts);
  }

  private async describe(accounts: readonly AccountProfile[]): Promise<Record<string, unknown>[]> {
    const ids = accounts.map(({ id }) => id);
    const [contacts, devices, appPasswords, memberships, ...factors] = await Promise.all([
      this.needs.contacts.listMany(ids),
      this.needs.devices.listMany(ids),
      this.needs.appPasswords.listMany(ids),
      this.needs.memberships.ofAccounts(ids),
      ...this.needs.factors.all.map((factor) => factor.exported(ids)),
    ]);
    const [devicesOf, appPasswordsOf] = [byAccount(devices), byAccount(appPasswords)];
    const groupsOf = byAccount(memberships);
    const contactOf = new Map(contacts.map((contact) => [contact.accountId, contact]));
    return accounts.map((account) => ({
      id: account.id,
      login: account.login,
      displayName: account.displayName,
      email: contactOf.get(account.id)?.email ?? contactOf.get(account.id)?.pendingEmail ?? null,
      locale: contactOf.get(account.id)?.locale ?? null,
      role: account.role,
      disabled: account.disabled,
      requireTwoFactor: account.requireTwoFactor,
      groups: (groupsOf.get(account.id) ?? []).map(({ name }) => name),
      createdAt: time(account.createdAt),
      lastSignInAt: time(account.lastSignInAt),
      ...merged(factors.map((fieldsOf) => fieldsOf.get(account.id) ?? {})),
      devices: (devicesOf.get(account.id) ?? []).map((device) => ({
        name: device.name,
        userAgent: device.userAgent,
        ipAddress: device.ipAddress,
        createdAt: time(device.createdAt),
        lastSeenAt: time(device.lastSeenAt),
        trustedUntil: time(device.trustedUntil),
      })),
      appPasswords: (appPasswordsOf.get(account.id) ?? []).map((appPassword) => ({
        name: appPassword.name,
        scopes: appPassword.scopes,
        createdAt: time(appPassword.createdAt),
        expiresAt: time(appPassword.expiresAt),
      })),
    }));
  }
}

const merged = (records: readonly Record<string, unknown>[]): Record<string, unknown> =>
  Object.fromEntries(records.flatMap((record) => Object.entries(record)));

const time = (milliseconds: number | null): string | null =>
  milliseconds === null ? null : new Date(milliseconds).toISOString();

function byAccount<Row extends { accountId: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const rowsOf = new Map<string, Row[]>();
  for (const row of rows) rowsOf.set(row.accountId, [...(rowsOf.get(row.accountId) ?? []), row]);
  return rowsOf;
}
