import type { JWK } from 'jose';
import { type EntityManager, IsNull, LessThanOrEqual, MoreThan } from 'typeorm';
import type { Ground } from '../../accounts/ground.js';
import { type Acting, actorOf } from '../../platform/acting/guard.js';
import { DAY } from '../../platform/clock.js';
import { isDuplicate } from '../../platform/database/driver-errors.js';
import { type Sweep, sweepRows } from '../../platform/database/sweep.js';
import type { KeyRing } from '../../platform/encryption/key-ring.js';
import type { SealedColumn } from '../../platform/encryption/key-use.js';
import { newId } from '../../platform/ids.js';
import type { SigningAlgorithm } from '../applications/application.entity.js';
import { OidcKey } from './oidc-key.entity.js';

const ALGORITHMS: readonly SigningAlgorithm[] = ['RS256', 'ES256'];
/** Clients keep our keys for a while, and have to know one before it signs. */
const PUBLISHED_FOR = DAY;
/** ID tokens are shown to us again when somebody signs out, long after they have expired. */
const VERIFIES_FOR = 30 * DAY;
const ROTATED_EVERY = 90 * DAY;

/** The name of an algorithm's first key: servers that start together make it once. */
const FIRST: Record<SigningAlgorithm, string> = { RS256: 'first-rs256', ES256: 'first-es256' };

/** The keys that sign ID tokens, the same on all servers. */
export class OidcKeysService {
  constructor(private readonly needs: Ground & { keys: KeyRing }) {}

  /** Those that are published; of each algorithm the one first that signs now. Makes the first ones. */
  async published(): Promise<OidcKey[]> {
    const found = await this.read();
    const missing = ALGORITHMS.filter((algorithm) => !found.some((key) => key.algorithm === algorithm));
    if (missing.length === 0) return found;
    for (const algorithm of missing) await this.makeFirst(algorithm);
    return this.read();
  }

  /** As the library takes them. */
  opened({ id, algorithm, sealedKey }: OidcKey): JWK {
    const jwk = JSON.parse(this.needs.keys.open(sealedKey, contextOf(id))) as JWK;
    return { ...jwk, kid: id, alg: algorithm, use: 'sig' };
  }

  /**
   * New keys, which are published now and sign a day later; the ones before go on verifying what they have signed.
   * `atOnce`: they sign now, and the ones before are withdrawn, for somebody may have come by them.
   */
  async rotate(acting: Acting, atOnce = false): Promise<OidcKey[]> {
    const now = this.needs.clock.now();
    const made = await Promise.all(
      ALGORITHMS.map((algorithm) => this.make(newId(now), algorithm, atOnce ? now : now + PUBLISHED_FOR)),
    );
    await this.needs.guard.transaction(acting, (tx) => this.replace(tx, acting, made, atOnce));
    return made;
  }

  /** By schedule: when the latest are old enough. Returns whether they were. */
  async rotateWhenDue(acting: Acting): Promise<boolean> {
    const recent = MoreThan(this.needs.clock.now() - ROTATED_EVERY);
    const { manager } = this.needs.database;
    if (!(await manager.exists(OidcKey)) || (await manager.existsBy(OidcKey, { createdAt: recent })))
      return false;
    await this.rotate(acting);
    return true;
  }

  sweepRetired(): Sweep {
    const where = { retiredAt: LessThanOrEqual(this.needs.clock.now()) };
    return sweepRows(this.needs.database, OidcKey, { key: 'id', by: 'id', where });
  }

  private async read(): Promise<OidcKey[]> {
    const now = this.needs.clock.now();
    const rows = await this.needs.database.manager.find(OidcKey, {
      where: [{ retiredAt: IsNull() }, { retiredAt: MoreThan(now) }],
      order: { signsFrom: 'DESC', id: 'DESC' },
    });
    return [
      ...rows.filter(({ signsFrom }) => signsFrom <= now),
      ...rows.filter(({ signsFrom }) => signsFrom > now),
    ];
  }

  private async replace(
    tx: EntityManager,
    acting: Acting,
    made: readonly OidcKey[],
    atOnce: boolean,
  ): Promise<void> {
    const now = this.needs.clock.now();
    const retiredAt = atOnce ? now : now + PUBLISHED_FOR + VERIFIES_FOR;
    // Those that an earlier rotation has retired keep their time.
    await tx.update(OidcKey, atOnce ? { retiredAt: MoreThan(now) } : { retiredAt: IsNull() }, { retiredAt });
    if (atOnce) await tx.update(OidcKey, { retiredAt: IsNull() }, { retiredAt });
    await tx.insert(OidcKey, [...made]);
    await this.needs.audit.record(tx, {
      action: 'oidc.keys_rotated',
      actor: actorOf(acting),
      account: { id: null, login: null },
      details: { keys: made.map(({ id, algorithm }) => `${algorithm} ${id}`), atOnce },
    });
  }

  private async makeFirst(algorithm: SigningAlgorithm): Promise<void> {
    const key = await this.make(FIRST[algorithm], algorithm, this.needs.clock.now());
    try {
      await this.needs.database.manager.insert(OidcKey, key);
    } catch (error) {
      // Another server was faster.
      if (!isDuplicate(error)) throw error;
    }
  }

  private async make(id: string, algorithm: SigningAlgorithm, signsFrom: number): Promise<OidcKey> {
    const { exportJWK, generateKeyPair } = await import('jose');
    const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
    const jwk = await exportJWK(privateKey);
    const sealedKey = this.needs.keys.seal(JSON.stringify(jwk), contextOf(id));
    return { id, algorithm, sealedKey, createdAt: this.needs.clock.now(), signsFrom, retiredAt: null };
  }
}

const contextOf = (id: string): string => `oidc-key:${id}`;

export const sealedOidcKeys: SealedColumn = {
  entity: OidcKey,
  id: 'id',
  column: 'sealedKey',
  context: contextOf,
};
