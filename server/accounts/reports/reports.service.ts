import { type EntityManager, LessThanOrEqual, MoreThan } from 'typeorm';
import type { Client } from '../../platform/acting/client.js';
import { unproven } from '../../platform/acting/actor.js';
import { DAY } from '../../platform/clock.js';
import { type Sweep, sweepRows } from '../../platform/database/sweep.js';
import { randomSecret, sha256 } from '../../platform/encryption/secrets.js';
import { newId } from '../../platform/ids.js';
import { Refusal } from '../../platform/refusal.js';
import type { Access } from '../access.js';
import { lockAccounts } from '../account-lock.js';
import { Account } from '../account.entity.js';
import type { AccountsService } from '../accounts.service.js';
import type { Ground } from '../ground.js';
import type { ThrottleService } from '../throttle/throttle.service.js';
import { ReportLink } from './report-link.entity.js';

const LASTS = 7 * DAY;

/**
 * "This wasn't me", said by the link of a mail. Whoever reads the mail can lock the account and do nothing else: all that
 * is open ends, and nobody signs in until the password was chosen anew, or an administrator unlocks it. A change of the
 * password leaves the links good, since it may have been the intruder's.
 */
export class ReportsService {
  constructor(
    private readonly needs: Ground & {
      accounts: AccountsService;
      access: Access;
      throttle: ThrottleService;
      publicUrl: string;
    },
  ) {}

  /** In the transaction of what its mail tells of; nobody knows its token before that is written. Returns its id. */
  async open(tx: EntityManager, accountId: string, deviceId: string | null): Promise<string> {
    const now = this.needs.clock.now();
    const id = newId(now);
    await tx.insert(ReportLink, {
      id,
      accountId,
      deviceId,
      hash: sha256(randomSecret()),
      expiresAt: now + LASTS,
    });
    return id;
  }

  /** A link's address, made when its mail is written, as that of a password link is; null when it is no longer good. */
  async addressForMail(id: string): Promise<string | null> {
    const token = randomSecret();
    const { affected } = await this.needs.database.manager.update(
      ReportLink,
      { id, expiresAt: MoreThan(this.needs.clock.now()) },
      { hash: sha256(token) },
    );
    // In the fragment, which browsers send to nobody.
    return affected === 1 ? `${this.needs.publicUrl}/not-me#${token}` : null;
  }

  /**
   * Ends all the account's access, forgets the device that the mail told of, and locks the account. Throws
   * CHALLENGE_EXPIRED for a link that is unknown, used or expired; TOO_MANY_ATTEMPTS.
   */
  async report(token: string, client: Client): Promise<void> {
    const good = { hash: sha256(token), expiresAt: MoreThan(this.needs.clock.now()) };
    const addresses = this.needs.throttle.addresses(client.ipAddress);
    const attempt = await this.needs.throttle.attempt(addresses, () =>
      this.needs.database.manager.findOneBy(ReportLink, good),
    );
    if (!attempt.outcome) throw expired();
    const { accountId, deviceId } = attempt.outcome;
    await this.needs.database.transaction(async (tx) => {
      const account = (await lockAccounts(tx, [accountId])).get(accountId);
      const { affected } = await tx.delete(ReportLink, { ...good, accountId });
      if (affected !== 1 || !account) throw expired();
      await tx.delete(ReportLink, { accountId });
      await tx.update(Account, { id: accountId }, { reportedAt: this.needs.clock.now() });
      const ended = await this.needs.accounts.endAllAccess(tx, accountId);
      if (deviceId !== null) await this.needs.access.devices.forget(tx, accountId, deviceId);
      await this.needs.audit.record(tx, {
        action: 'account.reported_compromised',
        actor: unproven(client),
        account,
        details: ended,
      });
      // Whoever has a link does not guess.
      await attempt.succeeded(tx);
    });
  }

  sweepExpired(): Sweep {
    const where = { expiresAt: LessThanOrEqual(this.needs.clock.now()) };
    return sweepRows(this.needs.database, ReportLink, { key: 'id', by: 'expiresAt', where });
  }
}

const expired = (): Refusal =>
  new Refusal('CHALLENGE_EXPIRED', 'This link no longer works: it was used, or is too old.');
