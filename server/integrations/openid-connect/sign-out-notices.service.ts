import type { Logger } from 'pino';
import type { Ground } from '../../accounts/ground.js';
import { DAY } from '../../platform/clock.js';
import { OidcRecord } from './oidc-record.entity.js';
import { NOTICE, type OidcRecordsService } from './oidc-records.service.js';
import type { OpenIdConnectService } from './openid-connect.service.js';

const AT_ONCE = 100;
const TRIED_FOR = DAY;

/** What the library has, and its types do not. */
interface Notified {
  backchannelLogout(sub: string, sid: string): Promise<void>;
}

/**
 * Applications that want to be notified when a session ends (OpenID Connect Back-Channel Logout 1.0). A notice is written
 * with the first grant of a session to the application, and is due once there is no grant any more: however that came,
 * and on whichever server, nothing else has to know of it.
 */
export class SignOutNoticesService {
  constructor(
    private readonly needs: Ground & {
      records: OidcRecordsService;
      openIdConnect: OpenIdConnectService;
      log: Logger;
    },
  ) {}

  /** Sends those that are due; what is not taken is tried again for a day. */
  async send(signal?: AbortSignal): Promise<{ sent: number; failed: number }> {
    const outcome = { sent: 0, failed: 0 };
    for (const notice of await this.due()) {
      signal?.throwIfAborted();
      const isSent = await this.deliver(notice);
      outcome[isSent ? 'sent' : 'failed']++;
      await (isSent ? this.forget(notice) : this.noteFailure(notice));
    }
    return outcome;
  }

  private async due(): Promise<OidcRecord[]> {
    return this.needs.database.manager
      .createQueryBuilder(OidcRecord, 'notice')
      .leftJoin(
        OidcRecord,
        'given',
        'given.sessionId = notice.sessionId AND given.applicationId = notice.applicationId AND given.kind = :grant',
        { grant: 'Grant' },
      )
      .where('notice.kind = :kind AND given.id IS NULL', { kind: NOTICE })
      .limit(AT_ONCE)
      .getMany();
  }

  private async deliver(notice: OidcRecord): Promise<boolean> {
    const { clientId, sub, sid } = this.needs.records.opened(notice);
    const provider = await this.needs.openIdConnect.provider();
    const client = await provider?.Client.find(String(clientId));
    // Whoever wants no notices any more, or is switched off, needs none.
    if (client?.backchannelLogoutUri === undefined) return true;
    try {
      await (client as unknown as Notified).backchannelLogout(String(sub), String(sid));
      return true;
    } catch (error) {
      this.needs.log.warn({ err: error, client: client.clientId }, 'an application did not take a sign-out');
      return false;
    }
  }

  private async forget({ id }: OidcRecord): Promise<void> {
    await this.needs.database.manager.delete(OidcRecord, { id });
  }

  private async noteFailure({ id, consumedAt }: OidcRecord): Promise<void> {
    const now = this.needs.clock.now();
    if (consumedAt !== null) return;
    await this.needs.database.manager.update(
      OidcRecord,
      { id },
      { consumedAt: now, expiresAt: now + TRIED_FOR },
    );
  }
}
