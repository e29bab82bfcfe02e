import {
  In,
  type EntityManager,
  type FindOptionsWhere,
  IsNull,
  LessThan,
  LessThanOrEqual,
  Not,
} from 'typeorm';
import { DAY, SECOND } from '../../platform/clock.js';
import { firstIdAt, newId } from '../../platform/ids.js';
import { randomSecret, sha256 } from '../../platform/encryption/secrets.js';
import { type Sweep, sweepRows } from '../../platform/database/sweep.js';
import { changed, Insertion } from '../../platform/database/prepared.js';
import { Device, signedVersion } from '../devices/device.entity.js';
import type { DevicesService } from '../devices/devices.service.js';
import { describedDevice } from '../devices/user-agent.js';
import { Refusal } from '../../platform/refusal.js';
import type { PolicySubject } from '../../settings/policies/account-settings.js';
import { AuthToken } from './auth-token.entity.js';
import { issuedAfter, whereLive } from './live-tokens.js';
import { makeRoom } from './room.js';
import { endOf, expiryOf } from '../session-worth.js';
import { PREFIX, REPLACED_FOR } from '../sessions.service.js';
import type { SignedTokens } from './signed-tokens.js';
import { type Acting, actorOf } from '../../platform/acting/guard.js';
import type { AccountProfile } from '../../platform/acting/account-profile.js';
import type { Session } from '../../platform/acting/session.js';
import type { SecondFactor, SignInMethod } from '../../platform/acting/sign-in-method.js';
import type { Ground } from '../../accounts/ground.js';

// Two answers of the same moment may reach a browser in either order: only one may bring a new secret.
const AT_ONCE = 5 * SECOND;

const NEW_TOKEN = new Insertion<Omit<AuthToken, 'replacedHash' | 'replacedAt' | 'lastUsedAt'>>(
  'auth_tokens',
  ['id', 'hash', 'epoch', 'accountId', 'deviceId', 'secondFactor', 'createdAt', 'expiresAt'],
);
const RENEW = `UPDATE auth_tokens SET hash = ?, replacedHash = ?, replacedAt = ? WHERE id = ? AND
  (hash = ? OR (replacedHash = ? AND replacedAt > ? AND replacedAt <= ?))`;
const END_HELD = 'DELETE FROM auth_tokens WHERE hash = ? OR (replacedHash = ? AND replacedAt > ?)';

export type Renewed = Pick<IssuedToken, 'token' | 'issuedAt' | 'expiresAt'>;

export interface IssuedToken {
  token: string;
  tokenId: string;
  kind: Session['kind'];
  issuedAt: number;
  expiresAt: number | null;
  epoch: number;
  /** Of a signed one: see isSignedEnded. */
  signedVersion: number;
}

/** Issues tokens and ends them. */
export class TokensService {
  constructor(
    private readonly needs: Ground & {
      signed: SignedTokens;
      devices: DevicesService;
    },
  ) {}

  /** Issues a token for a completed sign-in, stored or signed as the settings say; it ends at `endsBy` at the latest. */
  async issue(
    tx: EntityManager,
    account: Pick<AccountProfile, 'id' | 'credentialVersion'> & PolicySubject,
    deviceId: string,
    secondFactor: SignInMethod | null,
    endsBy = Infinity,
  ): Promise<IssuedToken> {
    const settings = await this.needs.settings.of(account, tx);
    const { authTokenExpirationLifetimeDays: days, sessionEpoch: epoch } = settings;
    const issuedAt = this.needs.clock.now();
    const endsAt = Math.min(days === 0 ? Infinity : issuedAt + days * DAY, endsBy);
    const expiresAt = endsAt === Infinity ? null : endsAt;
    const tokenId = newId(issuedAt);
    if (!settings.storeAuthTokenInDB) {
      const device = await tx.findOneBy(Device, { id: deviceId });
      const version = device ? signedVersion(device) : 0;
      const jwt = await this.needs.signed.sign({
        tokenId,
        accountId: account.id,
        deviceId,
        credentialVersion: account.credentialVersion,
        secondFactor,
        issuedAt,
        expiresAt,
        epoch,
        version,
      });
      await this.needs.signed.noteExpiry(tx, expiresAt);
      const token = PREFIX + jwt;
      return { token, tokenId, kind: 'signed', issuedAt, expiresAt, epoch, signedVersion: version };
    }
    const token = PREFIX + randomSecret();
    await makeRoom(tx, account.id);
    await NEW_TOKEN.into(tx, {
      id: tokenId,
      hash: sha256(token),
      epoch,
      accountId: account.id,
      deviceId,
      secondFactor,
      createdAt: issuedAt,
      expiresAt,
    });
    return { token, tokenId, kind: 'stored', issuedAt, expiresAt, epoch, signedVersion: 0 };
  }

