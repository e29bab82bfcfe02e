import { generateSecret, generateURI } from 'otplib';
import { type EntityManager, IsNull, MoreThan } from 'typeorm';
import { MINUTE } from '../../platform/clock.js';
import type { KeyRing } from '../../platform/encryption/key-ring.js';
import { sessionNow } from '../../sessions/guard/session-now.js';
import type { PrimaryFactorsService } from '../primary-factors.service.js';
import type { ProofsService } from '../../sessions/proofs/proofs.service.js';
import { refuseUnlessAllowed } from '../factor.js';
import { Refusal } from '../../platform/refusal.js';
import { AuthenticatorAppSetup } from './authenticator-app-setup.entity.js';
import { type AuthenticatorAppService, sealContext } from './authenticator-app.service.js';
import { OWN_PARAMETERS } from './totp.js';
import type { Session } from '../../platform/acting/session.js';
import type { Branding } from '../../settings/branding.js';
import type { Ground } from '../../accounts/ground.js';

const SECRET_BYTES = 20;
const SETUP_LASTS = 15 * MINUTE;

export interface SetupInstructions {
  /** Base32. */
  secret: string;
  otpauthUri: string;
  expiresAt: number;
}

/** Setting an authenticator app up: a secret is shown, and becomes the account's with its first code. */
export class AppSetupService {
  constructor(
    private readonly needs: Ground & {
      keys: KeyRing;
      primaryFactors: PrimaryFactorsService;
      proofs: ProofsService;
      branding: Branding;
      app: AuthenticatorAppService;
    },
  ) {}

  /**
   * A working app stays in force until the new one's first code is confirmed. A session that reloads its page, or opens
   * it twice, is shown the secret of its running set-up again; for any other session, and for one in which something
   * else was proved since, a new secret takes its place. Throws METHOD_DISABLED.
   */
  async begin(session: Session): Promise<SetupInstructions> {
    refuseUnlessAllowed(this.needs.app, await this.needs.settings.of(session.account));
    const { id: accountId, login } = session.account;
    const { sealedSecret, expiresAt } = await this.needs.guard.own(session, (tx) =>
      this.runningOrNew(tx, session),
    );
    const secret = this.needs.keys.open(sealedSecret, sealContext(accountId));
    const { name } = await this.needs.branding.current();
    return { secret, otpauthUri: generateURI({ issuer: name, label: login, secret }), expiresAt };
  }

  /** The account is locked, so that two requests of one session find the same set-up. */
  private async runningOrNew(
    tx: EntityManager,
    session: Session,
  ): Promise<Pick<AuthenticatorAppSetup, 'sealedSecret' | 'expiresAt'>> {
    const now = this.needs.clock.now();
    const { id: accountId, credentialVersion } = session.account;
    const { tokenId } = session;
    const secondFactor = (await sessionNow(this.needs.database, session, now, tx))?.secondFactor ?? null;
    const running = await tx.findOneBy(AuthenticatorAppSetup, {
      accountId,
      tokenId,
      credentialVersion,
      secondFactor: secondFactor ?? IsNull(),
      expiresAt: MoreThan(now),
    });
    if (running) return running;
    const secret = generateSecret({ length: SECRET_BYTES });
    const begun = {
      accountId,
      tokenId,
      credentialVersion,
      secondFactor,
      sealedSecret: this.needs.keys.seal(secret, sealContext(accountId)),
      expiresAt: now + SETUP_LASTS,
    };
    await tx.upsert(AuthenticatorAppSetup, begun, ['accountId']);
    return begun;
  }

  /** Ends the set-up that this session began, if it still runs: its secret is not shown again. */
  async cancel(session: Session): Promise<void> {
    await this.needs.guard.own(session, async (tx, { id: accountId }) => {
      await tx.delete(AuthenticatorAppSetup, { accountId, tokenId: session.tokenId });
    });
  }

  /** Throws CHALLENGE_EXPIRED unless a set-up of this session is running, INVALID_CODE for a wrong code. */
  async confirm(session: Session, code: string): Promise<void> {
    refuseUnlessAllowed(this.needs.app, await this.needs.settings.of(session.account));
    const accountId = session.account.id;
    const now = this.needs.clock.now();
    const setup = await this.needs.database.manager.findOneBy(AuthenticatorAppSetup, {
      accountId,
      tokenId: session.tokenId,
      expiresAt: MoreThan(now),
    });
    if (!setup) throw expiredSetup();
    const timeStep = await this.needs.app.matchingTimeStep({ ...setup, ...OWN_PARAMETERS }, code);
    if (timeStep === null) throw new Refusal('INVALID_CODE', 'Wrong code.');
    await this.needs.guard.own(session, async (tx, account) => {
      const { affected } = await tx.delete(AuthenticatorAppSetup, {
        accountId,
        sealedSecret: setup.sealedSecret,
      });
      if (affected !== 1) throw expiredSetup();
      await this.needs.app.replace(tx, setup, timeStep);
      await this.needs.proofs.record(tx, session, this.needs.app.method);
      await this.needs.primaryFactors.added(tx, account, this.needs.app);
      await this.needs.audit.record(tx, { action: 'authenticator_app.enabled', actor: session.actor });
    });
  }
}

const expiredSetup = (): Refusal =>
  new Refusal(
    'CHALLENGE_EXPIRED',
    'This session has no set-up under way: it has expired, or was completed or replaced.',
  );
