import { timingSafeEqual } from 'node:crypto';
import type { Action } from '../../events/audit/actions.js';
import type { Ground } from '../../accounts/ground.js';
import type { ThrottleService } from '../../accounts/throttle/throttle.service.js';
import { sha256 } from '../../platform/encryption/secrets.js';

/** The secrets of programs, which are of 256 bits and kept as hashes. */
export class ClientSecretsService {
  constructor(private readonly needs: Ground & { throttle: ThrottleService }) {}

  isOneOf(secret: string, hashes: readonly string[]): boolean {
    const digest = Buffer.from(sha256(secret));
    return hashes.some((hash) => hash.length === digest.length && timingSafeEqual(digest, Buffer.from(hash)));
  }

  /**
   * Counts a wrong secret by address, each once: one of 256 bits is not guessed, and a program that keeps sending an old
   * one guesses once. Throws TOO_MANY_ATTEMPTS.
   */
  async countWrong(
    presented: { client: string; secret: string; ipAddress: string | null },
    event: { action: Action; details: Record<string, unknown> },
  ): Promise<void> {
    const { client, secret, ipAddress } = presented;
    const actor = { id: null, login: null, ipAddress };
    const addresses = this.needs.throttle.addresses(ipAddress);
    const attempt = await this.needs.throttle.attempt(addresses, () => Promise.resolve(null));
    const wrong = { login: `client ${client}`, password: secret, account: null, ipAddress };
    await this.needs.database.transaction(async (tx) => {
      await this.needs.audit.record(tx, { ...event, actor });
      await attempt.failed(tx, actor, wrong);
    });
  }
}
