import { type EntityManager, In } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import type { PasswordsService } from '../../accounts/passwords.service.js';
import { MINUTE } from '../../platform/clock.js';
import { newId } from '../../platform/ids.js';
import type { Digest, KeyRing } from '../../platform/encryption/key-ring.js';
import type { LaterWrites } from '../../platform/database/later-writes.js';
import type { Packed } from '../../platform/database/packed-columns.js';
import { Refusal } from '../../platform/refusal.js';
import { enrolmentDeadline } from '../../settings/requirement.js';
import type { PolicyFacts } from '../../settings/policies/policy-columns.js';
import { oneLine } from '../../platform/text.js';
import { AppPassword } from './app-password.entity.js';
import { checkScopes } from './scopes.js';
import { grouped, parseLookupSecret, randomLookupSecret } from '../../platform/lookup-secret.js';
import type { AccountProfile } from '../../platform/acting/account-profile.js';
import { type Acting, actorOf } from '../../platform/acting/guard.js';
import type { Session } from '../../platform/acting/session.js';
import type { Ground } from '../../accounts/ground.js';
import { ACCOUNT, type Milliseconds, toProfile } from '../../accounts/account-row.js';

const MOST = 50;
const USE_RECORDED_EVERY = MINUTE;

export interface NewAppPassword {
  name: string;
  scopes: string[];
  /** Milliseconds; undefined: does not expire. */
  expiresAt?: number;
}

type Owner = Pick<
  AccountProfile,
  | 'id'
  | 'login'
  | 'loginKey'
  | 'allowedNetworks'
  | 'directoryKey'
  | 'directoryConfirmedAt'
  | 'directoryAskedAt'
  | 'role'
  | 'createdAt'
> &
  PolicyFacts;

/** An app password that is right. */
export interface FoundAppPassword {
  id: string;
  account: Owner;
  scopes: string[];
  lastUsedAt: number;
  /** Its hash under the current key, which need not be the one it is stored under. */
  digest: Digest;
}

interface FoundRow {
  account: Packed;
  appPasswordId: string;
  scopes: string;
  expiresAt: Milliseconds | null;
  lastUsedAt: Milliseconds | null;
}

// 118 bits, beyond the 112 from which a fast hash is enough (ASVS 6.5.2).
const SECRET_LENGTH = 24;

const find = (hashes: number): string => `SELECT p.id AS appPasswordId, p.scopes, p.expiresAt, p.lastUsedAt,
  ${ACCOUNT.sql} AS account FROM app_passwords p
  INNER JOIN accounts a ON a.id = p.accountId AND a.credentialVersion = p.credentialVersion
  WHERE p.hash IN (${Array.from({ length: hashes }, () => '?').join(', ')})`;

/**
 * For backends that cannot ask for a second factor. They end with all that was proved under the same
 * `credentialVersion`: when the password changes, the account is disabled, its factors are reset or its tokens
 * are revoked.
 */
export class AppPasswordsService {
  constructor(
    private readonly needs: Ground & {
      keys: KeyRing;
      passwords: PasswordsService;
      later: LaterWrites;
    },
  ) {}

  /** Returns the password too, for this once. Throws METHOD_DISABLED, BAD_USER_INPUT, or CONFLICT with 50. */
  async create(
    session: Session,
    input: NewAppPassword,
  ): Promise<{ password: string; appPassword: AppPassword }> {
    if (!(await this.needs.settings.of(session.account)).allowAppPasswords) {
      throw new Refusal('METHOD_DISABLED', 'The administrator has switched app passwords off.');
    }
    const createdAt = this.needs.clock.now();
    if (input.expiresAt !== undefined && input.expiresAt <= createdAt) {
      throw new Refusal('BAD_USER_INPUT', 'expiresAt must be in the future.', { field: 'expiresAt' });
    }
    const secret = randomLookupSecret(SECRET_LENGTH);
    const appPassword: AppPassword = {
      id: newId(createdAt),
      accountId: session.account.id,
      credentialVersion: session.account.credentialVersion,
      ...this.needs.keys.digests(secret)[0],
      name: oneLine(input.name, 'name', 100),
      scopes: checkScopes(input.scopes),
      createdAt,
      expiresAt: input.expiresAt ?? null,
      lastUsedAt: null,
      lastUsedFrom: null,
    };
    await this.needs.guard.own(session, async (tx, account) => {
      await this.makeRoom(tx, account);
      await tx.insert(AppPassword, appPassword);
      await this.needs.audit.record(tx, {
        action: 'app_password.created',
        actor: session.actor,
        details: describe(appPassword),
      });
    });
    return { password: grouped(secret), appPassword };
  }

  /** Those that have not ended, expired ones among them; oldest first. */
  async listMany(accountIds: readonly string[]): Promise<AppPassword[]> {
    return this.needs.database.manager
      .createQueryBuilder(AppPassword, 'p')
      .innerJoin(Account, 'a', 'a.id = p.accountId AND a.credentialVersion = p.credentialVersion')
      .where({ accountId: In(accountIds) })
      .orderBy({ 'p.createdAt': 'ASC', 'p.id': 'ASC' })
      .getMany();
  }

  /** Names of those that still work, for whom they are about to be taken from; oldest first. */
  async working(accountId: string, tx = this.needs.database.manager): Promise<string[]> {
    const found = await tx
      .createQueryBuilder(AppPassword, 'p')
      .innerJoin(Account, 'a', 'a.id = p.accountId AND a.credentialVersion = p.credentialVersion')
      .where({ accountId })
      .andWhere('(p.expiresAt IS NULL OR p.expiresAt > :now)', { now: this.needs.clock.now() })
      .orderBy({ 'p.createdAt': 'ASC', 'p.id': 'ASC' })
      .getMany();
    return found.map(({ name }) => name);
  }

