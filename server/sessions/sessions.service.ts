import { SECOND } from '../platform/clock.js';
import type { LaterWrites } from '../platform/database/later-writes.js';
import { sha256 } from '../platform/encryption/secrets.js';
import { isSignedEnded, type SignedEnds } from './devices/device.entity.js';
import type { DevicesService } from './devices/devices.service.js';
import { tokenLookedUp } from '../platform/telemetry/diagnostics.js';
import { AuthToken } from './tokens/auth-token.entity.js';
import { expiryOf, USE_RECORDED_EVERY, worthOf } from './session-worth.js';
import type { SignedTokens } from './tokens/signed-tokens.js';
import type { AccountProfile } from '../platform/acting/account-profile.js';
import type { Session, Worth } from '../platform/acting/session.js';
import type { SecondFactor, SignInMethod } from '../platform/acting/sign-in-method.js';
import type { Ground } from '../accounts/ground.js';
import {
  ACCOUNT_COLUMNS,
  type AccountRow,
  type Milliseconds,
  toNumber,
  toProfile,
} from '../accounts/account-row.js';

/** A session before it is judged. */
export type Found = Omit<Session, 'worth'>;

/** What every token begins with. */
export const PREFIX = 'lk_';

/** For how long a replaced secret still works. */
export const REPLACED_FOR = 30 * SECOND;

const STORED = `SELECT t.id AS tokenId, t.deviceId, t.secondFactor, t.createdAt AS issuedAt, t.lastUsedAt,
  t.expiresAt, t.epoch, t.replacedAt, ${ACCOUNT_COLUMNS}
  FROM auth_tokens t INNER JOIN accounts a ON a.id = t.accountId WHERE`;
const FIND_STORED = `${STORED} t.hash = ?`;
const FIND_REPLACED = `${STORED} t.replacedHash = ?`;

// A signed token ends with its device, so that forgetting a device works in this mode too.
const FIND_SIGNED = `SELECT d.signedEndedBelow, d.signedPasswordOnlyEndedBelow, d.signedKept,
  p.secondFactor AS provedSince, ${ACCOUNT_COLUMNS} FROM accounts a
  INNER JOIN devices d ON d.accountId = a.id AND d.id = ?
  LEFT JOIN proofs p ON p.tokenId = ? WHERE a.id = ?`;

interface StoredRow extends AccountRow {
  tokenId: string;
  deviceId: string;
  secondFactor: SignInMethod | null;
  issuedAt: Milliseconds;
  lastUsedAt: Milliseconds | null;
  expiresAt: Milliseconds | null;
  epoch: number;
  replacedAt: Milliseconds | null;
}

interface SignedRow extends AccountRow, SignedEnds {
  provedSince: SecondFactor | null;
}

/** Whose session a token is, and what it is worth: every way in asks here. */
export class SessionsService {
  private readonly judges: ((account: AccountProfile) => boolean)[] = [];

  constructor(
    private readonly needs: Ground & {
      signed: SignedTokens;
      devices: DevicesService;
      later: LaterWrites;
    },
  ) {}

  /**
   * The session of a token that may do what its account may. Null for one that is unknown, ended or forged, and for
   * one that can only enrol.
   */
  async authenticate(token: string, ipAddress: string | null): Promise<Session | null> {
    const session = await this.authenticateEnrolling(token, ipAddress);
    return session?.worth === 'FULL' ? session : null;
  }

  /** The same, and sessions that can only enrol: for a way in that asks everything it does what it needs. */
  async authenticateEnrolling(token: string, ipAddress: string | null): Promise<Session | null> {
    if (!token.startsWith(PREFIX)) return null;
    // A JWT has dots, a random token never.
    const kind = token.includes('.') ? 'signed' : 'stored';
    const found = await (kind === 'signed'
      ? this.findSigned(token.slice(PREFIX.length), ipAddress)
      : this.findStored(sha256(token), ipAddress));
    const session = await this.judged(found, ipAddress);
    tokenLookedUp.publish({ kind, valid: session !== null });
    return session;
  }

