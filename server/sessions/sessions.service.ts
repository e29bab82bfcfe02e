import { SECOND } from '../platform/clock.js';
import type { LaterWrites } from '../platform/database/later-writes.js';
import { type Packed, PackedColumns } from '../platform/database/packed-columns.js';
import { sha256 } from '../platform/encryption/secrets.js';
import { type AccountSettings, accountSettings } from '../settings/policies/account-settings.js';
import { isProtected } from '../settings/requirement.js';
import type { Settings } from '../settings/settings.entity.js';
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
  ACCOUNT_WITHOUT_FACTS,
  type AccountRow,
  type Milliseconds,
  toNumber,
  toProfile,
} from '../accounts/account-row.js';
import { askingFrom, mayBeUsedFrom } from '../accounts/allowed-networks.js';

/** A session before it is judged. */
export type Found = Omit<Session, 'worth'>;

/** What every token begins with. */
export const PREFIX = 'lk_';

/** For how long a replaced secret still works. */
export const REPLACED_FOR = 30 * SECOND;

const OF_TOKEN = {
  tokenId: 't.id',
  deviceId: 't.deviceId',
  secondFactor: 't.secondFactor',
  issuedAt: 't.createdAt',
  lastUsedAt: 't.lastUsedAt',
  expiresAt: 't.expiresAt',
  epoch: 't.epoch',
  replacedAt: 't.replacedAt',
};
const STORED = new PackedColumns<StoredRow>({ ...OF_TOKEN, ...ACCOUNT_COLUMNS });
const STORED_PLAIN = new PackedColumns<StoredRow>({ ...OF_TOKEN, ...ACCOUNT_WITHOUT_FACTS });

const OF_DEVICE = {
  signedEndedBelow: 'd.signedEndedBelow',
  signedPasswordOnlyEndedBelow: 'd.signedPasswordOnlyEndedBelow',
  signedKept: 'd.signedKept',
  provedSince: 'p.secondFactor',
};
const SIGNED = new PackedColumns<SignedRow>({ ...OF_DEVICE, ...ACCOUNT_COLUMNS });
const SIGNED_PLAIN = new PackedColumns<SignedRow>({ ...OF_DEVICE, ...ACCOUNT_WITHOUT_FACTS });

/** The statements with these columns, which are read alike. */
const finding = (stored: { sql: string }, signed: { sql: string }) => {
  const storedBy = `SELECT ${stored.sql} AS found FROM auth_tokens t INNER JOIN accounts a ON a.id = t.accountId WHERE`;
  return {
    stored: `${storedBy} t.hash = ?`,
    replaced: `${storedBy} t.replacedHash = ?`,
    // A signed token ends with its device, so that forgetting a device works in this mode too.
    signed: `SELECT ${signed.sql} AS found FROM accounts a
      INNER JOIN devices d ON d.accountId = a.id AND d.id = ?
      LEFT JOIN proofs p ON p.tokenId = ? WHERE a.id = ?`,
  };
};
const FIND = finding(STORED, SIGNED);
const FIND_PLAIN = finding(STORED_PLAIN, SIGNED_PLAIN);

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

interface FoundRow {
  found: Packed;
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
    return found && this.judge(found, await this.needs.settings.current(), () => ipAddress);
  }

  /** The same where the settings are at hand; the address is asked for when the use is noted. */
  judge(found: Found, ofAll: Readonly<Settings>, ipAddress: () => string | null): Session | null {
    const settings = accountSettings(ofAll, found.account);
    const worth = this.worthBy(found, settings);
    if (worth === 'ENDED') return null;
    const { kind, deviceId, tokenId, lastUsedAt } = found;
    if (kind === 'stored' && this.needs.clock.now() - (lastUsedAt ?? 0) >= USE_RECORDED_EVERY) {
      const address = ipAddress();
      this.needs.later.start(() => this.recordUse(deviceId, tokenId, address));
    }
    return {
      tokenId,
      kind,
      account: found.account,
      deviceId,
      secondFactor: found.secondFactor,
      issuedAt: found.issuedAt,
      lastUsedAt,
      expiresAt: expiryOf(found, settings),
      epoch: found.epoch,
      signedVersion: found.signedVersion,
      isReplaced: found.isReplaced,
      worth,
      actor: found.actor,
    };
  }

  /** For what a session also depends on, and is decided further up; asked at each use. */
  judgeBy(judge: (account: AccountProfile) => boolean): void {
    this.judges.push(judge);
  }

  /** What it is worth at this moment. */
  async worth(session: Found): Promise<Worth> {
    return this.worthBy(session, await this.needs.settings.of(session.account));
  }

  private worthBy(session: Found, settings: AccountSettings): Worth {
    // A backend that asks about a token does not say where it came from.
    const { ipAddress } = session.actor;
    if (ipAddress !== null && !mayBeUsedFrom(session.account, settings, ipAddress)) return 'ENDED';
    // Trust in a network is worth something there only.
    const isNetworks = session.secondFactor === 'TRUSTED_NETWORK' && isProtected(session.account, settings);
    if (isNetworks && ipAddress !== null && askingFrom(settings, ipAddress) !== 'NEVER') return 'ENDED';
    if (!this.judges.every((judge) => judge(session.account))) return 'ENDED';
    return worthOf(session, session.account, settings, this.needs.clock.now());
  }

  private async findStored(hash: string, ipAddress: string | null): Promise<Found | null> {
    const current = await this.storedRow('stored', hash);
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
    const row = await this.storedRow('replaced', hash);
    return row && this.needs.clock.now() - Number(row.replacedAt) < REPLACED_FOR ? row : null;
  }

  private async find(): Promise<typeof FIND> {
    const { policies, lastExemptionEnds } = await this.needs.settings.current();
    return policies === null && lastExemptionEnds === null ? FIND_PLAIN : FIND;
  }

  private async storedRow(by: 'stored' | 'replaced', hash: string): Promise<StoredRow | undefined> {
    const find = await this.find();
    const row = await this.needs.database.row<FoundRow>(find[by], [hash]);
    return row && STORED.read(row.found);
  }

  private async findSigned(jwt: string, ipAddress: string | null): Promise<Found | null> {
    const claims = await this.needs.signed.verify(jwt);
    if (!claims) return null;
    const { tokenId, accountId, deviceId, version } = claims;
    const find = await this.find();
    const found = await this.needs.database.row<FoundRow>(find.signed, [deviceId, tokenId, accountId]);
    if (!found) return null;
    const row = SIGNED.read(found.found);
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
