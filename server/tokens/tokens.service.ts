import { Brackets, In, type EntityManager, IsNull, LessThanOrEqual, MoreThan, Not } from 'typeorm';
import type { AccountProfile, AccountRole, PasswordState } from '../accounts/account.entity.js';
import type { AuditService } from '../audit/audit.service.js';
import { type Clock, DAY, MINUTE } from '../database/clock.js';
import type { Database } from '../database/database.js';
import { newId } from '../database/ids.js';
import type { LaterWrites } from '../database/later-writes.js';
import { randomSecret, sha256 } from '../database/secrets.js';
import { type Sweep, sweepRows } from '../database/sweep.js';
import { tokenLookedUp } from '../diagnostics.js';
import type { Device } from '../devices/device.entity.js';
import type { DevicesService } from '../devices/devices.service.js';
import { type Acting, actorOf, type Guard } from '../guard/guard.js';
import { Refusal } from '../refusal.js';
import type { Session } from '../session.js';
import type { SettingsService } from '../settings/settings.service.js';
import { AuthToken, type SecondFactor, type SignInMethod } from './auth-token.entity.js';
import type { SignedTokens } from './signed-tokens.js';

const PREFIX = 'lk_';
const USE_RECORDED_EVERY = MINUTE;

const ACCOUNT_COLUMNS = `a.id, a.login, a.loginKey, a.displayName, a.nameKey, a.role, a.disabled,
  a.passwordState, a.credentialVersion, a.primaryFactors, a.requireTwoFactor, a.graceFrom, a.createdAt, a.lastSignInAt`;

const FIND_STORED = `SELECT t.id AS tokenId, t.deviceId, t.secondFactor, t.createdAt AS issuedAt, t.lastUsedAt,
  t.expiresAt, ${ACCOUNT_COLUMNS} FROM auth_tokens t INNER JOIN accounts a ON a.id = t.accountId WHERE t.hash = ?`;

// A signed token ends with its device, so that forgetting a device works in this mode too.
const FIND_SIGNED = `SELECT ${ACCOUNT_COLUMNS} FROM accounts a
  INNER JOIN devices d ON d.accountId = a.id AND d.id = ? WHERE a.id = ?`;

/** A bigint column as the drivers hand it over. */
type Milliseconds = number | string;

interface AccountRow {
  id: string;
  login: string;
  loginKey: string;
  displayName: string | null;
  nameKey: string | null;
  role: AccountRole;
  disabled: number;
  passwordState: PasswordState;
  credentialVersion: number;
  primaryFactors: number;
  requireTwoFactor: number;
  graceFrom: Milliseconds | null;
  createdAt: Milliseconds;
  lastSignInAt: Milliseconds | null;
}

interface StoredRow extends AccountRow {
  tokenId: string;
  deviceId: string;
  secondFactor: SignInMethod | null;
  issuedAt: Milliseconds;
  lastUsedAt: Milliseconds | null;
  expiresAt: Milliseconds | null;
}

export type Renewed = Pick<IssuedToken, 'token' | 'expiresAt'>;

export interface IssuedToken {
  token: string;
  tokenId: string;
  kind: Session['kind'];
  issuedAt: number;
  expiresAt: number | null;
}

