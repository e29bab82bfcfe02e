import type { AccountTransferService } from '../../accounts/account-transfer.service.js';
import type { AppPasswordsService } from '../../integrations/app-passwords/app-passwords.service.js';
import type {
  AuthenticatorAppService,
  ImportedApp,
} from '../../factors/authenticator-app/authenticator-app.service.js';
import type { DevicesService } from '../../sessions/devices/devices.service.js';
import type { SecurityKeysService } from '../../factors/security-keys/security-keys.service.js';
import type { AccountProfile } from '../../platform/acting/account-profile.js';
import type { Actor } from '../../platform/acting/actor.js';
import type { Ground } from '../../accounts/ground.js';

/** All there is on accounts, but for what is kept as a hash only: it could not be used by whoever gets it. */
export class ExportService {
  constructor(
    private readonly needs: Ground & {
      transfer: AccountTransferService;
      authenticatorApp: AuthenticatorAppService;
      securityKeys: SecurityKeysService;
      devices: DevicesService;
      appPasswords: AppPasswordsService;
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
    const [apps, keys, devices, appPasswords] = await Promise.all([
      this.needs.authenticatorApp.listMany(ids),
      this.needs.securityKeys.listMany(ids),
      this.needs.devices.listMany(ids),
      this.needs.appPasswords.listMany(ids),
    ]);
    const opened = new Map(apps.map((app) => [app.accountId, this.needs.authenticatorApp.openedOf(app)]));
    const [keysOf, devicesOf, appPasswordsOf] = [groups(keys), groups(devices), groups(appPasswords)];
    return accounts.map((account) => ({
      id: account.id,
      login: account.login,
      displayName: account.displayName,
      role: account.role,
      disabled: account.disabled,
      requireTwoFactor: account.requireTwoFactor,
      createdAt: time(account.createdAt),
      lastSignInAt: time(account.lastSignInAt),
      ...totpFields(opened.get(account.id)),
      securityKeys: (keysOf.get(account.id) ?? []).map((key) => ({
        name: key.name,
        credentialId: key.credentialId,
        publicKey: key.publicKey,
        aaguid: key.aaguid,
        transports: key.transports,
        signCount: key.signCount,
        backupEligible: key.backupEligible,
        backedUp: key.backedUp,
        createdAt: time(key.createdAt),
        lastUsedAt: time(key.lastUsedAt),
      })),
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

const totpFields = (app: ImportedApp | undefined) => ({
  totpSecret: app?.secret ?? null,
  totpAlgorithm: app?.algorithm ?? null,
  totpDigits: app?.digits ?? null,
  totpPeriod: app?.period ?? null,
});

const time = (milliseconds: number | null): string | null =>
  milliseconds === null ? null : new Date(milliseconds).toISOString();

function groups<Row extends { accountId: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const byAccount = new Map<string, Row[]>();
  for (const row of rows) byAccount.set(row.accountId, [...(byAccount.get(row.accountId) ?? []), row]);
  return byAccount;
}