  /** Throws NOT_FOUND for one that is not the caller's. */
  async rename(session: Session, id: string, name: string): Promise<AppPassword> {
    const owned = { id, accountId: session.account.id };
    const to = oneLine(name, 'name', 100);
    return this.needs.guard.own(session, async (tx) => {
      const before = await tx.findOneBy(AppPassword, owned);
      const { affected } = await tx.update(AppPassword, owned, { name: to });
      if (!before || affected !== 1) throw notFound();
      await this.needs.audit.record(tx, {
        action: 'app_password.renamed',
        actor: session.actor,
        details: { appPasswordId: id, formerName: before.name, to },
      });
      return tx.findOneByOrFail(AppPassword, owned);
    });
  }

  /** Throws NOT_FOUND for one that is not the caller's. */
  async revoke(session: Session, id: string): Promise<void> {
    await this.revokeOf(session, session.account.id, id);
  }

  /** No matter whose it is. Throws NOT_FOUND. */
  async revokeOf(acting: Acting, accountId: string, id: string): Promise<void> {
    await this.needs.guard.on(acting, accountId, async (tx, account) => {
      const before = await tx.findOneBy(AppPassword, { id, accountId });
      const { affected } = await tx.delete(AppPassword, { id, accountId });
      if (!before || affected !== 1) throw notFound();
      await this.needs.audit.record(tx, {
        action: 'app_password.revoked',
        actor: actorOf(acting),
        account,
        details: { appPasswordId: id, name: before.name },
      });
    });
  }

  /**
   * The account's app password that was typed; null when it is none of its own, has ended or has expired.
   * Nothing is counted: they cannot be guessed. Throws ENROLMENT_REQUIRED when the account is to set up a second factor
   * before anything else.
   */
  async check(login: string, typed: string): Promise<FoundAppPassword | null> {
    const secret = parseLookupSecret(typed, SECRET_LENGTH);
    if (secret === null) return null;
    const digests = this.needs.keys.digests(secret);
    const row = await this.needs.database.row<FoundRow>(
      find(digests.length),
      digests.map(({ hash }) => hash),
    );
    if (!row || (row.expiresAt !== null && Number(row.expiresAt) <= this.needs.clock.now())) return null;
    const account = toProfile(ACCOUNT.read(row.account));
    if (account.disabled || account.reportedAt !== null) return null;
    if (!this.needs.passwords.isNamed(account, login)) return null;
    const settings = await this.needs.settings.of(account);
    if (!settings.allowAppPasswords) return null;
    const deadline = enrolmentDeadline(account, settings);
    if (deadline !== null && deadline <= this.needs.clock.now()) {
      throw new Refusal(
        'ENROLMENT_REQUIRED',
        'Set up a second factor first: it is required for this account.',
      );
    }
    return {
      id: row.appPasswordId,
      account,
      scopes: JSON.parse(row.scopes) as string[],
      lastUsedAt: Number(row.lastUsedAt ?? 0),
      digest: digests[0],
    };
  }

  /** At most once a minute each, on whichever server comes first; the request does not wait for it. */
  noteUse(found: FoundAppPassword, ipAddress: string | null): void {
    if (this.needs.clock.now() - found.lastUsedAt < USE_RECORDED_EVERY) return;
    this.needs.later.start(() => this.recordUse(found, ipAddress));
  }

  /** Counts under the account's lock, so that the limit is not overtaken. */
  private async makeRoom(tx: EntityManager, { id, credentialVersion }: AccountProfile): Promise<void> {
    await tx
      .createQueryBuilder()
      .delete()
      .from(AppPassword)
      .where('accountId = :id AND credentialVersion <> :credentialVersion', { id, credentialVersion })
      .execute();
    if ((await tx.countBy(AppPassword, { accountId: id })) >= MOST) {
      throw new Refusal('CONFLICT', `An account has at most ${MOST} app passwords: revoke one first.`);
    }
  }

  /** Audited when it is the first use, or the first from another address; moves on to the current key. */
  private async recordUse(
    { id, account, digest }: FoundAppPassword,
    ipAddress: string | null,
  ): Promise<void> {
    const now = this.needs.clock.now();
    await this.needs.database.transaction(async (tx) => {
      const before = await tx.findOneBy(AppPassword, { id });
      const { affected } = await tx
        .createQueryBuilder()
        .update(AppPassword)
        .set({ lastUsedAt: now, lastUsedFrom: ipAddress, ...digest })
        .where('id = :id AND (lastUsedAt IS NULL OR lastUsedAt <= :due)', {
          id,
          due: now - USE_RECORDED_EVERY,
        })
        .execute();
      if (!before || affected !== 1) return;
      if (before.lastUsedAt !== null && before.lastUsedFrom === ipAddress) return;
      await this.needs.audit.record(tx, {
        action: 'app_password.used',
        actor: { id: account.id, login: account.login, ipAddress },
        details: { appPasswordId: id, name: before.name, first: before.lastUsedAt === null },
      });
    });
  }
}

const describe = ({ id, name, scopes, expiresAt }: AppPassword): Record<string, unknown> => ({
  appPasswordId: id,
  name,
  scopes,
  expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
});

const notFound = (): Refusal => new Refusal('NOT_FOUND', 'No such app password.');
