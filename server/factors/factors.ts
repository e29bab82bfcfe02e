import type { AccountSettings } from '../settings/policies/account-settings.js';
import type { EntityManager } from 'typeorm';
import type { Sweeps } from '../platform/jobs/clean-up.js';
import type { Settings } from '../settings/settings.entity.js';
import {
  type AnyFactor,
  type CeremonyFactor,
  type CodeFactor,
  type CodeProof,
  hasPrimary,
  type Substitute,
} from './factor.js';
import type { AccountProfile } from '../platform/acting/account-profile.js';
import { typedCode } from '../platform/typed-code.js';
import type { SignInMethod } from '../platform/acting/sign-in-method.js';

type Holder = Pick<AccountProfile, 'primaryFactors'>;

// RFC 8176: of a session that proved no second factor.
const PASSWORD_ONLY = ['pwd'];

/** The factors that this server knows, by what they are. Filled while it is composed. */
export class Factors {
  private readonly registered: AnyFactor[] = [];
  private readonly substitutes: Substitute[] = [];

  /** In the order in which sign-in offers them, the best first. */
  register(factor: AnyFactor): void {
    const { method, primaryBit } = factor;
    if (this.all.some((other) => other.method === method || (other.primaryBit ?? -1) === primaryBit)) {
      throw new Error(`Another factor has the method or the bit of ${method}.`);
    }
    this.registered.push(factor);
  }

  /** They are never offered, nor is it told whether there is one. */
  registerSubstitute(codes: Substitute): void {
    this.substitutes.push(codes);
  }

  get all(): readonly AnyFactor[] {
    return this.registered;
  }

  /** Those that protect an account by themselves. */
  get primary(): readonly AnyFactor[] {
    return this.registered.filter(({ primaryBit }) => primaryBit !== null);
  }

  /** Those that are only good beside a primary one. */
  get beside(): readonly AnyFactor[] {
    return this.registered.filter(({ primaryBit }) => primaryBit === null);
  }

  /** Everything whose codes are typed, and whose attempts are counted. */
  get codes(): readonly CodeProof[] {
    return [...this.registered.filter((factor) => factor.proof === 'code'), ...this.substitutes];
  }

  find(method: SignInMethod): AnyFactor | undefined {
    return this.registered.find((factor) => factor.method === method);
  }

  /** 0, which no primary factor has, for a method that is none. */
  primaryBitOf(method: string): number {
    return this.primary.find((factor) => factor.method === method)?.primaryBit ?? 0;
  }

  /** Every value of Account.primaryFactors that has the bit of this method. */
  primaryValuesWith(method: string): number[] {
    const others = this.primary.filter((factor) => factor.method !== method);
    return others.reduce<number[]>(
      (values, { primaryBit }) => [...values, ...values.map((value) => value | (primaryBit ?? 0))],
      [this.primaryBitOf(method)],
    );
  }

  /** What checks codes of this method. */
  code(method: SignInMethod): CodeProof {
    const codes = this.codes.find((proof) => proof.method === method);
    if (!codes) throw new Error(`No codes of ${method} are known here.`);
    return codes;
  }

  ceremony(method: SignInMethod): CeremonyFactor {
    const factor = this.find(method);
    if (factor?.proof !== 'ceremony') throw new Error(`No ceremony of ${method} is known here.`);
    return factor;
  }

  /**
   * The factor whose code this is, by its shape; what has none is counted as the last one's. Backup codes from elsewhere
   * may be eight digits, as codes of some apps are: those are the app's of an account whose app has as many.
   */
  async recognised(code: string, accountId: string): Promise<CodeFactor> {
    const factors = this.registered.filter((factor) => factor.proof === 'code');
    const able = factors.filter((factor) => factor.recognises(code));
    const { length } = typedCode(code);
    for (const factor of able.length > 1 ? able : []) {
      if ((await factor.digitsOf(accountId)) === length) return factor;
    }
    const factor = able.at(-1) ?? factors.at(-1);
    if (!factor) throw new Error('No factor has codes that are typed.');
    return factor;
  }

  /**
   * The primary factors an account may use. One that is switched off is still good for accounts that have no allowed
   * one: nothing but `disabled` turns a protected account into a password-only one.
   */
  usablePrimary(account: Holder, settings: AccountSettings): AnyFactor[] {
    const setUp = this.primary.filter((factor) => hasPrimary(account, factor));
    const allowed = setUp.filter((factor) => factor.isAllowed(settings));
    return allowed.length > 0 ? allowed : setUp;
  }

  /** Whether the account may use it, as far as that is known without a look at its rows; a substitute always. */
  isUsable(method: SignInMethod, account: Holder, settings: AccountSettings): boolean {
    const factor = this.find(method);
    if (!factor) return true;
    return factor.primaryBit === null
      ? factor.isAllowed(settings)
      : this.usablePrimary(account, settings).includes(factor);
  }

  /** What to offer to an account that signs in. */
  async offered(
    account: AccountProfile,
    settings: AccountSettings,
    tx?: EntityManager,
  ): Promise<AnyFactor[]> {
    const offered = this.usablePrimary(account, settings);
    for (const factor of this.beside) {
      if (factor.isAllowed(settings) && (await factor.isSetUp(account, tx))) offered.push(factor);
    }
    return offered;
  }

  /** What can be set up: first what cannot be phished, then what is typed. */
  allowed(settings: Readonly<Settings>): AnyFactor[] {
    const allowed = this.registered.filter((factor) => factor.isAllowed(settings));
    return [
      ...allowed.filter(({ proof }) => proof === 'ceremony'),
      ...allowed.filter(({ proof }) => proof === 'code'),
    ];
  }

  /** The authentication methods (RFC 8176) of a session that was signed in so. */
  amrOf(method: SignInMethod | null): readonly string[] {
    const proved = [...this.registered, ...this.substitutes].find((each) => each.method === method);
    return proved?.amr ?? PASSWORD_ONLY;
  }

  sweeps(): Sweeps {
    return Object.fromEntries(this.registered.flatMap((factor) => Object.entries(factor.sweeps())));
  }
}
