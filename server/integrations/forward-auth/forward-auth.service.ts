import { type EntityManager, LessThanOrEqual } from 'typeorm';
import type { Action } from '../../events/audit/actions.js';
import type { Ground } from '../../accounts/ground.js';
import { namesIn } from '../../accounts/groups/group-names.js';
import type { Session } from '../../platform/acting/session.js';
import { DAY, SECOND } from '../../platform/clock.js';
import { randomSecret } from '../../platform/encryption/secrets.js';
import { Refusal } from '../../platform/refusal.js';
import {
  claimsIn,
  HELD,
  heldSession,
  lastProofsOf,
  referenceTo,
  type SessionRow,
} from '../../sessions/held-sessions.js';
import type { ProofsService } from '../../sessions/proofs/proofs.service.js';
import type { SessionsService } from '../../sessions/sessions.service.js';
import type { SignInContext } from '../openid-connect/interactions.service.js';
import { OidcRecord } from '../openid-connect/oidc-record.entity.js';
import { type OidcRecordsService, recordId } from '../openid-connect/oidc-records.service.js';
import { decide, type Outcome, type Visitor } from './decision.js';
import {
  APPLICATION,
  APPLICATION_OF_HOST,
  type ApplicationRow,
  type CodeRow,
  doorOf,
  FIND_CODE,
  FIND_SIGNED,
  FIND_STORED,
  type PackedRow,
  type PassRow,
  SIGNED,
  STORED,
} from './forward-auth.rows.js';
import type { Named, Passes } from './passes.js';
import { hostToStart } from './start-address.js';

/** A code is fetched by the redirect that brings it. */
const CODE_LASTS_SECONDS = 60;
const CODE = 'ForwardCode';
const REFUSAL = 'ForwardRefusal';

/** Where a code is good: at one host, in the browser that began there and has the secret of this challenge. */
export interface Errand {
  host: string;
  challenge: string;
}

export interface Decided {
  outcome: Outcome;
  /** Of the application; null: there is none. */
  name: string | null;
  visitor: Visitor;
  /** Confirmed; null: none is known, or nobody is there. */
  email: string | null;
  /** The names of the account’s groups. */
  groups: readonly string[];
}

const NOWHERE: Decided = { outcome: 'UNKNOWN_HOST', name: null, visitor: null, email: null, groups: [] };

/** For proxies that ask about each request: who gets through to the application behind them. */
export class ForwardAuthService {
  constructor(
    private readonly needs: Ground & {
      sessions: SessionsService;
      proofs: ProofsService;
      records: OidcRecordsService;
      passes: Passes;
    },
  ) {}

  /** By one statement. The address is asked for only where the use of the session is noted. */
  async check(host: string, pass: string | undefined, ipAddress: () => string | null): Promise<Decided> {
    const named = pass === undefined ? null : await this.needs.passes.read(pass, host);
    if (!named) {
      const row = await this.applicationOf(host);
      return row ? this.decided(row, null) : NOWHERE;
    }
    const row = await this.rowOf(host, named);
    if (!row) return NOWHERE;
    const settings = this.needs.settings.atHand ?? (await this.needs.settings.current());
    // Those of an account that is gone are all null.
    const found = (row.id as string | null) === null ? null : heldSession(row, named.signed, null);
    const session = found && this.needs.sessions.judge(found, settings, ipAddress);
    const visitor = session && visitorOf(session, row);
    const outcome = decide(doorOf(row), visitor, settings, this.needs.clock.now());
    return {
      outcome,
      name: row.applicationName,
      visitor,
      email: session && row.email,
      groups: session ? namesIn(row) : [],
    };
  }

  /** A code for somebody who may enter; null: the outcome says why not. */
  async begin(session: Session | null, errand: Errand): Promise<Decided & { code: string | null }> {
    const row = await this.applicationOf(errand.host);
    if (!row) return { ...NOWHERE, code: null };
    const decided = await this.decidedFor(row, session);
    if (session && decided.outcome === 'FORBIDDEN') await this.recordRefused(session, row, errand.host);
    if (!session || decided.outcome !== 'ENTER') return { ...decided, code: null };
    const code = randomSecret();
    try {
      await this.needs.guard.own(session, async (tx) => {
        await this.dropExpired(tx, session.tokenId);
        await this.needs.records.write(tx, {
          kind: CODE,
          id: bound(errand, code),
          payload: {},
          lasts: CODE_LASTS_SECONDS,
          owner: { ...referenceTo(session), applicationId: row.applicationId },
        });
      });
    } catch (error) {
      if (!isEnded(error)) throw error;
      return { ...decided, outcome: 'SIGN_IN', visitor: null, code: null };
    }
    return { ...decided, code };
  }

