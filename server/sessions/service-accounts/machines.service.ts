import { isAllowedFrom } from '../../accounts/allowed-networks.js';
import { type Machine, SERVICE_LOGIN } from '../../platform/acting/machine.js';
import type { Clock } from '../../platform/clock.js';
import type { Database } from '../../platform/database/database.js';
import type { LaterWrites } from '../../platform/database/later-writes.js';
import { sha256 } from '../../platform/encryption/secrets.js';
import { tokenLookedUp } from '../../platform/telemetry/diagnostics.js';
import { USE_RECORDED_EVERY } from '../session-worth.js';
import { permissionsIn } from './service-permissions.js';
import type { ServiceAccount } from './service-account.entity.js';
import type { ServiceToken } from './service-token.entity.js';

/** What every service token begins with, and no token of a person: neither is ever taken for the other. */
export const SERVICE_PREFIX = 'lks_';

const FIND = `SELECT t.id AS tokenId, t.lastUsedAt, s.id, s.name, s.permissions, s.allowedNetworks
  FROM service_tokens t INNER JOIN service_accounts s ON s.id = t.serviceAccountId
  WHERE t.hash = ? AND t.expiresAt > ? AND s.disabledAt IS NULL`;
const USED =
  'UPDATE service_tokens SET lastUsedAt = ? WHERE id = ? AND (lastUsedAt IS NULL OR lastUsedAt <= ?)';

type Found = Pick<ServiceAccount, 'id' | 'name' | 'permissions' | 'allowedNetworks'> & {
  tokenId: ServiceToken['id'];
  lastUsedAt: number | string | null;
};

/** Whose service token it is. */
export class MachinesService {
  constructor(private readonly needs: { database: Database; clock: Clock; later: LaterWrites }) {}

  /**
   * Null for a token that is unknown, has ended, is of a disabled account, or may not be used from there, which nobody is
   * told apart. Wrong ones are not counted: 2^256 are not guessed, however many are tried, and what a look-up costs is that
   * of an index, as with the tokens of people.
   */
  async authenticate(token: string, ipAddress: string | null): Promise<Machine | null> {
    if (!token.startsWith(SERVICE_PREFIX)) return null;
    const { database, clock, later } = this.needs;
    const now = clock.now();
    const found = await database.row<Found>(FIND, [sha256(token), now]);
    const valid = found !== undefined && isAllowedFrom(found.allowedNetworks, ipAddress);
    tokenLookedUp.publish({ kind: 'service', valid });
    if (!valid) return null;
    if (now - Number(found.lastUsedAt) >= USE_RECORDED_EVERY)
      later.start(() => this.recordUse(found.tokenId));
    return {
      serviceAccountId: found.id,
      serviceTokenId: found.tokenId,
      permissions: new Set(permissionsIn(found.permissions)),
      actor: { id: found.id, login: SERVICE_LOGIN + found.name, ipAddress },
    };
  }

  /** At most once a minute a token, on whichever server comes first. */
  private async recordUse(tokenId: string): Promise<void> {
    const now = this.needs.clock.now();
    await this.needs.database.changed(USED, [now, tokenId, now - USE_RECORDED_EVERY]);
  }
}
