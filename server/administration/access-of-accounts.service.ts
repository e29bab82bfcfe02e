import type { AccountsService } from '../accounts/accounts.service.js';
import type { Acting, Actor } from '../audit/audit.service.js';
import type { Device } from '../devices/device.entity.js';
import type { DeviceList } from '../devices/device-list.js';
import type { DevicesService } from '../devices/devices.service.js';
import type { TokenList } from '../tokens/token-list.js';
import type { TokensService } from '../tokens/tokens.service.js';

/** What an administrator does to the devices and tokens of others. Each throws NOT_FOUND. */
export class AccessOfAccountsService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly devices: DevicesService,
    private readonly deviceList: DeviceList,
    private readonly tokens: TokensService,
    private readonly tokenList: TokenList,
  ) {}

  async untrust(actor: Actor, deviceId: string): Promise<Device> {
    return this.devices.untrust(await this.onBehalf(actor, await this.deviceList.byId(deviceId)), deviceId);
  }

  /** Throws CONFLICT while tokens are not stored. */
  async signOut(actor: Actor, deviceId: string): Promise<Device> {
    const acting = await this.onBehalf(actor, await this.deviceList.byId(deviceId));
    return this.tokens.signOutDevice(acting, deviceId);
  }

  async forget(actor: Actor, deviceId: string): Promise<void> {
    await this.devices.remove(await this.onBehalf(actor, await this.deviceList.byId(deviceId)), deviceId);
  }

  async revoke(actor: Actor, tokenId: string): Promise<void> {
    await this.tokens.revokeStored(await this.onBehalf(actor, await this.tokenList.byId(tokenId)), tokenId);
  }

  private async onBehalf(actor: Actor, { accountId }: { accountId: string }): Promise<Acting> {
    return { actor, account: await this.accounts.byId(accountId) };
  }
}