  /** What such an address is for, and what the person has to do before. Null for another one, or a host of nobody's. */
  async contextOf(to: string, session: Session | null): Promise<SignInContext | null> {
    const host = hostToStart(to);
    const row = host === null ? undefined : await this.applicationOf(host);
    if (!row) return null;
    const { outcome } = await this.decidedFor(row, session);
    // Of the others nothing that the person could do would let them in: where they are led says why.
    const isToDo = outcome === 'SIGN_IN' || outcome === 'REAUTHENTICATE' || outcome === 'ENROL';
    return { application: row.applicationName, needs: isToDo ? outcome : 'ENTER' };
  }

  /** The pass for a code, which is good once. Null for one that is not, or whose session may no longer enter. */
  async redeem(
    errand: Errand,
    code: string,
    ipAddress: string | null,
  ): Promise<{ pass: string; expiresAt: number | null } | null> {
    const id = bound(errand, code);
    const found = await this.needs.database.row<CodeRow>(FIND_CODE, [errand.host, recordId(CODE, id)]);
    if (!found || Number(found.codeExpiresAt) <= this.needs.clock.now()) return null;
    const [row, held] = [APPLICATION.read(found.application), HELD.read(found.held)];
    const session = await this.needs.sessions.judged(heldSession(held, claimsIn(held), ipAddress), ipAddress);
    const { outcome } = await this.decided(row, session && visitorOf(session, held));
    if (!session || outcome !== 'ENTER') return null;
    try {
      const isFirst = await this.needs.guard.own(session, async (tx) => {
        if (!(await this.needs.records.consume(tx, CODE, id))) return false;
        await this.record(tx, 'forward.authorized', session, row, errand.host);
        return true;
      });
      if (!isFirst) return null;
    } catch (error) {
      if (!isEnded(error)) throw error;
      return null;
    }
    return { pass: await this.needs.passes.give(session, errand.host), expiresAt: session.expiresAt };
  }

  private async rowOf(host: string, { tokenId, signed }: Named): Promise<PassRow | undefined> {
    if (!signed) {
      const row = await this.needs.database.row<PackedRow>(FIND_STORED, [tokenId, host]);
      return row && STORED.read(row.packed);
    }
    const { deviceId, accountId } = signed;
    const given = [deviceId, accountId, tokenId, host];
    const row = await this.needs.database.row<PackedRow>(FIND_SIGNED, given);
    return row && SIGNED.read(row.packed);
  }

  private async applicationOf(host: string): Promise<ApplicationRow | undefined> {
    const row = await this.needs.database.row<PackedRow>(APPLICATION_OF_HOST, [host]);
    return row && APPLICATION.read(row.packed);
  }

  private async decidedFor(row: ApplicationRow, session: Session | null): Promise<Decided> {
    return this.decided(row, session && { session, proofs: await this.needs.proofs.last(session) });
  }

  private async decided(row: ApplicationRow, visitor: Visitor): Promise<Decided> {
    const settings = await this.needs.settings.current();
    const outcome = decide(doorOf(row), visitor, settings, this.needs.clock.now());
    return { outcome, name: row.applicationName, visitor, email: null, groups: [] };
  }

  /** Once a session and application: whoever is refused tries again and again. */
  private async recordRefused(session: Session, row: ApplicationRow, host: string): Promise<void> {
    const { applicationId } = row;
    const id = recordId(REFUSAL, `${session.tokenId} ${applicationId}`);
    await this.needs.guard.own(session, async (tx) => {
      if (await tx.existsBy(OidcRecord, { id })) return;
      await this.needs.records.write(tx, {
        kind: REFUSAL,
        id: `${session.tokenId} ${applicationId}`,
        payload: {},
        lasts: DAY / SECOND,
        owner: { ...referenceTo(session), applicationId },
      });
      await this.record(tx, 'forward.refused', session, row, host);
    });
  }

  private async record(
    tx: EntityManager,
    action: Action,
    { actor }: Session,
    { applicationId, applicationName: name }: ApplicationRow,
    host: string,
  ): Promise<void> {
    await this.needs.audit.record(tx, { action, actor, details: { applicationId, name, host } });
  }

  /** A session has few at a time, however often it begins. */
  private async dropExpired(tx: EntityManager, sessionId: string): Promise<void> {
    const expiresAt = LessThanOrEqual(this.needs.clock.now());
    await tx.delete(OidcRecord, { sessionId, kind: CODE, expiresAt });
  }
}

/** Whatever of these is another makes it another code, which nobody was given. */
const bound = ({ host, challenge }: Errand, code: string): string => `${host} ${challenge} ${code}`;

function visitorOf(session: Session, { provedBy, provedAt }: SessionRow): NonNullable<Visitor> {
  const proof = provedBy === null ? null : { method: provedBy, provedAt: Number(provedAt) };
  return { session, proofs: lastProofsOf(session, proof) };
}

const isEnded = (error: unknown): boolean => error instanceof Refusal && error.code === 'UNAUTHENTICATED';
