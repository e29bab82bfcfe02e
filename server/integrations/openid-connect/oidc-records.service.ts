import { type EntityManager, In, IsNull, LessThanOrEqual } from 'typeorm';
import type { Ground } from '../../accounts/ground.js';
import { SECOND } from '../../platform/clock.js';
import { type Sweep, sweepRows } from '../../platform/database/sweep.js';
import { type Packed, PackedColumns } from '../../platform/database/packed-columns.js';
import type { KeyRing } from '../../platform/encryption/key-ring.js';
import type { SealedColumn } from '../../platform/encryption/key-use.js';
import { sha256 } from '../../platform/encryption/secrets.js';
import type { Session } from '../../platform/acting/session.js';
import {
  claimsIn,
  HELD_COLUMNS,
  HELD_JOINS,
  type HeldRow,
  heldSession,
  type SessionReference,
} from '../../sessions/held-sessions.js';
import type { SessionsService } from '../../sessions/sessions.service.js';
import type { Application } from '../applications/application.entity.js';
import { mayStay } from './entry.js';
import { OidcRecord } from './oidc-record.entity.js';

export type Payload = Record<string, unknown>;

/** What an application was given, and in which session. */
export interface GivenToken {
  payload: Payload;
  session: Session;
}

/** Whose a record is: of a session and an application, or of neither. */
export type Owner = SessionReference & { applicationId: string };

const OF_NOBODY = { accountId: null, sessionId: null, tokenId: null, deviceId: null, signed: null };

interface TokenRow extends HeldRow {
  recordId: string;
  sealedPayload: string;
  recordExpiresAt: number;
  /** Null: the grant is revoked. */
  grantId: string | null;
  enabled: number;
  mayEnter: Application['mayEnter'];
  requireSecondFactor: number;
}

/** A token `r`, the grant `g` that it was given by, the application `x` that it was given to, and its session. */
export const TOKEN = new PackedColumns<TokenRow>({
  recordId: 'r.id',
  sealedPayload: 'r.sealedPayload',
  recordExpiresAt: 'r.expiresAt',
  grantId: 'g.id',
  enabled: 'x.enabled',
  mayEnter: 'x.mayEnter',
  requireSecondFactor: 'x.requireSecondFactor',
  ...HELD_COLUMNS,
});

const FIND_TOKEN = `SELECT ${TOKEN.sql} AS token FROM oidc_records r
  INNER JOIN oidc_records g ON g.id = r.grantHash
  INNER JOIN applications x ON x.id = r.applicationId ${HELD_JOINS} WHERE r.id = ?`;

/** What is sent to an application once nothing of a session is left to it: see SignOutNoticesService. */
export const NOTICE = 'SignOutNotice';

/** The id of a record's row: the kind's name keeps a code from being taken for a token. */
export const recordId = (kind: string, id: string): string => sha256(`${kind}:${id}`);

/** What OpenID Connect keeps in the database. */
export class OidcRecordsService {
  constructor(private readonly needs: Ground & { keys: KeyRing; sessions: SessionsService }) {}

  /** Undefined for one that is unknown or whose time is over. */
  async find(kind: string, id: string): Promise<Payload | undefined> {
    const row = await this.row(kind, id);
    if (!row) return undefined;
    const consumed = row.consumedAt === null ? {} : { consumed: Math.floor(row.consumedAt / SECOND) };
    return { ...this.opened(row), ...consumed };
  }

  /** The same, with when it was begun, in milliseconds. */
  async row(kind: string, id: string, tx?: EntityManager): Promise<OidcRecord | null> {
    const found = await (tx ?? this.needs.database.manager).findOneBy(OidcRecord, { id: recordId(kind, id) });
    return found && found.expiresAt > this.needs.clock.now() ? found : null;
  }

  opened({ id, sealedPayload }: Pick<OidcRecord, 'id' | 'sealedPayload'>): Payload {
    return JSON.parse(this.needs.keys.open(sealedPayload, contextOf(id))) as Payload;
  }

  /**
   * A token by one statement, with the session in which it was given, judged as at any other use of that. Null for a
   * token that is good for nothing any more.
   */
  async inSession(kind: string, id: string, ipAddress: string | null): Promise<GivenToken | null> {
    const row = await this.needs.database.row<{ token: Packed }>(FIND_TOKEN, [recordId(kind, id)]);
    return row ? this.judged(row.token, ipAddress) : null;
  }

