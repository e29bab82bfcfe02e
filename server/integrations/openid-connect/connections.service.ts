import { In, MoreThan } from 'typeorm';
import type { Ground } from '../../accounts/ground.js';
import type { Session } from '../../platform/acting/session.js';
import { Refusal } from '../../platform/refusal.js';
import type { TokensService } from '../../sessions/tokens/tokens.service.js';
import { Application } from '../applications/application.entity.js';
import type { ApplicationsService } from '../applications/applications.service.js';
import { OidcRecord } from './oidc-record.entity.js';
import type { OidcRecordsService } from './oidc-records.service.js';

/** What an application was given in one session. */
export interface ConnectedSession {
  sessionId: string;
  /** Milliseconds. */
  since: number;
}

/** An application that an account has signed in to, and that still holds something of it. */
export interface Connection {
  accountId: string;
  applicationId: string;
  name: string;
  since: number;
  scopes: string[];
  sessions: ConnectedSession[];
}

/** What people see of the applications that they have signed in to, and end. */
export class ConnectionsService {
  constructor(
    private readonly needs: Ground & {
      applications: ApplicationsService;
      records: OidcRecordsService;
      tokens: TokensService;
    },
  ) {}

  /** Of each account, by name; what was given in sessions that are over is left out. */
  async listMany(accountIds: readonly string[]): Promise<Connection[]> {
    const grants = await this.needs.database.manager.find(OidcRecord, {
      where: {
        accountId: In(accountIds),
        kind: 'Grant',
        expiresAt: MoreThan(this.needs.clock.now()),
      },
      order: { createdAt: 'ASC' },
    });
    if (grants.length === 0) return [];
    const live = new Set((await this.needs.tokens.listMany(accountIds)).map(({ id }) => id));
    const held = grants.filter(({ tokenId }) => tokenId === null || live.has(tokenId));
    const ids = [...new Set(held.map(({ applicationId }) => applicationId ?? ''))];
    const applications = await this.needs.applications.findMany(ids);
    const connections = accountIds.flatMap((accountId) =>
      applications.flatMap(({ id, name }) => {
        const own = held.filter((grant) => grant.accountId === accountId && grant.applicationId === id);
        return own.length === 0 ? [] : [this.connectionOf(accountId, { id, name }, own)];
      }),
    );
    return connections.toSorted((one, other) => one.name.localeCompare(other.name, 'en'));
  }

  /** Ends what it holds of the account in all sessions. Throws NOT_FOUND when that is nothing. */
  async disconnect(session: Session, applicationId: string): Promise<void> {
    await this.end(session, { applicationId });
  }

  /** The same of one session. */
  async endSession(session: Session, applicationId: string, sessionId: string): Promise<void> {
    await this.end(session, { applicationId, sessionId });
  }

  private async end(session: Session, of: { applicationId: string; sessionId?: string }): Promise<void> {
    await this.needs.guard.own(session, async (tx, { id: accountId }) => {
      const isEnded = await this.needs.records.endGiven(tx, { accountId, ...of });
      if (!isEnded) throw new Refusal('NOT_FOUND', 'This application holds nothing of yours there.');
      const application = await tx.findOneBy(Application, { id: of.applicationId });
      await this.needs.audit.record(tx, {
        action: 'oidc.signed_out',
        actor: session.actor,
        details: { ...of, ...(application && { name: application.name }) },
      });
    });
  }

  private connectionOf(
    accountId: string,
    { id, name }: { id: string; name: string },
    grants: readonly OidcRecord[],
  ): Connection {
    const scopes = grants.flatMap((grant) => {
      const { openid } = this.needs.records.opened(grant) as { openid?: { scope?: string } };
      return openid?.scope?.split(' ') ?? [];
    });
    const since = new Map<string, number>();
    for (const { sessionId, createdAt } of grants) {
      if (sessionId !== null && !since.has(sessionId)) since.set(sessionId, createdAt);
    }
    return {
      accountId,
      applicationId: id,
      name,
      since: Math.min(...since.values()),
      scopes: [...new Set(scopes)].toSorted(),
      sessions: [...since].map(([sessionId, at]) => ({ sessionId, since: at })),
    };
  }
}
