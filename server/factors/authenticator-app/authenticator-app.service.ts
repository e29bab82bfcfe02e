import { verify } from 'otplib';
import { type EntityManager, In, LessThanOrEqual } from 'typeorm';
import type { AccountProfile } from '../../platform/acting/account-profile.js';
import { SECOND } from '../../platform/clock.js';
import { type Packed, PackedColumns } from '../../platform/database/packed-columns.js';
import { changed, Insertion } from '../../platform/database/prepared.js';
import { sweepRows } from '../../platform/database/sweep.js';
import type { Sweeps } from '../../platform/jobs/clean-up.js';
import type { KeyRing } from '../../platform/encryption/key-ring.js';
import type { SealedColumn } from '../../platform/encryption/key-use.js';
import type { PrimaryFactorsService } from '../primary-factors.service.js';
import { type CodeFactor, hasPrimary, refuseId, type RemovedFactor, type Spend } from '../factor.js';
import { Refusal } from '../../platform/refusal.js';
import type { Settings } from '../../settings/settings.entity.js';
import { typedCode } from '../../platform/typed-code.js';
import { AuthenticatorAppSetup } from './authenticator-app-setup.entity.js';
import { AuthenticatorApp } from './authenticator-app.entity.js';
import { DIGITS, GUARDRAILS, isShort, OWN_PARAMETERS, type TotpParameters } from './totp.js';
import type { Session } from '../../platform/acting/session.js';
import type { Ground } from '../../accounts/ground.js';

export interface ImportedApp extends TotpParameters {
  /** Base32. */
  secret: string;
}

type Checked = Pick<AuthenticatorApp, 'accountId' | 'sealedSecret' | 'lastTimeStep'> & TotpParameters;
const APP = new PackedColumns<Checked>({
  accountId: 'accountId',
  sealedSecret: 'sealedSecret',
  lastTimeStep: 'lastTimeStep',
  algorithm: 'algorithm',
  digits: 'digits',
  period: 'period',
});
const FIND = `SELECT ${APP.sql} AS app FROM authenticator_apps WHERE accountId = ?`;
const FIND_DIGITS = 'SELECT digits FROM authenticator_apps WHERE accountId = ?';
const USE = `UPDATE authenticator_apps SET lastTimeStep = ?, clockSkew = ?, lastUsedAt = ?
  WHERE accountId = ? AND sealedSecret = ? AND lastTimeStep < ?`;

const REPLACE = `UPDATE authenticator_apps SET sealedSecret = ?, algorithm = ?, digits = ?, period = ?,
  lastTimeStep = ?, clockSkew = 0, shortSecret = ?, createdAt = ?, lastUsedAt = NULL
  WHERE accountId = ? AND sealedSecret = ?`;

const ROW = new Insertion<AuthenticatorApp>('authenticator_apps', [
  'accountId',
  'sealedSecret',
  'algorithm',
  'digits',
  'period',
  'lastTimeStep',
  'clockSkew',
  'shortSecret',
  'createdAt',
  'lastUsedAt',
]);

/** TOTP (RFC 6238): with the parameters every app knows, or those that an app brought along. */
export class AuthenticatorAppService implements CodeFactor {
  readonly method = 'AUTHENTICATOR_APP';
  readonly name = 'authenticatorApp';
  readonly primaryBit = 1;
  readonly amr = ['pwd', 'otp', 'mfa'];
  readonly proof = 'code';
  readonly isQuick = true;

  constructor(
    private readonly needs: Ground & {
      keys: KeyRing;
      primaryFactors: PrimaryFactorsService;
    },
  ) {}

  async check(accountId: string, code: string, tx?: EntityManager): Promise<Spend | null> {
    const row = await this.needs.database.row<{ app: Packed }>(FIND, [accountId], tx);
    if (!row) return null;
    const app = APP.read(row.app);
    const { sealedSecret } = app;
    const timeStep = await this.matchingTimeStep(app, code, tx);
    if (timeStep === null || timeStep <= app.lastTimeStep) return null;
    return async (spending: EntityManager) => {
      const now = this.needs.clock.now();
      const used = [timeStep, this.skewOf(timeStep, app), now, accountId, sealedSecret, timeStep];
      return (await changed(spending, USE, used)) === 1;
    };
  }

  /** What a set-up has confirmed takes the place of the app that was there. */
  async replace(
    tx: EntityManager,
    { accountId, sealedSecret }: AuthenticatorAppSetup,
    confirmedBy: number,
  ): Promise<void> {
    const app = {
      accountId,
      sealedSecret,
      ...OWN_PARAMETERS,
      // The confirming code has been used: it cannot sign in as well.
      lastTimeStep: confirmedBy,
      clockSkew: this.skewOf(confirmedBy, OWN_PARAMETERS),
      shortSecret: false,
      createdAt: this.needs.clock.now(),
      lastUsedAt: null,
    };
    await tx.upsert(AuthenticatorApp, app, ['accountId']);
  }

  /** Throws NOT_FOUND when none is set up. */
  async disable(session: Session): Promise<void> {
    await this.needs.guard.own(session, async (tx, account) => {
      await this.removeOne(tx, account.id, null);
      const ended = await this.needs.primaryFactors.removed(tx, account, this);
      await this.needs.audit.record(tx, {
        action: 'authenticator_app.disabled',
        actor: session.actor,
        details: { ended },
      });
    });
  }

  isAllowed({ allowAuthenticatorApp }: Readonly<Settings>): boolean {
    return allowAuthenticatorApp;
  }

  isSetUp(account: AccountProfile): boolean {
    return hasPrimary(account, this);
  }

  recognises(code: string): boolean {
    return APP_CODE.test(typedCode(code));
  }

