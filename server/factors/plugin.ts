import type { AccountsService } from '../accounts/accounts.service.js';
import type { Ground } from '../accounts/ground.js';
import type { PasswordHasher } from '../accounts/password-hasher.js';
import type { ThrottleService } from '../accounts/throttle/throttle.service.js';
import type { KeyRing } from '../platform/encryption/key-ring.js';
import type { SealedColumn } from '../platform/encryption/key-use.js';
import type { DevicesService } from '../sessions/devices/devices.service.js';
import type { Branding } from '../settings/branding.js';
import type { ProofsService } from '../sessions/proofs/proofs.service.js';
import type { TokensService } from '../sessions/tokens/tokens.service.js';
import type { AnyFactor } from './factor.js';
import type { PrimaryFactorsService } from './primary-factors.service.js';
import type { AttestationPolicy } from './security-keys/attestation-policy.js';
import type { RelyingParty } from './security-keys/relying-party.js';
import type { TwoFactorService } from './two-factor/two-factor.service.js';
import type { SecondFactor } from '../platform/acting/sign-in-method.js';

/** What the floors below give to factors. */
export interface FactorNeeds extends Ground {
  keys: KeyRing;
  accounts: AccountsService;
  devices: DevicesService;
  tokens: TokensService;
  proofs: ProofsService;
  throttle: ThrottleService;
  hasher: PasswordHasher;
  branding: Branding;
  relyingParty: RelyingParty;
  attestationPolicy: AttestationPolicy;
}

/** The mutation that sign-in has for a factor whose code is typed. */
export interface CodeMutation {
  name: string;
  description: string;
  /** Of its argument `code`. */
  code: string;
  /** How many hashes a check costs. */
  hashes: number;
}

/** A factor's folder, as the server is composed of it. */
export interface FactorPlugin<Created extends { factor: AnyFactor } = { factor: AnyFactor }> {
  /** In the API: among all second factors, and among those that stand alone, if it does. */
  described: { method: SecondFactor; as: string; asPrimary?: string };
  entities: readonly (new () => object)[];
  /** What it seals, so that a new SECRET_KEY reaches it. */
  sealed: readonly SealedColumn[];
  /** For a CodeFactor; the mutations of ceremonies are all different. */
  verification?: CodeMutation;
  create(needs: FactorNeeds & { primaryFactors: PrimaryFactorsService }): Created;
  /** What sets it up, shows and removes it. */
  resolverClasses: readonly (new (...needs: never[]) => object)[];
  /** An object of each of these classes. */
  resolvers(created: Created, twoFactor: TwoFactorService): object[];
}

export type CreatedBy<Plugin> = Plugin extends FactorPlugin<infer Created> ? Created : never;
