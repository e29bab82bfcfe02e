import type { Adapter, AdapterPayload, errors as Errors } from 'oidc-provider';
import { Account } from '../../accounts/account.entity.js';
import type { Ground } from '../../accounts/ground.js';
import { DAY, SECOND } from '../../platform/clock.js';
import type { Session } from '../../platform/acting/session.js';
import { Refusal } from '../../platform/refusal.js';
import { sha256 } from '../../platform/encryption/secrets.js';
import { referenceTo } from '../../sessions/held-sessions.js';
import { Application } from '../applications/application.entity.js';
import type { ApplicationsService } from '../applications/applications.service.js';
import { clientOf } from './client.js';
import { NOTICE, type OidcRecordsService, type Owner, type Payload } from './oidc-records.service.js';
import type { RequestScope } from './request-scope.js';

export interface AdapterNeeds extends Ground {
  applications: ApplicationsService;
  records: OidcRecordsService;
  scope: RequestScope;
  /** Whether the person said that they want to be signed out, and not only of the application that asks. */
  wantsSignOut: () => boolean;
  /** What applications may ask for, as far as the library has been set up for it. */
  scopes: readonly string[];
  /** The library's own, which is there only once it is loaded. */
  errors: typeof Errors;
}

/** What an application may know a session by, in ID tokens and when it ends; it says nothing else. */
export const sidOf = (sessionId: string, applicationId: string): string =>
  sha256(`sid:${sessionId}:${applicationId}`);

/** How the library names a session to itself. */
export const uidOf = (sessionId: string): string => sha256(`uid:${sessionId}`);

/** What the library keeps, of one kind. */
export class OidcAdapter implements Adapter {
  constructor(
    protected readonly kind: string,
    protected readonly needs: AdapterNeeds,
  ) {}

  async find(id: string): Promise<AdapterPayload | undefined> {
    return this.needs.records.find(this.kind, id);
  }

  /** Only the library's sessions have one, which this is none of. */
  findByUid(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  /** The device flow, which is switched off, asks for it. */
  findByUserCode(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    await this.needs.database.transaction(async (tx) => {
      const { kind } = this;
      await this.needs.records.write(tx, { kind, id, payload: { ...payload }, lasts: expiresIn });
    });
  }

  async consume(id: string): Promise<void> {
    const isFirst = await this.needs.database.transaction((tx) =>
      this.needs.records.consume(tx, this.kind, id),
    );
    if (!isFirst) throw new this.needs.errors.InvalidGrant('it has been used already');
  }

  async destroy(id: string): Promise<void> {
    await this.needs.records.destroy(this.kind, id);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await this.needs.records.revokeByGrant(this.kind, grantId);
  }
}

/** Applications, as the library knows them. It asks each time, so that a change is known on all servers at once. */
export class ClientAdapter extends OidcAdapter {
  override async find(id: string): Promise<AdapterPayload | undefined> {
    const application = await this.needs.applications.findByClientId(id);
    // One without redirect URIs only introspects, and is sent nobody.
    const isClient = application?.enabled && application.redirectUris.length > 0;
    return isClient ? clientOf(application, this.needs.scopes) : undefined;
  }
}

/** What was begun for an application, and ends with it. */
export class InteractionAdapter extends OidcAdapter {
  override async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    const application = await this.needs.applications.findByClientId(String(payload.params?.['client_id']));
    const owner = application && { applicationId: application.id };
    await this.needs.database.transaction((tx) =>
      this.needs.records.write(tx, {
        kind: this.kind,
        id,
        payload: { ...payload },
        lasts: expiresIn,
        ...(owner && { owner }),
      }),
    );
  }
}

/**
 * The library's session is the browser's session here, and nothing of its own: who swaps accounts, signs out or is
 * signed out does so for it, too. All that is kept is what a sign-out is under way for.
 */
export class SessionAdapter extends OidcAdapter {
  override async find(id: string): Promise<AdapterPayload | undefined> {
    const { asking } = this.needs.scope;
    if (!asking.signedIn) return super.find(id);
    const { session, proofs, acr, amr } = asking.signedIn;
    const kept = await super.find(session.tokenId);
    asking.waitingSignOut = kept?.state ? { clientId: kept.state['clientId'] as string | undefined } : null;
    const now = Math.floor(this.needs.clock.now() / SECOND);
    return {
      kind: 'Session',
      jti: session.tokenId,
      uid: uidOf(session.tokenId),
      iat: now,
      // It is looked up anew at each request.
      exp: now + DAY / SECOND,
      accountId: session.account.id,
      loginTs: Math.floor(proofs.any / SECOND),
      acr,
      amr: [...amr],
      ...(kept?.state && { state: kept.state }),
    };
  }

  override async findByUid(uid?: string): Promise<undefined> {
    const { signedIn } = this.needs.scope.asking;
    const isThis = signedIn !== null && uid === uidOf(signedIn.session.tokenId);
    return (isThis ? this.find(signedIn.session.tokenId) : undefined) as Promise<undefined>;
  }

