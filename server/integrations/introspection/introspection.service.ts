import { timingSafeEqual } from 'node:crypto';
import { sha256 } from '../../platform/encryption/secrets.js';
import { Refusal } from '../../platform/refusal.js';
import type { ThrottleService } from '../../accounts/throttle/throttle.service.js';
import type { SessionsService } from '../../sessions/sessions.service.js';
import type { Session } from '../../platform/acting/session.js';
import type { Ground } from '../../accounts/ground.js';

/** A service that may ask about tokens. */
export interface ServiceClient {
  name: string;
  /** SHA-256, hex, of a secret too long to guess. */
  secretHash: string;
}

/** OAuth 2.0 token introspection (RFC 7662): what a service may know of a token that it was handed. */
export class IntrospectionService {
  constructor(
    private readonly needs: Ground & {
      throttle: ThrottleService;
      sessions: SessionsService;
      clients: readonly ServiceClient[];
    },
  ) {}

  /** Counts only failures, each secret once: one of 256 bits is not guessed. Throws INVALID_CREDENTIALS or TOO_MANY_ATTEMPTS. */
  async authenticate(name: string, secret: string, ipAddress: string | null): Promise<void> {
    const client = this.needs.clients.find((configured) => configured.name === name);
    if (client && timingSafeEqual(Buffer.from(sha256(secret)), Buffer.from(client.secretHash))) return;
    const addresses = this.needs.throttle.addresses(ipAddress);
    const attempt = await this.needs.throttle.attempt(addresses, () => Promise.resolve(null));
    const wrong = { login: `service ${name}`, password: secret, account: null, ipAddress };
    const actor = { id: null, login: null, ipAddress };
    await this.needs.database.transaction(async (tx) => {
      await this.needs.audit.record(tx, {
        action: 'introspection.refused',
        actor,
        // Only names we know: people type secrets everywhere.
        details: { client: client?.name ?? null },
      });
      // A service that keeps sending an old secret guesses once.
      await attempt.failed(tx, actor, wrong);
    });
    throw new Refusal('INVALID_CREDENTIALS', 'There is no such client, or the secret is wrong.');
  }

  /** Null for a token that is good for nothing, or for setting up a second factor or changing the password only. */
  async introspect(token: string): Promise<Session | null> {
    return this.needs.sessions.authenticate(token, null);
  }
}
