import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Ground } from '../../accounts/ground.js';
import type { Factors } from '../../factors/factors.js';
import type { Session } from '../../platform/acting/session.js';
import type { LastProofs } from '../../sessions/held-sessions.js';
import type { ProofsService } from '../../sessions/proofs/proofs.service.js';
import { ownMetadata, type OwnMetadata } from './client.js';
import type { Asking, RequestScope } from './request-scope.js';
import { acrOf, type Demand, nextStep, type Step, strictest } from './step-up.js';

/** The parameters of a request that say what must have been proved. */
export interface Asked {
  prompt?: unknown;
  max_age?: unknown;
  acr_values?: unknown;
}

/** What is missing before the person who is signed in may enter an application. */
export class StepUpService {
  constructor(
    private readonly needs: Ground & { proofs: ProofsService; factors: Factors; scope: RequestScope },
  ) {}

  /** What a session is to applications. */
  async describe(session: Session): Promise<NonNullable<Asking['signedIn']>> {
    const proofs = await this.needs.proofs.last(session);
    const amr = this.needs.factors.amrOf(session.secondFactor);
    return { session, proofs, acr: acrOf(proofs), amr };
  }

  /** Of a request that is being answered; nothing is missing of somebody who is not there. */
  async stepFor(oidc: KoaContextWithOIDC['oidc']): Promise<Step> {
    const { signedIn } = this.needs.scope.asking;
    if (!signedIn || !oidc.client) return 'ENTER';
    // That a fresh proof was given has been seen before the interaction ended, and can be seen only there.
    const begun = oidc.result?.login === undefined ? Infinity : null;
    return this.step(signedIn, ownMetadata(oidc.client), oidc.params ?? {}, begun);
  }

  /** `begun`: when a fresh proof was asked for, in milliseconds; null: it has been given. */
  async step(
    { session, proofs }: { session: Session; proofs: LastProofs },
    application: Pick<OwnMetadata, 'requireSecondFactor' | 'maxAge'>,
    asked: Asked,
    begun: number | null,
  ): Promise<Step> {
    const settings = await this.needs.settings.current();
    const maxAge =
      typeof asked.max_age === 'number' || typeof asked.max_age === 'string' ? Number(asked.max_age) : null;
    const wantsFresh = words(asked.prompt).includes('login') || maxAge === 0;
    const demand: Demand = {
      secondFactor: application.requireSecondFactor,
      acrValues: words(asked.acr_values),
      maxAge: strictest(maxAge === 0 ? null : maxAge, application.maxAge),
      provedAfter: wantsFresh ? begun : null,
    };
    const subject = {
      proofs,
      hasSecondFactor: !settings.disabled && session.account.primaryFactors !== 0,
      twoFactorAvailable: !settings.disabled,
    };
    return nextStep(demand, subject, this.needs.clock.now());
  }
}

const words = (given: unknown): string[] =>
  typeof given === 'string' ? given.split(' ').filter(Boolean) : [];