  /** What is found is a use of the session, and null where that has ended. */
  async judged(found: Found | null, ipAddress: string | null): Promise<Session | null> {
    const worth = found ? await this.worth(found) : 'ENDED';
    if (!found || worth === 'ENDED') return null;
    const { kind, deviceId, tokenId, lastUsedAt } = found;
    if (kind === 'stored' && this.needs.clock.now() - (lastUsedAt ?? 0) >= USE_RECORDED_EVERY) {
      this.needs.later.start(() => this.recordUse(deviceId, tokenId, ipAddress));
    }
    return { ...found, worth, expiresAt: expiryOf(found, await this.needs.settings.current()) };
  }

  /** For what a session also depends on, and is decided further up; asked at each use. */
  judgeBy(judge: (account: AccountProfile) => boolean): void {
    this.judges.push(judge);
  }

  /** What it is worth at this moment. */
  async worth(session: Found): Promise<Worth> {
    if (!this.judges.every((judge) => judge(session.account))) return 'ENDED';
    return worthOf(session, session.account, await this.needs.settings.current(), this.needs.clock.now());
  }

  private async findStored(hash: string, ipAddress: string | null): Promise<Found | null> {
    const [current] = await this.needs.database.rows<StoredRow>(FIND_STORED, [hash]);
    const row = current ?? (await this.findReplaced(hash));
    if (!row) return null;
    return {
      tokenId: row.tokenId,
      kind: 'stored',
      account: toProfile(row),
      deviceId: row.deviceId,
      secondFactor: row.secondFactor,
      issuedAt: Number(row.issuedAt),
      lastUsedAt: toNumber(row.lastUsedAt),
      expiresAt: toNumber(row.expiresAt),
      epoch: row.epoch,
      signedVersion: 0,
      isReplaced: current === undefined,
      actor: { id: row.id, login: row.login, ipAddress },
    };
  }

  private async findReplaced(hash: string): Promise<StoredRow | null> {
    const [row] = await this.needs.database.rows<StoredRow>(FIND_REPLACED, [hash]);
    return row && this.needs.clock.now() - Number(row.replacedAt) < REPLACED_FOR ? row : null;
  }

  private async findSigned(jwt: string, ipAddress: string | null): Promise<Found | null> {
    const claims = await this.needs.signed.verify(jwt);
    if (!claims) return null;
    const { tokenId, accountId, deviceId, version } = claims;
    const [row] = await this.needs.database.rows<SignedRow>(FIND_SIGNED, [deviceId, tokenId, accountId]);
    if (!row) return null;
    const secondFactor = row.provedSince ?? claims.secondFactor;
    if (isSignedEnded(row, { tokenId, version, secondFactor })) return null;
    if (row.credentialVersion !== claims.credentialVersion && row.signedKept !== tokenId) return null;
    return {
      tokenId,
      kind: 'signed',
      account: toProfile(row),
      deviceId,
      secondFactor,
      issuedAt: claims.issuedAt,
      lastUsedAt: null,
      expiresAt: claims.expiresAt,
      epoch: claims.epoch,
      signedVersion: version,
      isReplaced: false,
      actor: { id: row.id, login: row.login, ipAddress },
    };
  }

  /** At most once a minute a token, on whichever server comes first. */
  private async recordUse(deviceId: string, tokenId: string, ipAddress: string | null): Promise<void> {
    const now = this.needs.clock.now();
    const { affected } = await this.needs.database.manager
      .createQueryBuilder()
      .update(AuthToken)
      .set({ lastUsedAt: now })
      .where('id = :tokenId AND (lastUsedAt IS NULL OR lastUsedAt <= :before)', {
        tokenId,
        before: now - USE_RECORDED_EVERY,
      })
      .execute();
    if (affected === 1) await this.needs.devices.seen(deviceId, ipAddress);
  }
}
