import type { Ground } from '../../accounts/ground.js';
import type { Session } from '../../platform/acting/session.js';
import { Refusal } from '../../platform/refusal.js';
import type { SessionsService } from '../../sessions/sessions.service.js';
import type { ApplicationsService } from '../applications/applications.service.js';
import type { ClientSecretsService } from '../openid-connect/client-secrets.service.js';
import type { OidcRecordsService } from '../openid-connect/oidc-records.service.js';

/** A service that may ask about tokens. */
export interface ServiceClient {
  name: string;
  /** SHA-256, hex, of a secret too long to guess. */
  secretHash: string;
}

/** Who asks: a service of the configuration, which is shown every token, or an application, by its scopes. */
export interface Asker {
  /** Null: of the configuration. */
  scopes: readonly string[] | null;
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
}

/** OAuth 2.0 token introspection (RFC 7662): what a service may know of a token that it was handed. */
export class IntrospectionService {
  constructor(
    private readonly needs: Ground & {
      sessions: SessionsService;
      applications: ApplicationsService;
      records: OidcRecordsService;
      clientSecrets: ClientSecretsService;
      clients: readonly ServiceClient[];
    },
  ) {}

  /** Whether anybody may ask. */
  async isOffered(): Promise<boolean> {
    return this.needs.clients.length > 0 || (await this.needs.applications.anyIntrospects());
  }

  /** Counts only failures, each secret once: one of 256 bits is not guessed. Throws INVALID_CREDENTIALS or TOO_MANY_ATTEMPTS. */
  async authenticate(name: string, secret: string, ipAddress: string | null): Promise<Asker> {
    const { clientSecrets } = this.needs;
    const client = this.needs.clients.find((configured) => configured.name === name);
    if (client && clientSecrets.isOneOf(secret, [client.secretHash])) return { scopes: null };
    const application = client ? null : await this.needs.applications.introspecting(name);
    const hashes = [application?.secretHash, application?.oldSecretHash].filter((hash) => hash != null);
    if (application && clientSecrets.isOneOf(secret, hashes)) return { scopes: application.scopes };
    // Only names we know are recorded: people type secrets everywhere.
    const details = { client: client?.name ?? application?.clientId ?? null };
    await clientSecrets.countWrong(
      { client: name, secret, ipAddress },
      { action: 'introspection.refused', details },
    );
    throw new Refusal('INVALID_CREDENTIALS', 'There is no such client, or the secret is wrong.');
  }

  /**
   * Null for a token that is good for nothing, or for setting up a second factor or changing the password only. An
   * application is shown what another was given only if both have the scope: a mail server learns of tokens for mail,
   * and not of those for files, nor of a session's own token, which opens everything.
   */
  async introspect(token: string, { scopes }: Asker): Promise<Introspected | null> {
    const session = scopes === null ? await this.needs.sessions.authenticate(token, null) : null;
    if (session) return { session };
    const found = await this.needs.records.inSession('AccessToken', token, null);
    if (!found) return null;
    const { clientId, scope = '', iat, exp } = found.payload;
    const granted = {
      clientId: String(clientId),
      scope: String(scope),
      issuedAt: Number(iat),
      expiresAt: Number(exp),
    };
    const isShared = granted.scope.split(' ').some((one) => !ABOUT_PEOPLE.has(one) && scopes?.includes(one));
    return scopes === null || isShared ? { session: found.session, granted } : null;
  }
}

/** Scopes that say what an application is told of a person, and open nothing. */
const ABOUT_PEOPLE = new Set(['openid', 'profile', 'email', 'offline_access']);