  override async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    const { asking } = this.needs.scope;
    const { signedIn } = asking;
    const key = signedIn?.session.tokenId ?? id;
    const { state } = payload;
    if (!state) {
      const { waitingSignOut } = asking;
      asking.waitingSignOut = null;
      if (waitingSignOut) await super.destroy(key);
      // It is over, and the session is not: the person has signed out of the application only.
      if (signedIn && waitingSignOut?.clientId !== undefined)
        await this.leave(signedIn.session, waitingSignOut.clientId);
      return;
    }
    const owner = signedIn ? referenceTo(signedIn.session) : undefined;
    await this.needs.database.transaction((tx) =>
      this.needs.records.write(tx, {
        kind: this.kind,
        id: key,
        payload: signedIn ? { state } : { ...payload },
        lasts: expiresIn,
        owner,
      }),
    );
  }

  override async destroy(id: string): Promise<void> {
    const { signedIn, signOut } = this.needs.scope.asking;
    await super.destroy(signedIn?.session.tokenId ?? id);
    // The library also deletes one to give it another id.
    if (!signedIn || !signOut || !this.needs.wantsSignOut()) return;
    await signOut();
    const { actor } = signedIn.session;
    await this.needs.audit.recordAlone({ action: 'oidc.signed_out', actor, details: { everywhere: true } });
  }

  /** What this session has given to the application ends. */
  private async leave(session: Session, clientId: string): Promise<void> {
    const { account, actor, tokenId: sessionId } = session;
    const application = await this.needs.applications.findByClientId(clientId);
    if (!application) return;
    const of = { applicationId: application.id, sessionId };
    const end = this.needs.guard.own(session, async (tx) => {
      if (!(await this.needs.records.endGiven(tx, { accountId: account.id, ...of }))) return;
      await this.needs.audit.record(tx, { action: 'oidc.signed_out', actor, details: of });
    });
    await end.catch((error: unknown) => {
      // With the session, it has all ended already.
      if (!(error instanceof Refusal)) throw error;
    });
  }
}

/** A grant is given in the browser's session, and ends with it. */
export class GrantAdapter extends OidcAdapter {
  override async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    const { signedIn } = this.needs.scope.asking;
    const application = await this.needs.applications.findByClientId(String(payload.clientId));
    if (!signedIn || !application) throw new this.needs.errors.AccessDenied('nobody is signed in');
    await this.give(signedIn.session, application, { id, payload, expiresIn }).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
      throw new this.needs.errors.AccessDenied(error.message);
    });
  }

  private async give(
    session: Session,
    application: Application,
    { id, payload, expiresIn }: { id: string; payload: AdapterPayload; expiresIn: number },
  ): Promise<void> {
    await this.needs.guard.own(session, async (tx) => {
      const owner: Owner = { ...referenceTo(session), applicationId: application.id };
      const { kind } = this;
      await this.needs.records.write(tx, { kind, id, payload: { ...payload }, lasts: expiresIn, owner });
      if (application.backchannelLogoutUri !== null) {
        const { clientId } = payload;
        const sid = sidOf(session.tokenId, application.id);
        await this.needs.records.write(tx, {
          kind: NOTICE,
          id: sid,
          payload: { clientId, sub: session.account.id, sid },
          lasts: expiresIn,
          // Of nothing that ends with the session: it outlives it.
          owner: { applicationId: application.id, sessionId: session.tokenId },
        });
      }
      await this.needs.audit.record(tx, {
        action: 'oidc.authorized',
        actor: session.actor,
        details: {
          applicationId: application.id,
          name: application.name,
          scope: (payload['openid'] as { scope?: string } | undefined)?.scope ?? '',
        },
      });
    });
  }

  override async destroy(id: string): Promise<void> {
    await this.needs.database.transaction((tx) => this.needs.records.revokeGrant(tx, id));
  }
}

/** Codes and tokens belong to whom their grant belongs to, and are not given once that has been revoked. */
export class GrantedAdapter extends OidcAdapter {
  override async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    await this.needs.database.transaction(async (tx) => {
      const owner = await this.needs.records.ownerOf(tx, String(payload.grantId));
      if (!owner) throw new this.needs.errors.InvalidGrant('the grant has been revoked');
      const { kind } = this;
      await this.needs.records.write(tx, { kind, id, payload: { ...payload }, lasts: expiresIn, owner });
    });
  }
}

/** Who brings a code that has been used may have stolen it, and so may whoever brought it before (RFC 9700 §4.5). */
export class CodeAdapter extends GrantedAdapter {
  /** Whether it was used is decided by `consume` alone, for two may find it unused. */
  override async find(id: string): Promise<AdapterPayload | undefined> {
    const found: Payload | undefined = await super.find(id);
    if (!found) return undefined;
    const { consumed: _consumed, ...payload } = found;
    return payload;
  }

  override async consume(id: string): Promise<void> {
    const isFirst = await this.needs.database.transaction(async (tx) => {
      const row = await this.needs.records.row(this.kind, id, tx);
      if (!row) return false;
      if (await this.needs.records.consume(tx, this.kind, id)) return true;
      const { grantId } = this.needs.records.opened(row);
      const { accountId, applicationId } = row;
      await this.needs.records.revokeGrant(tx, String(grantId));
      const application =
        applicationId === null ? null : await tx.findOneBy(Application, { id: applicationId });
      const account = accountId === null ? null : await tx.findOneBy(Account, { id: accountId });
      await this.needs.audit.record(tx, {
        action: 'oidc.code_replayed',
        actor: { id: null, login: null, ipAddress: this.needs.scope.asking.ipAddress },
        account: { id: accountId, login: account?.login ?? null },
        details: { applicationId, ...(application && { name: application.name }) },
      });
      return false;
    });
    if (!isFirst) throw new this.needs.errors.InvalidGrant('authorization code already consumed');
  }
}

const ADAPTERS: Record<string, typeof OidcAdapter> = {
  Client: ClientAdapter,
  Interaction: InteractionAdapter,
  Session: SessionAdapter,
  Grant: GrantAdapter,
  AuthorizationCode: CodeAdapter,
  AccessToken: GrantedAdapter,
  RefreshToken: GrantedAdapter,
};

export const adapterFor =
  (needs: AdapterNeeds) =>
  (kind: string): Adapter =>
    new (ADAPTERS[kind] ?? OidcAdapter)(kind, needs);