  async removeOne(tx: EntityManager, accountId: string, id: string | null): Promise<RemovedFactor> {
    refuseId(id);
    if ((await this.removeAll(tx, accountId)) === 0) {
      throw new Refusal('NOT_FOUND', 'No authenticator app is set up.');
    }
    return { described: {}, isLastOfMethod: true };
  }

  /** With any set-up that was begun. */
  async removeAll(tx: EntityManager, accountId: string): Promise<number> {
    await tx.delete(AuthenticatorAppSetup, { accountId });
    const { affected } = await tx.delete(AuthenticatorApp, { accountId });
    return affected ?? 0;
  }

  /** With their secrets, in the clear. */
  async exported(accountIds: readonly string[]): Promise<Map<string, Record<string, unknown>>> {
    const apps = new Map((await this.listMany(accountIds)).map((app) => [app.accountId, this.openedOf(app)]));
    return new Map(accountIds.map((id) => [id, totpFields(apps.get(id))]));
  }

  async listMany(accountIds: readonly string[], tx?: EntityManager): Promise<AuthenticatorApp[]> {
    return (tx ?? this.needs.database.manager).findBy(AuthenticatorApp, { accountId: In(accountIds) });
  }

  /** How many digits its codes have; null when none is set up. */
  async digitsOf(accountId: string, tx?: EntityManager): Promise<number | null> {
    const app = await this.needs.database.row<{ digits: number }>(FIND_DIGITS, [accountId], tx);
    return app?.digits ?? null;
  }

  /** For an export, or to compare with what is imported. */
  openedOf({ accountId, sealedSecret, algorithm, digits, period }: AuthenticatorApp): ImportedApp {
    return { secret: this.needs.keys.open(sealedSecret, sealContext(accountId)), algorithm, digits, period };
  }

  /** Apps that were set up elsewhere. The accounts' `primaryFactors` are the caller's to set. */
  async insertImported(
    tx: EntityManager,
    apps: readonly ({ accountId: string } & ImportedApp)[],
  ): Promise<void> {
    const now = this.needs.clock.now();
    await ROW.allInto(
      tx,
      apps.map(({ accountId, secret, algorithm, digits, period }) => ({
        accountId,
        sealedSecret: this.needs.keys.seal(secret, sealContext(accountId)),
        algorithm,
        digits,
        period,
        // Codes up to now may have been used where it comes from.
        lastTimeStep: timeStepAt(now, period),
        clockSkew: 0,
        shortSecret: isShort(secret),
        createdAt: now,
        lastUsedAt: null,
      })),
    );
  }

  /**
   * Puts an app that was set up elsewhere in the place of one that was, unless it is another by now (`isExpected` is asked
   * by its secret). The caller has locked the account.
   */
  async replaceImported(
    tx: EntityManager,
    accountId: string,
    isExpected: (secret: string) => boolean,
    { secret, algorithm, digits, period }: ImportedApp,
  ): Promise<boolean> {
    const [app] = await this.listMany([accountId], tx);
    if (!app || !isExpected(this.openedOf(app).secret)) return false;
    const now = this.needs.clock.now();
    const sealed = this.needs.keys.seal(secret, sealContext(accountId));
    const anew = [sealed, algorithm, digits, period, timeStepAt(now, period), Number(isShort(secret)), now];
    return (await changed(tx, REPLACE, [...anew, accountId, app.sealedSecret])) === 1;
  }

  private skewOf(timeStep: number, { period }: TotpParameters): number {
    const steps = timeStep - timeStepAt(this.needs.clock.now(), period);
    return Math.round((steps * period) / OWN_PARAMETERS.period);
  }

  sweeps(): Sweeps {
    return {
      authenticatorAppSetups: () => {
        const where = { expiresAt: LessThanOrEqual(this.needs.clock.now()) };
        return sweepRows(this.needs.database, AuthenticatorAppSetup, {
          key: 'accountId',
          by: 'expiresAt',
          where,
        });
      },
    };
  }

  /** The time step (RFC 6238 §4.2) whose code this is, within the tolerance; null when it is none's. */
  async matchingTimeStep(
    app: { accountId: string; sealedSecret: string } & TotpParameters,
    code: string,
    tx?: EntityManager,
  ): Promise<number | null> {
    const { accountId, sealedSecret, digits, period } = app;
    const token = typedCode(code);
    if (!this.recognises(code) || token.length !== digits) return null;
    const { clockTolerance } = await this.needs.settings.current(tx);
    const result = await verify({
      secret: this.needs.keys.open(sealedSecret, sealContext(accountId)),
      token,
      guardrails: GUARDRAILS,
      epoch: Math.floor(this.needs.clock.now() / SECOND),
      algorithm: HASHES[app.algorithm],
      digits,
      period,
      epochTolerance: clockTolerance * period,
    });
    return result.valid && 'timeStep' in result ? result.timeStep : null;
  }
}

const HASHES = { SHA1: 'sha1', SHA256: 'sha256', SHA512: 'sha512' } as const;
const APP_CODE = new RegExp(`^[0-9]{${DIGITS.fewest},${DIGITS.most}}$`);

const totpFields = (app: ImportedApp | undefined): Record<string, unknown> => ({
  totpSecret: app?.secret ?? null,
  totpAlgorithm: app?.algorithm ?? null,
  totpDigits: app?.digits ?? null,
  totpPeriod: app?.period ?? null,
});

const timeStepAt = (milliseconds: number, period: number): number =>
  Math.floor(milliseconds / SECOND / period);

export const sealContext = (accountId: string): string => `authenticator-app:${accountId}`;

export const sealedAppSecrets: SealedColumn[] = [AuthenticatorApp, AuthenticatorAppSetup].map((entity) => ({
  entity,
  id: 'accountId',
  column: 'sealedSecret',
  context: sealContext,
}));