export class TokensService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly guard: Guard,
    private readonly settings: SettingsService,
    private readonly signed: SignedTokens,
    private readonly devices: DevicesService,
    private readonly audit: AuditService,
    private readonly later: LaterWrites,
  ) {}

  /** Issues a token for a completed sign-in, stored or signed as the settings say. */
  async issue(
    tx: EntityManager,
    account: { id: string; credentialVersion: number },
    deviceId: string,
    secondFactor: SignInMethod | null,
  ): Promise<IssuedToken> {
    const { authTokenExpirationLifetimeDays: days, storeAuthTokenInDB } = await this.settings.current(tx);
    const issuedAt = this.clock.now();
    const expiresAt = days === 0 ? null : issuedAt + days * DAY;
    const tokenId = newId(issuedAt);
    if (!storeAuthTokenInDB) {
      const jwt = await this.signed.sign({
        tokenId,
        accountId: account.id,
        deviceId,
        credentialVersion: account.credentialVersion,
        secondFactor,
        issuedAt,
        expiresAt,
      });
      await this.signed.noteExpiry(tx, expiresAt);
      return { token: PREFIX + jwt, tokenId, kind: 'signed', issuedAt, expiresAt };
    }
    const token = PREFIX + randomSecret();
    await tx.insert(AuthToken, {
      id: tokenId,
      hash: sha256(token),
      accountId: account.id,
      deviceId,
      secondFactor,
      createdAt: issuedAt,
      lastUsedAt: null,
      expiresAt,
    });
    return { token, tokenId, kind: 'stored', issuedAt, expiresAt };
  }

  /** Null for a token that is unknown, expired, revoked, forged, or whose account is disabled. */
  async authenticate(token: string, ipAddress: string | null): Promise<Session | null> {
    if (!token.startsWith(PREFIX)) return null;
    // A JWT has dots, a random token never.
    const kind = token.includes('.') ? 'signed' : 'stored';
    const session = await (kind === 'signed'
      ? this.authenticateSigned(token.slice(PREFIX.length), ipAddress)
      : this.authenticateStored(token, ipAddress));
    tokenLookedUp.publish({ kind, valid: session !== null });
    return session;
  }

  /** The account's live tokens, latest first. */
  async list(accountId: string): Promise<AuthToken[]> {
    return this.listMany([accountId]);
  }

  async listMany(accountIds: readonly string[]): Promise<AuthToken[]> {
    const now = this.clock.now();
    const idleSince = await this.idleSince();
    const tokens = await this.database.manager.find(AuthToken, {
      where: [
        { accountId: In(accountIds), expiresAt: MoreThan(now) },
        { accountId: In(accountIds), expiresAt: IsNull() },
      ],
      order: { createdAt: 'DESC', id: 'DESC' },
    });
    return tokens.filter(({ lastUsedAt, createdAt }) => (lastUsedAt ?? createdAt) > idleSince);
  }

  /** Which of these devices hold a live stored token. */
  async devicesSignedIn(deviceIds: readonly string[]): Promise<Set<string>> {
    const rows = await this.database.manager
      .createQueryBuilder(AuthToken, 't')
      .select('DISTINCT t.deviceId', 'deviceId')
      .where('t.deviceId IN (:...deviceIds)', { deviceIds })
      .andWhere('COALESCE(t.lastUsedAt, t.createdAt) > :idleSince', { idleSince: await this.idleSince() })
      .andWhere(
        new Brackets((live) =>
          live.where('t.expiresAt IS NULL').orWhere('t.expiresAt > :now', { now: this.clock.now() }),
        ),
      )
      .getRawMany<{ deviceId: string }>();
    return new Set(rows.map(({ deviceId }) => deviceId));
  }

  /** Ends the session's own token. False when it is signed: it then lives on until it expires. */
  async signOut(session: Session): Promise<boolean> {
    return this.guard.own(session, async (tx) => {
      const { affected } = await tx.delete(AuthToken, { id: session.tokenId });
      await this.audit.record(tx, { action: 'sign_out', actor: session.actor });
      return affected === 1;
    });
  }

  /** Throws NOT_FOUND for a token that is not the caller's. */
  async revoke(session: Session, id: string): Promise<void> {
    this.refuseIfSigned(session);
    await this.revokeStored(session, session.account.id, id);
  }

  /** Throws NOT_FOUND for a token that is not the account's, or that is not stored. */
  async revokeStored(acting: Acting, accountId: string, id: string): Promise<void> {
    await this.guard.on(acting, accountId, async (tx, account) => {
      const { affected } = await tx.delete(AuthToken, { id, accountId });
      if (affected !== 1) throw new Refusal('NOT_FOUND', 'No such token.');
      const actor = actorOf(acting);
      await this.audit.record(tx, { action: 'token.revoked', actor, account, details: { tokenId: id } });
    });
  }

  /** Returns how many were ended. */
  async revokeOthers(session: Session): Promise<number> {
    this.refuseIfSigned(session);
    return this.guard.own(session, async (tx) => {
      const count = await this.revokeAll(tx, session.account.id, session.tokenId);
      await this.audit.record(tx, {
        action: 'token.others_revoked',
        actor: session.actor,
        details: { count },
      });
      return count;
    });
  }

  /** Ends the account's stored tokens, but for one if named; returns how many. */
  async revokeAll(tx: EntityManager, accountId: string, exceptTokenId?: string): Promise<number> {
    const { affected } = await tx.delete(AuthToken, {
      accountId,
      ...(exceptTokenId !== undefined && { id: Not(exceptTokenId) }),
    });
    return affected ?? 0;
  }

  /** Ends a device's tokens and keeps its trust. Throws CONFLICT while tokens are not stored. */
  async signOutDevice(acting: Acting, accountId: string, deviceId: string): Promise<Device> {
    if (!(await this.settings.current()).storeAuthTokenInDB) throw notStored();
    return this.guard.on(acting, accountId, async (tx, account) => {
      const device = await this.devices.byId(accountId, deviceId, tx);
      await tx.delete(AuthToken, { accountId, deviceId });
      const actor = actorOf(acting);
      await this.audit.record(tx, { action: 'device.signed_out', actor, account, details: { deviceId } });
      return device;
    });
  }

  /** Notes what was proved since the token was issued. */
  async setSecondFactor(tx: EntityManager, id: string, secondFactor: SecondFactor): Promise<void> {
    await tx.update(AuthToken, { id }, { secondFactor });
  }

  /**
   * A new secret for the same session; the presented one is worth nothing from now on. Null for a signed token, and
   * when another request was faster.
   */
  async renew(
    { kind, tokenId, expiresAt }: Session,
    presented: string,
    tx?: EntityManager,
  ): Promise<Renewed | null> {
    if (kind === 'signed') return null;
    const token = PREFIX + randomSecret();
    const { affected } = await (tx ?? this.database.manager).update(
      AuthToken,
      { id: tokenId, hash: sha256(presented) },
      { hash: sha256(token) },
    );
    return affected === 1 ? { token, expiresAt } : null;
  }

  /** Ends the token a browser held until it signed in anew. */
  async revokeReplaced(tx: EntityManager, token: string): Promise<void> {
    await tx.delete(AuthToken, { hash: sha256(token) });
  }

  sweepExpired(): Sweep {
    const where = { expiresAt: LessThanOrEqual(this.clock.now()) };
    return sweepRows(this.database, AuthToken, { key: 'id', by: 'expiresAt', where });
  }

  private async authenticateStored(token: string, ipAddress: string | null): Promise<Session | null> {
    const [row] = await this.database.rows<StoredRow>(FIND_STORED, [sha256(token)]);
    if (!row || row.disabled) return null;
    const now = this.clock.now();
    if (row.expiresAt !== null && Number(row.expiresAt) <= now) return null;
    if (Number(row.lastUsedAt ?? row.issuedAt) <= (await this.idleSince())) return null;
    if (now - Number(row.lastUsedAt ?? 0) >= USE_RECORDED_EVERY) {
      this.later.start(() => this.recordUse(row.deviceId, row.tokenId, ipAddress));
    }
    return {
      tokenId: row.tokenId,
      kind: 'stored',
      account: toProfile(row),
      deviceId: row.deviceId,
      secondFactor: row.secondFactor,
      issuedAt: Number(row.issuedAt),
      expiresAt: row.expiresAt === null ? null : Number(row.expiresAt),
      actor: { id: row.id, login: row.login, ipAddress },
    };
  }

  private async authenticateSigned(jwt: string, ipAddress: string | null): Promise<Session | null> {
    const claims = await this.signed.verify(jwt);
    if (!claims) return null;
    const [row] = await this.database.rows<AccountRow>(FIND_SIGNED, [claims.deviceId, claims.accountId]);
    if (!row || row.disabled || row.credentialVersion !== claims.credentialVersion) return null;
    return {
      tokenId: claims.tokenId,
      kind: 'signed',
      account: toProfile(row),
      deviceId: claims.deviceId,
      secondFactor: claims.secondFactor,
      issuedAt: claims.issuedAt,
      expiresAt: claims.expiresAt,
      actor: { id: row.id, login: row.login, ipAddress },
    };
  }

  /** A session last used then, or before, has been idle too long. Use is noted to the minute, which is in its favour. */
  private async idleSince(): Promise<number> {
    const { idleTimeoutMinutes } = await this.settings.current();
    return idleTimeoutMinutes === 0 ? 0 : this.clock.now() - idleTimeoutMinutes * MINUTE - USE_RECORDED_EVERY;
  }

  /** At most once a minute a token, on whichever server comes first. */
  private async recordUse(deviceId: string, tokenId: string, ipAddress: string | null): Promise<void> {
    const now = this.clock.now();
    const { affected } = await this.database.manager
      .createQueryBuilder()
      .update(AuthToken)
      .set({ lastUsedAt: now })
      .where('id = :tokenId AND (lastUsedAt IS NULL OR lastUsedAt <= :before)', {
        tokenId,
        before: now - USE_RECORDED_EVERY,
      })
      .execute();
    if (affected === 1) await this.devices.seen(deviceId, ipAddress);
  }

  private refuseIfSigned(session: Session): void {
    if (session.kind === 'signed') throw notStored();
  }
}

const notStored = (): Refusal =>
  new Refusal(
    'CONFLICT',
    'Tokens are signed, not stored (storeAuthTokenInDB is off): one alone cannot be ended. Forget the device, change the password, or have an administrator end all of the account’s tokens.',
  );

function toProfile(row: AccountRow): AccountProfile {
  return {
    id: row.id,
    login: row.login,
    loginKey: row.loginKey,
    displayName: row.displayName,
    nameKey: row.nameKey,
    role: row.role,
    disabled: Boolean(row.disabled),
    passwordState: row.passwordState,
    credentialVersion: row.credentialVersion,
    primaryFactors: row.primaryFactors,
    requireTwoFactor: Boolean(row.requireTwoFactor),
    graceFrom: row.graceFrom === null ? null : Number(row.graceFrom),
    createdAt: Number(row.createdAt),
    lastSignInAt: row.lastSignInAt === null ? null : Number(row.lastSignInAt),
  };
}
