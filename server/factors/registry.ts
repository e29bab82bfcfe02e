import type { Accounts } from '../accounts/create-accounts.js';
import type { Ground } from '../accounts/ground.js';
import type { Platform } from '../platform/create-platform.js';
import type { Sessions } from '../sessions/create-sessions.js';
import type { Branding } from '../settings/branding.js';
import { authenticatorApp } from './authenticator-app/authenticator-app.plugin.js';
import { backupCodes } from './backup-codes/backup-codes.plugin.js';
import { BypassCodesResolver } from './bypass-codes/bypass-codes.resolver.js';
import { BypassCodesService } from './bypass-codes/bypass-codes.service.js';
import { Factors } from './factors.js';
import type { CreatedBy, FactorPlugin } from './plugin.js';
import { PrimaryFactorsService } from './primary-factors.service.js';
import { RecoveryCodesResolver } from './recovery-codes/recovery-codes.resolver.js';
import { RecoveryCodesService } from './recovery-codes/recovery-codes.service.js';
import type { AttestationPolicy } from './security-keys/attestation-policy.js';
import type { RelyingParty } from './security-keys/relying-party.js';
import { securityKeys } from './security-keys/security-keys.plugin.js';
import { RecommendationService } from './two-factor/recommendation.service.js';
import { AccountTwoFactorResolver, TwoFactorResolver } from './two-factor/two-factor.resolver.js';
import { TwoFactorService } from './two-factor/two-factor.service.js';

/** Every factor, in the order in which sign-in offers them. To add one, add its line. */
const PLUGINS = [authenticatorApp, securityKeys, backupCodes] as const;

export const FACTOR_PLUGINS: readonly FactorPlugin[] = PLUGINS;

type AllCreated<Plugins extends readonly unknown[]> = {
  [Index in keyof Plugins]: CreatedBy<Plugins[Index]>;
};

export type FactorWing = ReturnType<typeof createFactors>;

/** The factors and what goes with them; `more` are registered beside those of PLUGINS. */
export function createFactors({
  platform: { keys },
  ground,
  accounts: { accounts, throttle, hasher },
  sessions: { devices, tokens, proofs },
  branding,
  relyingParty,
  attestationPolicy,
  mailConfigured,
  more,
}: {
  platform: Pick<Platform, 'keys'>;
  ground: Ground;
  accounts: Pick<Accounts, 'accounts' | 'throttle' | 'hasher'>;
  sessions: Pick<Sessions, 'devices' | 'tokens' | 'proofs'>;
  branding: Branding;
  relyingParty: RelyingParty;
  attestationPolicy: AttestationPolicy;
  mailConfigured: boolean;
  more: readonly FactorPlugin[];
}) {
  const factors = new Factors();
  const primaryFactors = new PrimaryFactorsService({ accounts, factors, devices, throttle, tokens });
  const twoFactor = new TwoFactorService({ ...ground, accounts, factors, primaryFactors, throttle });
  const recommendation = new RecommendationService(ground);
  const needs = {
    ...ground,
    keys,
    accounts,
    devices,
    tokens,
    proofs,
    throttle,
    hasher,
    branding,
    relyingParty,
    attestationPolicy,
    primaryFactors,
  };
  const plugins = [...FACTOR_PLUGINS, ...more];
  const allCreated = plugins.map((plugin) => {
    const created = plugin.create(needs);
    factors.register(created.factor);
    return created;
  });
  const [app, keyWing, codes] = allCreated as unknown as AllCreated<typeof PLUGINS>;
  const recoveryCodes = new RecoveryCodesService({ ...ground, devices, throttle, hasher });
  factors.registerSubstitute(recoveryCodes);
  const bypassCodes = new BypassCodesService({ ...ground, hasher, throttle, tokens });
  factors.registerSubstitute(bypassCodes);
  accounts.endsWithAccess((tx, id) => bypassCodes.end(tx, id));
  accounts.endsWithRaise((tx, id) => bypassCodes.end(tx, id));
  accounts.endsWithRaise((tx, id) => recoveryCodes.end(tx, id));
  return {
    factors,
    plugins,
    attestationPolicy,
    primaryFactors,
    twoFactor,
    recommendation,
    recoveryCodes,
    bypassCodes,
    authenticatorApp: app.factor,
    authenticatorAppSetup: app.setup,
    backupCodes: codes.factor,
    importedCodes: codes.imported,
    passkeys: keyWing.factor,
    securityKeys: keyWing.keys,
    registration: keyWing.registration,
    assertions: keyWing.assertions,
    u2fImport: keyWing.u2fImport,
    sweeps: { ...factors.sweeps(), ...bypassCodes.sweeps() },
    resolvers: [
      new RecoveryCodesResolver(recoveryCodes),
      new BypassCodesResolver(bypassCodes),
      new TwoFactorResolver({ ...ground, twoFactor, recommendation, branding, devices, mailConfigured }),
      new AccountTwoFactorResolver(twoFactor),
      ...plugins.flatMap((plugin, index) => {
        const created = allCreated[index];
        return created ? plugin.resolvers(created, twoFactor) : [];
      }),
    ],
  };
}
