import type { Logger } from 'pino';
import { IsNull, Not } from 'typeorm';
import type { Ground } from '../../accounts/ground.js';
import { DAY } from '../../platform/clock.js';
import type { Packed } from '../../platform/database/packed-columns.js';
import { claimsIn, HELD, HELD_JOINS, heldSession } from '../../sessions/held-sessions.js';
import type { SessionsService } from '../../sessions/sessions.service.js';
import { OidcRecord } from './oidc-record.entity.js';
import { NOTICE, type OidcRecordsService } from './oidc-records.service.js';
import type { OpenIdConnectService } from './openid-connect.service.js';

const AT_ONCE = 100;
const LOOKED_AT_ONCE = 500;
const TRIED_FOR = DAY;

// Of those with a notice; whatever else was given in the same session ends with it. Notices are of no account.
const FIND_GIVEN = `SELECT n.id AS noticeId, ${HELD.sql} AS held FROM oidc_records n
  INNER JOIN oidc_records r ON r.id = (SELECT MIN(g.id) FROM oidc_records g
    WHERE g.sessionId = n.sessionId AND g.applicationId = n.applicationId AND g.kind = ?)
  ${HELD_JOINS}
  WHERE n.accountId IS NULL AND n.kind = ? AND n.id > ? ORDER BY n.id LIMIT ?`;

/** What the library has, and its types do not. */
interface Notified {
  backchannelLogout(sub: string, sid: string): Promise<void>;
}

/**
 * Applications that want to be notified when a session ends (OpenID Connect Back-Channel Logout 1.0). A notice is written
 * with the first grant of a session to the application, and is due once there is no grant any more: however that came,
 * and on whichever server, nothing else has to know of it. Sessions that have ended and left no trace of it (by their
 * time, with everyone's, and signed ones in any way) are looked for.
 */
export class SignOutNoticesService {
  constructor(
    private readonly needs: Ground & {
      records: OidcRecordsService;
      sessions: SessionsService;
      openIdConnect: OpenIdConnectService;
      log: Logger;
    },
  ) {}

  /** Sends those that are due; what is not taken is tried again for a day. */
  async send(signal?: AbortSignal): Promise<{ sent: number; failed: number }> {
    const outcome = { sent: 0, failed: 0 };
    await this.endWithSessions(signal);
    for (const notice of await this.due()) {
      signal?.throwIfAborted();
      const isSent = await this.deliver(notice);
      outcome[isSent ? 'sent' : 'failed']++;
      await (isSent ? this.forget(notice) : this.noteFailure(notice));
    }
    return outcome;
  }

  /** What was given in sessions that have ended, and is still there, goes. */
  private async endWithSessions(signal?: AbortSignal): Promise<void> {
    const { database, sessions } = this.needs;
    let after: string | undefined = '';
    while (after !== undefined) {
      signal?.throwIfAborted();
      const rows: { noticeId: string; held: Packed }[] = await database.dataSource.query(FIND_GIVEN, [
        'Grant',
        NOTICE,
        after,
        LOOKED_AT_ONCE,
      ]);
      for (const { held } of rows) {
        const row = HELD.read(held);
        const session = heldSession(row, claimsIn(row), null);
        if (session !== null && (await sessions.worth(session)) !== 'ENDED') continue;
        await database.manager.delete(OidcRecord, { sessionId: row.sessionId, accountId: Not(IsNull()) });
      }
      after = rows.length === LOOKED_AT_ONCE ? rows.at(-1)?.noticeId : undefined;
    }
  }

  private async due(): Promise<OidcRecord[]> {
    return (
      this.needs.database.manager
        .createQueryBuilder(OidcRecord, 'notice')
        .leftJoin(
          OidcRecord,
          'given',
          'given.sessionId = notice.sessionId AND given.applicationId = notice.applicationId AND given.kind = :grant',
          { grant: 'Grant' },
        )
        .where('notice.accountId IS NULL AND notice.kind = :kind AND given.id IS NULL', { kind: NOTICE })
        // Those that have not been tried yet, then those that were tried longest ago: who takes none holds up nobody's.
        .orderBy('notice.consumedAt', 'ASC')
        .limit(AT_ONCE)
        .getMany()
    );
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

  private async noteFailure({ id, expiresAt }: OidcRecord): Promise<void> {
    const now = this.needs.clock.now();
    const last = Math.min(expiresAt, now + TRIED_FOR);
    await this.needs.database.manager.update(OidcRecord, { id }, { consumedAt: now, expiresAt: last });
  }
}