  /** The account's live tokens, latest first. */
  async list(accountId: string): Promise<AuthToken[]> {
    return this.listMany([accountId]);
  }

  async listMany(accountIds: readonly string[]): Promise<AuthToken[]> {
    const settings = await this.needs.settings.current();
    const query = this.needs.database.manager
      .createQueryBuilder(AuthToken, 'token')
      .where({ accountId: In(accountIds) })
      .orderBy({ 'token.createdAt': 'DESC', 'token.id': 'DESC' });
    const now = this.needs.clock.now();
    const tokens = await whereLive(query, settings, now).getMany();
    const settingsOf = await this.needs.settings.ofEach(accountIds);
    return tokens.flatMap((token) => {
      const facts = { ...token, issuedAt: token.createdAt };
      const its = settingsOf(token.accountId);
      // Groups may have shortened what the statement takes for live.
      return now < endOf(facts, its) ? [{ ...token, expiresAt: expiryOf(facts, its) }] : [];
    });
  }

  /** Which of these devices hold a live stored token. */
  async devicesSignedIn(deviceIds: readonly string[]): Promise<Set<string>> {
    const query = this.needs.database.manager
      .createQueryBuilder(AuthToken, 'token')
      .select('DISTINCT token.deviceId', 'deviceId')
      .where({ deviceId: In(deviceIds) });
    const live = whereLive(query, await this.needs.settings.current(), this.needs.clock.now());
    return new Set((await live.getRawMany<{ deviceId: string }>()).map(({ deviceId }) => deviceId));
  }

  /** Ends the session; where it is signed, with the others that are on its device. */
  async signOut(session: Session): Promise<void> {
    const { kind, tokenId, deviceId: id, account, actor } = session;
    await this.needs.guard.own(session, async (tx) => {
      if (kind === 'stored') await tx.delete(AuthToken, { id: tokenId });
      else await this.needs.signed.end(tx, { id, accountId: account.id });
      await this.needs.audit.record(tx, { action: 'sign_out', actor });
    });
  }

  /** Throws NOT_FOUND for a token that is not the caller's, CONFLICT where it may be a signed one. */
  async revoke(session: Session, id: string): Promise<void> {
    try {
      await this.revokeStored(session, session.account.id, id);
    } catch (error) {
      if (session.kind === 'signed' && error instanceof Refusal && error.code === 'NOT_FOUND')
        throw notStored();
      throw error;
    }
  }

  /** Throws NOT_FOUND for a token that is not the account's, or that is not stored. */
  async revokeStored(acting: Acting, accountId: string, id: string): Promise<void> {
    await this.needs.guard.on(acting, accountId, async (tx, account) => {
      const token = await tx.findOneBy(AuthToken, { id, accountId });
      const { affected } = await tx.delete(AuthToken, { id, accountId });
      if (!token || affected !== 1) throw new Refusal('NOT_FOUND', 'No such token.');
      const device = await this.needs.devices.byId(accountId, token.deviceId, tx);
      const actor = actorOf(acting);
      await this.needs.audit.record(tx, {
        action: 'token.revoked',
        actor,
        account,
        details: { tokenId: id, ...describedDevice(device) },
      });
    });
  }

  /** Returns how many stored ones were ended; signed ones end as well, uncounted. */
  async revokeOthers(session: Session): Promise<number> {
    return this.needs.guard.own(session, async (tx) => {
      const count = await this.revokeAll(tx, session.account.id, session.tokenId);
      await this.needs.audit.record(tx, {
        action: 'token.others_revoked',
        actor: session.actor,
        details: { count },
      });
      return count;
    });
  }

  /** Ends the account's tokens, stored and signed, but for one if named; returns how many stored ones there were. */
  async revokeAll(tx: EntityManager, accountId: string, exceptTokenId?: string): Promise<number> {
    const { affected } = await tx.delete(AuthToken, {
      accountId,
      ...(exceptTokenId !== undefined && { id: Not(exceptTokenId) }),
    });
    await this.needs.signed.end(tx, { accountId }, exceptTokenId);
    return affected ?? 0;
  }