  /** The same of what another statement found. */
  async judged(found: Packed, ipAddress: string | null): Promise<GivenToken | null> {
    const row = TOKEN.read(found);
    // A token is good for nothing once the grant that it was given by is revoked, even by a moment.
    const isThere = (row.id as string | null) !== null && row.grantId !== null;
    if (!isThere || row.recordExpiresAt <= this.needs.clock.now()) return null;
    const held = heldSession(row, claimsIn(row), ipAddress);
    const session = await this.needs.sessions.judged(held, ipAddress);
    if (session?.worth !== 'FULL') return null;
    const door = {
      enabled: Boolean(row.enabled),
      mayEnter: row.mayEnter,
      requireSecondFactor: Boolean(row.requireSecondFactor),
    };
    if (!mayStay(door, session, await this.needs.settings.current())) return null;
    return { payload: this.opened({ id: row.recordId, sealedPayload: row.sealedPayload }), session };
  }

  /** `owner`: of whom it is; undefined: of nobody yet. `lasts` in seconds. */
  async write(
    tx: EntityManager,
    record: {
      kind: string;
      id: string;
      payload: Payload;
      lasts: number;
      owner?: Partial<Owner> | undefined;
    },
  ): Promise<void> {
    const { kind, payload, lasts, owner = {} } = record;
    const id = recordId(kind, record.id);
    const now = this.needs.clock.now();
    const grantId = kind === 'Grant' ? undefined : payload['grantId'];
    await tx.upsert(
      OidcRecord,
      {
        id,
        kind,
        sealedPayload: this.needs.keys.seal(JSON.stringify(payload), contextOf(id)),
        uidHash: null,
        grantHash: typeof grantId === 'string' ? recordId('Grant', grantId) : null,
        applicationId: null,
        ...OF_NOBODY,
        ...owner,
        createdAt: now,
        expiresAt: now + lasts * SECOND,
      },
      ['id'],
    );
  }

  /** Of whom a grant is; null: it has been revoked, or its session has ended. */
  async ownerOf(tx: EntityManager, grantId: string): Promise<Owner | null> {
    const grant = await this.row('Grant', grantId, tx);
    if (grant?.accountId == null || grant.sessionId === null || grant.applicationId === null) return null;
    const { accountId, sessionId, tokenId, deviceId, signed, applicationId } = grant;
    return { accountId, sessionId, tokenId, deviceId, signed, applicationId };
  }

  /** Uses it up; false when it has been used before, be it by a request that is under way. */
  async consume(tx: EntityManager, kind: string, id: string): Promise<boolean> {
    const { affected } = await tx.update(
      OidcRecord,
      { id: recordId(kind, id), consumedAt: IsNull() },
      { consumedAt: this.needs.clock.now() },
    );
    return affected === 1;
  }

  async destroy(kind: string, id: string): Promise<void> {
    await this.needs.database.manager.delete(OidcRecord, { id: recordId(kind, id) });
  }

  /** A grant, and all that was given by it. */
  async revokeGrant(tx: EntityManager, grantId: string): Promise<void> {
    const id = recordId('Grant', grantId);
    await tx.delete(OidcRecord, { id: In([id]) });
    await tx.delete(OidcRecord, { grantHash: id });
  }

  /** What an application holds of an account, in one session or in all; false when that is nothing. */
  async endGiven(
    tx: EntityManager,
    of: { accountId: string; applicationId: string; sessionId?: string },
  ): Promise<boolean> {
    const { affected } = await tx.delete(OidcRecord, of);
    return affected !== 0;
  }

  /** Those of one kind that were given by a grant. */
  async revokeByGrant(kind: string, grantId: string): Promise<void> {
    await this.needs.database.manager.delete(OidcRecord, { kind, grantHash: recordId('Grant', grantId) });
  }

  sweepExpired(): Sweep {
    const where = { expiresAt: LessThanOrEqual(this.needs.clock.now()) };
    return sweepRows(this.needs.database, OidcRecord, { key: 'id', by: 'expiresAt', where });
  }
}

const contextOf = (id: string): string => `oidc-record:${id}`;

export const sealedOidcRecords: SealedColumn = {
  entity: OidcRecord,
  id: 'id',
  column: 'sealedPayload',
  context: contextOf,
};
