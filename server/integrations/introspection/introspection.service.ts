import type { Ground } from '../../accounts/ground.js';
import type { MembershipsService } from '../../accounts/groups/memberships.service.js';
import type { Session } from '../../platform/acting/session.js';
import { Refusal } from '../../platform/refusal.js';
import { tokenIntrospected } from '../../platform/telemetry/diagnostics.js';
import type { SessionsService } from '../../sessions/sessions.service.js';
import type { ApplicationsService } from '../applications/applications.service.js';
import type { ClientSecretsService } from '../openid-connect/client-secrets.service.js';
import {
  type GivenToken,
  type OidcRecordsService,
  recordId,
} from '../openid-connect/oidc-records.service.js';
import { ASKER, type AskedRow, FIND_ASKED } from './introspection.rows.js';

/** A service that may ask about tokens. */
export interface ServiceClient {
  name: string;
  /** SHA-256, hex, of a secret too long to guess. */
  secretHash: string;
}

/** Who asks, as they say themselves. */
export interface Asker {
  name: string;
  secret: string;
  ipAddress: string | null;
}

/** What a token that was given to an application is good for. */
export interface Granted {
  clientId: string;
  scope: string;
  /** In seconds. */
  issuedAt: number;
  expiresAt: number;
}

export interface Introspected {
  session: Session;
  /** Undefined: it is the session's own token. */
  granted?: Granted;
  /** The names of the account’s groups, where the token is for them, too. */
  groups?: readonly string[];
}

/** OAuth 2.0 token introspection (RFC 7662): what a service may know of a token that it was handed. */
export class IntrospectionService {
  constructor(
    private readonly needs: Ground & {
      sessions: SessionsService;
      applications: ApplicationsService;
      records: OidcRecordsService;
      clientSecrets: ClientSecretsService;
      memberships: MembershipsService;
      clients: readonly ServiceClient[];
    },
  ) {}

  /**
   * Null for a token that is good for nothing, or for setting up a second factor or changing the password only. A service of
   * the configuration is shown every token; an application is shown what another was given only if both have the scope: a
   * mail server learns of tokens for mail, and not of those for files, nor of a session's own token, which opens everything.
   *
   * Throws INVALID_CREDENTIALS or TOO_MANY_ATTEMPTS, of which only failures are counted, each secret once: one of 256 bits
   * is not guessed; NOT_FOUND where nobody may ask; BAD_USER_INPUT without a token.
   */
  async introspect(asker: Asker, token: string): Promise<Introspected | null> {
    const client = this.needs.clients.find(({ name }) => name === asker.name);
    try {
      const found = await (client
        ? this.forService(client, asker, token)
        : this.forApplication(asker, token));
      tokenIntrospected.publish({ outcome: found ? 'active' : 'inactive' });
      return found;
    } catch (error) {
      if (error instanceof Refusal) tokenIntrospected.publish({ outcome: 'refused' });
      throw error;
    }
  }

  private async forService(client: ServiceClient, asker: Asker, token: string): Promise<Introspected | null> {
    if (!this.needs.clientSecrets.isOneOf(asker.secret, [client.secretHash])) {
      return this.refuse(asker, client.name);
    }
    requireToken(token);
    const session = await this.needs.sessions.authenticate(token, null);
    if (session) return { session };
    const given = await this.needs.records.inSession('AccessToken', token, null);
    return given && this.told(given.session, grantedBy(given));
  }

  /** By one statement. */
  private async forApplication(asker: Asker, token: string): Promise<Introspected | null> {
    const asked = [recordId('AccessToken', token), asker.name];
    const row = await this.needs.database.row<AskedRow>(FIND_ASKED, asked);
    if (!row) return this.refuse(asker, null);
    const { clientId, secretHash, oldSecretHash, scopes } = ASKER.read(row.asker);
    const hashes = [secretHash, oldSecretHash].filter((hash) => hash !== null);
    if (!this.needs.clientSecrets.isOneOf(asker.secret, hashes)) return this.refuse(asker, clientId);
    requireToken(token);
    const given = await this.needs.records.judged(row.token, null);
    const granted = given && grantedBy(given);
    const known = JSON.parse(scopes) as string[];
    const isShared = granted?.scope.split(' ').some((one) => !ABOUT_PEOPLE.has(one) && known.includes(one));
    return given && granted && isShared ? this.told(given.session, granted) : null;
  }

  private async told(session: Session, granted: Granted): Promise<Introspected> {
    if (!granted.scope.split(' ').includes('groups')) return { session, granted };
    return { session, granted, groups: await this.needs.memberships.namesOf(session.account.id) };
  }

  /** Only names we know are recorded: people type secrets everywhere. */
  private async refuse({ name, secret, ipAddress }: Asker, client: string | null): Promise<never> {
    const isOffered = this.needs.clients.length > 0 || (await this.needs.applications.anyIntrospects());
    if (!isOffered) throw new Refusal('NOT_FOUND', 'Nothing here.');
    await this.needs.clientSecrets.countWrong(
      { client: name, secret, ipAddress },
      { action: 'introspection.refused', details: { client } },
    );
    throw new Refusal('INVALID_CREDENTIALS', 'There is no such client, or the secret is wrong.');
  }
}

function requireToken(token: string): void {
  if (token === '') throw new Refusal('BAD_USER_INPUT', 'token must be given.');
}

function grantedBy({ payload: { clientId, scope = '', iat, exp } }: GivenToken): Granted {
  return {
    clientId: String(clientId),
    scope: String(scope),
    issuedAt: Number(iat),
    expiresAt: Number(exp),
  };
}

/** Scopes that say what an application is told of a person, and open nothing. */
const ABOUT_PEOPLE = new Set(['openid', 'profile', 'email', 'groups', 'offline_access']);