  /** Ends those sessions of the account that rest on nothing but the password, for now it takes more. */
  async revokePasswordOnly(tx: EntityManager, accountId: string): Promise<void> {
    await tx.delete(AuthToken, { accountId, secondFactor: IsNull() });
    await this.needs.signed.endPasswordOnly(tx, accountId);
  }

  /**
   * Ends those sessions of the account that proved one of these last, and all signed ones: what those proved is written
   * nowhere. Returns how many stored ones there were.
   */
  async revokeProvedBy(tx: EntityManager, accountId: string, methods: SignInMethod[]): Promise<number> {
    const { affected } = await tx.delete(AuthToken, { accountId, secondFactor: In(methods) });
    await this.needs.signed.end(tx, { accountId });
    return affected ?? 0;
  }

  /** Ends a device's tokens, stored and signed, and its trust: it may be lost. Throws NOT_FOUND. */
  async signOutDevice(acting: Acting, accountId: string, deviceId: string): Promise<Device> {
    return this.needs.guard.on(acting, accountId, async (tx, account) => {
      const device = await this.needs.devices.byId(accountId, deviceId, tx);
      await tx.delete(AuthToken, { accountId, deviceId });
      await this.needs.signed.end(tx, { accountId, id: deviceId });
      const untrusted = await this.needs.devices.dropTrust(tx, accountId, deviceId);
      const details = { ...describedDevice(device), ...(untrusted && { untrusted }) };
      await this.needs.audit.record(tx, {
        action: 'device.signed_out',
        actor: actorOf(acting),
        account,
        details,
      });
      return this.needs.devices.byId(accountId, deviceId, tx);
    });
  }

  /** Notes what was proved since the token was issued. */
  async setSecondFactor(tx: EntityManager, id: string, secondFactor: SecondFactor): Promise<void> {
    await changed(tx, 'UPDATE auth_tokens SET secondFactor = ? WHERE id = ?', [secondFactor, id]);
  }

  /**
   * A new secret for the same session; the presented one works for some seconds more, for requests that are under way
   * and answers that are lost. Null for a signed token, and when another request was faster.
   */
  async renew(
    { kind, tokenId, issuedAt, expiresAt }: Session,
    presented: string,
    tx?: EntityManager,
  ): Promise<Renewed | null> {
    if (kind === 'signed') return null;
    const [token, now] = [PREFIX + randomSecret(), this.needs.clock.now()];
    const replacedHash = sha256(presented);
    const values = [sha256(token), replacedHash, now, tokenId, replacedHash, replacedHash];
    const times = [now - REPLACED_FOR, now - AT_ONCE];
    const found = await this.needs.database.changed(RENEW, [...values, ...times], tx);
    return found === 1 ? { token, issuedAt, expiresAt } : null;
  }

  /** Ends the token a browser held until it signed in anew. */
  async revokeReplaced(tx: EntityManager, token: string): Promise<void> {
    if (token.includes('.')) {
      const claims = await this.needs.signed.verify(token.slice(PREFIX.length));
      if (claims) await this.needs.signed.end(tx, { id: claims.deviceId, accountId: claims.accountId });
      return;
    }
    const expired = this.needs.clock.now() - REPLACED_FOR;
    await changed(tx, END_HELD, [sha256(token), sha256(token), expired]);
  }

  /** Those whose time is over, as it was promised or as the settings have it since, or that ended with everyone's. */
  sweepExpired(): Sweep {
    const sweep = (by: 'id' | 'expiresAt' | 'epoch', where: FindOptionsWhere<AuthToken>): Sweep =>
      sweepRows(this.needs.database, AuthToken, { key: 'id', by, where });
    let left: Sweep[] | undefined;
    return async (limit) => {
      if (!left) {
        const [settings, now] = [await this.needs.settings.current(), this.needs.clock.now()];
        left = [
          sweep('expiresAt', { expiresAt: LessThanOrEqual(now) }),
          sweep('id', { id: LessThan(firstIdAt(issuedAfter(settings, now) + 1)) }),
          sweep('epoch', { epoch: LessThan(settings.sessionEpoch) }),
        ];
      }
      const result = await left[0]?.(limit);
      if (result?.done !== false) left.shift();
      return { rows: result?.rows ?? 0, done: left.length === 0 };
    };
  }
}

const notStored = (): Refusal =>
  new Refusal(
    'CONFLICT',
    'Tokens are signed, not stored (storeAuthTokenInDB is off): a single one cannot be revoked. Sign its device out, or revoke all others.',
  );
