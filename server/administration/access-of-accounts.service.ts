import type { Device } from '../sessions/devices/device.entity.js';
import type { DeviceList } from '../sessions/devices/device-list.js';
import type { DevicesService } from '../sessions/devices/devices.service.js';
import { Refusal } from '../platform/refusal.js';
import type { TokenList } from '../sessions/tokens/token-list.js';
import type { TokensService } from '../sessions/tokens/tokens.service.js';
import type { Acting } from '../platform/acting/guard.js';
import type { Ground } from '../accounts/ground.js';
import type { SettingsChangesService } from './settings/settings-changes.service.js';

/** What an administrator does to the devices and tokens of others. Each throws NOT_FOUND. */
export class AccessOfAccountsService {
  constructor(
    private readonly needs: Ground & {
      devices: DevicesService;
      deviceList: DeviceList;
      tokens: TokensService;
      tokenList: TokenList;
      settingsChanges: SettingsChangesService;
    },
  ) {}

  async untrust(acting: Acting, deviceId: string): Promise<Device> {
    const { accountId } = await this.needs.deviceList.byId(acting, deviceId);
    return this.needs.devices.untrust(acting, accountId, deviceId);
  }

  async signOut(acting: Acting, deviceId: string): Promise<Device> {
    const { accountId } = await this.needs.deviceList.byId(acting, deviceId);
    return this.needs.tokens.signOutDevice(acting, accountId, deviceId);
  }

  async forget(acting: Acting, deviceId: string): Promise<void> {
    const { accountId } = await this.needs.deviceList.byId(acting, deviceId);
    await this.needs.devices.remove(acting, accountId, deviceId);
  }

  async revoke(acting: Acting, tokenId: string): Promise<void> {
    const { accountId } = await this.needs.tokenList.byId(acting, tokenId);
    await this.needs.tokens.revokeStored(acting, accountId, tokenId);
  }

  /** Ends the sessions of everyone, the caller's too. Throws BAD_USER_INPUT unless that is what is meant. */
  async revokeEveryones(acting: Acting, confirm: boolean): Promise<void> {
    if (!confirm) {
      throw new Refusal('BAD_USER_INPUT', 'confirm must be true: everyone will have to sign in again.', {
        field: 'confirm',
      });
    }
    await this.needs.settingsChanges.endAllSessions(acting);
  }
}
