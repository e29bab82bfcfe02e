import type { ThrottleService } from '../../accounts/throttle/throttle.service.js';
import type { Session } from '../../platform/acting/session.js';
import { Refusal } from '../../platform/refusal.js';
import type { Application } from '../applications/application.entity.js';
import type { ApplicationsService } from '../applications/applications.service.js';
import { uidOf } from './oidc-adapter.js';
import type { OidcRecordsService } from './oidc-records.service.js';
import type { Step } from './step-up.js';
import type { Asked, StepUpService } from './step-up.service.js';

/** Where somebody goes on who has signed in for an application. */
const RETURN_ADDRESS = /^\/oauth2\/interaction\/([\w-]{20,100})$/;

/** Undefined for whatever is no such address, be it one of ours. */
export const interactionIn = (to: string): string | undefined => RETURN_ADDRESS.exec(to)?.[1];

/** A sign-in to an application that is under way. */
export interface Interaction {
  application: Application;
  params: Asked & Record<string, unknown>;
  /** Whom it is for: the application named them by an ID token of ours (`id_token_hint`); null: whoever is there. */
  isFor: string | null;
  /** When, in milliseconds. */
  begunAt: number;
  /** Who was signed in then, as the library names sessions; undefined: nobody. */
  sessionUid: string | undefined;
}

/** `SIGN_IN`: nobody is signed in, or whoever is has yet to do something else first. */
export type Needed = 'SIGN_IN' | Step;

/** What somebody signs in to, by name, and what they have to do before they enter it. */
export interface SignInContext {
  application: string;
  needs: Needed;
}

/** Sign-ins to applications that wait for the person. */
export class InteractionsService {
  constructor(
    private readonly needs: {
      applications: ApplicationsService;
      records: OidcRecordsService;
      stepUp: StepUpService;
      throttle: ThrottleService;
    },
  ) {}

  /** To be asked before a stranger's is begun, which is kept in the database. Null: it may be; otherwise why not. */
  async whyNotBegun(ipAddress: string | null): Promise<Refusal | null> {
    try {
      await this.needs.throttle.countBegun(ipAddress);
      return null;
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  }

  /** Null for one that is unknown, over, or of an application that is gone. */
  async find(uid: string): Promise<Interaction | null> {
    const row = await this.needs.records.row('Interaction', uid);
    const application =
      row?.applicationId != null ? await this.needs.applications.find(row.applicationId) : null;
    if (!row || !application) return null;
    const { params, session } = this.needs.records.opened(row) as unknown as {
      params: Interaction['params'];
      session?: { uid?: string };
    };
    // The library has verified it before it kept it.
    const { id_token_hint: hint } = params;
    const { decodeJwt } = await import('jose');
    return {
      application,
      params,
      isFor: typeof hint === 'string' ? (decodeJwt(hint).sub ?? null) : null,
      begunAt: row.createdAt,
      sessionUid: session?.uid,
    };
  }

  /** What a return address is for, and what the person has to do before. Null for one that is over, or none of ours. */
  async contextOf(to: string, session: Session | null): Promise<SignInContext | null> {
    const uid = interactionIn(to);
    const interaction = uid === undefined ? null : await this.find(uid);
    if (!interaction) return null;
    const { name: application } = interaction.application;
    return { application, needs: await this.needed(interaction, session) };
  }

  /** What the person has to do now. */
  async needed({ application, params, begunAt }: Interaction, session: Session | null): Promise<Needed> {
    if (session?.worth !== 'FULL') return 'SIGN_IN';
    const signedIn = await this.needs.stepUp.describe(session);
    return this.needs.stepUp.step(signedIn, application, params, begunAt);
  }

  /** Whether it was begun in another session: a request is for whoever was signed in when it was made. */
  isOfAnother({ sessionUid }: Interaction, session: Session): boolean {
    return sessionUid !== undefined && sessionUid !== uidOf(session.tokenId);
  }

  /** Whether the application asks for somebody else than who is signed in now. */
  isForAnother({ isFor }: Interaction, session: Session): boolean {
    return isFor !== null && isFor !== session.account.id;
  }
}
