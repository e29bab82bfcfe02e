import { setImmediate as afterAnswer } from 'node:timers/promises';
import { type EntityManager, LessThanOrEqual, MoreThan } from 'typeorm';
import { lockAccounts } from '../../accounts/account-lock.js';
import type { ContactsService } from '../../accounts/contacts/contacts.service.js';
import type { Ground } from '../../accounts/ground.js';
import type { PasswordsService } from '../../accounts/passwords.service.js';
import type { ThrottleService } from '../../accounts/throttle/throttle.service.js';
import type { AccountProfile } from '../../platform/acting/account-profile.js';
import { unproven } from '../../platform/acting/actor.js';
import type { Client } from '../../platform/acting/client.js';
import { MINUTE } from '../../platform/clock.js';
import { changed } from '../../platform/database/prepared.js';
import type { LaterWrites } from '../../platform/database/later-writes.js';
import { type Sweep, sweepRows } from '../../platform/database/sweep.js';
import { randomSecret, sha256 } from '../../platform/encryption/secrets.js';
import { newId } from '../../platform/ids.js';
import { Refusal } from '../../platform/refusal.js';
import type { Settings } from '../../settings/settings.entity.js';
import { PasswordReset } from './password-reset.entity.js';

const LASTS = 45 * MINUTE;
const ATTEMPTS = 5;

/** Why somebody is sent no link, as the audit log has it. */
type Refused = 'DISABLED' | 'PASSWORD_ELSEWHERE' | 'NO_PASSWORD_YET' | 'NO_ADDRESS';

/** Links for forgotten passwords, from the question to the mail: 256 bits, kept as a hash, good once and for 45 minutes. */
export class ResetLinksService {
  constructor(
    private readonly needs: Ground & {
      passwords: PasswordsService;
      contacts: ContactsService;
      throttle: ThrottleService;
      later: LaterWrites;
      options: { publicUrl: string; mailConfigured: boolean };
    },
  ) {}

  isOnOffer({ allowPasswordResetByMail }: Readonly<Settings>): boolean {
    return allowPasswordResetByMail && this.needs.options.mailConfigured;
  }

  /**
   * Says the same, by the same statements, whoever is meant: the login is looked up once the answer has gone. Throws
   * METHOD_DISABLED, or TOO_MANY_ATTEMPTS by the address that it is asked from.
   */
  async request(login: string, client: Client): Promise<void> {
    if (!this.isOnOffer(await this.needs.settings.current())) {
      throw new Refusal('METHOD_DISABLED', 'Passwords are not reset by mail here. Ask your administrator.');
    }
    await this.needs.throttle.countForgotten(client.ipAddress);
    this.needs.later.start(async () => {
      await afterAnswer();
      await this.answer(login, client);
    });
  }

  /** Of a link that may be used. Throws CHALLENGE_EXPIRED. */
  async find(token: string): Promise<PasswordReset> {
    const found = await this.needs.database.manager.findOneBy(PasswordReset, {
      hash: sha256(token),
      attemptsLeft: MoreThan(0),
      expiresAt: MoreThan(this.needs.clock.now()),
    });
    if (!found) throw expired();
    return found;
  }

  /** Takes one attempt at the second factor before the check it pays for. Throws CHALLENGE_EXPIRED when none is left. */
  async spendAttempt(tx: EntityManager, { id }: PasswordReset): Promise<void> {
    const sql =
      'UPDATE password_resets SET attemptsLeft = attemptsLeft - 1 WHERE id = ? AND attemptsLeft > 0 AND expiresAt > ?';
    if ((await changed(tx, sql, [id, this.needs.clock.now()])) !== 1) throw expired();
  }

  /**
   * Uses the link up. Throws CHALLENGE_EXPIRED when another request was faster, a newer one has taken its place, or the
   * account is written to somewhere else by now.
   */
  async spend(tx: EntityManager, { id, sentTo }: PasswordReset, account: AccountProfile): Promise<void> {
    const { email } = await this.needs.contacts.recipient(tx, account.id, account.login);
    const sql = 'DELETE FROM password_resets WHERE id = ? AND expiresAt > ?';
    const found = await changed(tx, sql, [id, this.needs.clock.now()]);
    if (found !== 1 || email !== sentTo) throw expired();
  }

  /** A link's address for its mail, made when that is written, as that of a password link. Null when it is no longer good. */
  async addressForMail(linkId: string): Promise<string | null> {
    const token = randomSecret();
    const { affected } = await this.needs.database.manager.update(
      PasswordReset,
      { id: linkId, expiresAt: MoreThan(this.needs.clock.now()) },
      { hash: sha256(token) },
    );
    // In the fragment, which browsers send to nobody.
    return affected === 1 ? `${this.needs.options.publicUrl}/reset-password#${token}` : null;
  }

  sweepExpired(): Sweep {
    const where = { expiresAt: LessThanOrEqual(this.needs.clock.now()) };
    return sweepRows(this.needs.database, PasswordReset, { key: 'id', by: 'expiresAt', where });
  }

  /** Nothing is kept of a login that nobody has. */
  private async answer(login: string, { ipAddress }: Client): Promise<void> {
    const known = await this.needs.passwords.known(login);
    if (!known || !(await this.mayMail(known))) return;
    await this.needs.database.transaction(async (tx) => {
      const account = (await lockAccounts(tx, [known.id])).get(known.id);
      if (!account) return;
      const { email } = await this.needs.contacts.recipient(tx, account.id, account.login);
      const refused = refusalOf(account, email);
      const details =
        email === null || refused !== null ? { refused } : { linkId: await this.issue(tx, account, email) };
      await this.needs.audit.record(tx, {
        action: 'password.reset_requested',
        actor: unproven({ ipAddress }),
        account,
        details,
      });
    });
  }

  private async issue(tx: EntityManager, account: AccountProfile, sentTo: string): Promise<string> {
    const now = this.needs.clock.now();
    const id = newId(now);
    const { id: accountId, credentialVersion } = account;
    const link = { accountId, id, sentTo, credentialVersion, attemptsLeft: ATTEMPTS, expiresAt: now + LASTS };
    await tx.upsert(PasswordReset, { ...link, hash: sha256(randomSecret()) }, ['accountId']);
    return id;
  }

  /** Strangers may ask as often as they like: nobody is told that there were enough mails for a day. */
  private async mayMail({ id, login, loginKey }: AccountProfile): Promise<boolean> {
    const { email } = await this.needs.contacts.recipient(this.needs.database.manager, id, login);
    try {
      await this.needs.throttle.countMail('password-reset', email ?? loginKey, id);
      return true;
    } catch (error) {
      if (error instanceof Refusal && error.code === 'TOO_MANY_ATTEMPTS') return false;
      throw error;
    }
  }
}

function refusalOf(account: AccountProfile, email: string | null): Refused | null {
  if (account.disabled) return 'DISABLED';
  if (account.directoryKey !== null) return 'PASSWORD_ELSEWHERE';
  // The link of the invitation is theirs to use first: it may have been handed over by somebody who knows them.
  if (account.passwordState === 'NONE') return 'NO_PASSWORD_YET';
  return email === null ? 'NO_ADDRESS' : null;
}

export const expired = (): Refusal =>
  new Refusal('CHALLENGE_EXPIRED', 'This link no longer works. Ask for a new one on the sign-in page.');
