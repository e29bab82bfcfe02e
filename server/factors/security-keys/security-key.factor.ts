import type { EntityManager } from 'typeorm';
import type { Sweeps } from '../../platform/jobs/clean-up.js';
import type { Settings } from '../../settings/settings.entity.js';
import { Refusal } from '../../platform/refusal.js';
import {
  type CeremonyBinding,
  type CeremonyFactor,
  hasPrimary,
  type RemovedFactor,
  type Spend,
} from '../factor.js';
import type { AssertionService, CheckedAssertion } from './assertion.service.js';
import type { Ceremonies } from './ceremonies.js';
import type { SecurityKey } from './security-key.entity.js';
import type { SecurityKeysService } from './security-keys.service.js';
import { SECURITY_KEY } from './what-it-is.js';
import type { AccountProfile } from '../../platform/acting/account-profile.js';
import type { Session } from '../../platform/acting/session.js';

/** Security keys and passkeys (WebAuthn), as sign-in and all others see them. */
export class SecurityKeyFactor implements CeremonyFactor {
  readonly method = SECURITY_KEY.method;
  readonly name = SECURITY_KEY.name;
  readonly primaryBit = SECURITY_KEY.primaryBit;
  readonly amr = SECURITY_KEY.amr;
  readonly proof = SECURITY_KEY.proof;

  constructor(
    private readonly keys: SecurityKeysService,
    private readonly assertions: AssertionService,
    private readonly ceremonies: Ceremonies,
  ) {}

  isAllowed(settings: Readonly<Settings>): boolean {
    return SECURITY_KEY.isAllowed(settings);
  }

  isSetUp(account: AccountProfile): boolean {
    return hasPrimary(account, this);
  }

  begin(binding: CeremonyBinding, session: Session | null): Promise<object> {
    return this.assertions.begin(binding, session);
  }

  async check(binding: CeremonyBinding, answer: unknown): Promise<Spend> {
    return (await this.assertions.check(binding, answer)).spend;
  }

  /** Options for a sign-in by passkey, which needs neither login nor password. */
  beginPasskey(): Promise<object> {
    return this.assertions.beginPasskeySignIn();
  }

  /** An answer that names its account itself, and counts as both factors. */
  checkPasskey(answer: unknown): Promise<CheckedAssertion> {
    return this.assertions.checkPasskey(answer);
  }

  async removeOne(tx: EntityManager, accountId: string, id: string | null): Promise<RemovedFactor> {
    if (id === null) {
      throw new Refusal('BAD_USER_INPUT', 'There may be several security keys: name one by its id.', {
        field: 'id',
      });
    }
    return this.keys.removeOne(tx, accountId, id);
  }

  removeAll(tx: EntityManager, accountId: string): Promise<number> {
    return this.keys.removeAll(tx, accountId);
  }

  async exported(accountIds: readonly string[]): Promise<Map<string, Record<string, unknown>>> {
    const keys = await this.keys.listMany(accountIds);
    const keysOf = (id: string) => keys.filter(({ accountId }) => accountId === id);
    return new Map(accountIds.map((id) => [id, { securityKeys: keysOf(id).map(exportedKey) }]));
  }

  sweeps(): Sweeps {
    return { securityKeyCeremonies: () => this.ceremonies.sweepExpired() };
  }
}

const exportedKey = (key: SecurityKey): Record<string, unknown> => ({
  name: key.name,
  credentialId: key.credentialId,
  publicKey: key.publicKey,
  aaguid: key.aaguid,
  transports: key.transports,
  signCount: key.signCount,
  backupEligible: key.backupEligible,
  backedUp: key.backedUp,
  createdAt: time(key.createdAt),
  lastUsedAt: time(key.lastUsedAt),
});

const time = (milliseconds: number | null): string | null =>
  milliseconds === null ? null : new Date(milliseconds).toISOString();
