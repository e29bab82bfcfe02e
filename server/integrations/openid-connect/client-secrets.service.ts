import { timingSafeEqual } from 'node:crypto';
import type { Ground } from '../../accounts/ground.js';
import type { ThrottleService } from '../../accounts/throttle/throttle.service.js';
import { sha256 } from '../../platform/encryption/secrets.js';
import { Refusal } from '../../platform/refusal.js';

/** The secrets of programs, which are of 256 bits and kept as hashes. */
export class ClientSecretsService {
  constructor(private readonly needs: Ground & { throttle: ThrottleService }) {}

  isOneOf(secret: string, hashes: readonly string[]): boolean {
    const digest = Buffer.from(sha256(secret));
    return hashes.some((hash) => hash.length === digest.length && timingSafeEqual(digest, Buffer.from(hash)));
  }

  /** Counted by address, each secret once: one of 256 bits is not guessed. Returns why to wait; null: there is no need. */
  async noteWrong(
    client: { id: string; name: string },
    secret: string,
    ipAddress: string | null,
  ): Promise<string | null> {
    const addresses = this.needs.throttle.addresses(ipAddress);
    const wrong = { login: `client ${client.name}`, password: secret, account: null, ipAddress };
    const actor = { id: null, login: null, ipAddress };
    try {
      const attempt = await this.needs.throttle.attempt(addresses, () => Promise.resolve(null));
      await this.needs.database.transaction(async (tx) => {
        const details = { applicationId: client.id, reason: 'WRONG_SECRET' };
        await this.needs.audit.record(tx, { action: 'oidc.refused', actor, details });
        // An application that keeps sending an old secret guesses once.
        await attempt.failed(tx, actor, wrong);
      });
    } catch (error) {
      if (error instanceof Refusal) return error.message;
      throw error;
    }
    return null;
  }
}
