import { IsNull, MoreThan, Not } from 'typeorm';
import type { KeyRing } from '../../platform/encryption/key-ring.js';
import type { DataKeys } from '../../platform/encryption/data-keys.js';
import { KeyCheck } from '../../platform/encryption/key-check.entity.js';
import type { KeyUses, SealedColumn } from '../../platform/encryption/key-use.js';
import { countSealedWith } from '../../platform/encryption/key-checks.js';
import type { Actor } from '../../platform/acting/actor.js';
import type { Ground } from '../../accounts/ground.js';
import { keyset } from '../../platform/paging/keyset.js';

const ROWS_A_PAGE = 500;
// Servers that still seal with the old key may do so meanwhile.
const MOST_PASSES = 3;

export interface KeyReport {
  keyId: string;
  current: boolean;
  /** Sealed records that cannot be read without it. */
  records: number;
  /** App passwords that would be void without it; they change to the current key when they are next used. */
  appPasswords: number;
  /** Signed tokens made with it live until then (milliseconds); null: there are none. */
  signedUntil: number | null;
  /** Nothing needs it any more: it may leave SECRET_KEY. */
  retirable: boolean;
}

export interface Rotation {
  resealed: number;
  /** Records sealed with a key that SECRET_KEY does not hold. */
  unreadable: number;
  keys: KeyReport[];
}

/** Changes SECRET_KEY while servers run. */
export class KeyRotationService {
  constructor(
    private readonly needs: Ground & {
      ring: KeyRing;
      dataKeys: DataKeys;
      uses: KeyUses;
    },
  ) {}

  /** Seals everything with the current key; can be stopped and begun again at any time. */
  async rotate(actor: Actor): Promise<Rotation> {
    let resealed = 0;
    let unreadable = 0;
    for (let pass = 1; pass <= MOST_PASSES; pass++) {
      const outcomes = await this.pass();
      resealed += outcomes.resealed;
      ({ unreadable } = outcomes);
      if (outcomes.resealed === 0) break;
    }
    if (resealed > 0) {
      // Anything that a person with the old key could read authenticates nothing from now on.
      await this.needs.dataKeys.add();
      await this.needs.database.transaction((tx) =>
        this.needs.audit.record(tx, {
          action: 'keys.rotated',
          actor,
          account: { id: null, login: null },
          details: { keyId: this.needs.ring.currentKeyId, resealed, unreadable },
        }),
      );
    }
    return { resealed, unreadable, keys: await this.report() };
  }

  /** Which keys are still needed, and for what. */
  async report(): Promise<KeyReport[]> {
    const checks = await this.needs.database.manager.find(KeyCheck, { order: { createdAt: 'ASC' } });
    return Promise.all(checks.map((check) => this.reportOn(check)));
  }

  private async reportOn({ keyId, signedUntil }: KeyCheck): Promise<KeyReport> {
    const current = keyId === this.needs.ring.currentKeyId;
    const records = await countSealedWith(this.needs.database, this.needs.uses.sealed, keyId);
    let appPasswords = 0;
    for (const { entity, column } of this.needs.uses.keyed) {
      appPasswords += await this.needs.database.manager.countBy(entity, { [column]: keyId });
    }
    const hasTokens = signedUntil !== null && signedUntil > this.needs.clock.now();
    return {
      keyId,
      current,
      records,
      appPasswords,
      signedUntil: hasTokens ? signedUntil : null,
      retirable: !current && records === 0 && appPasswords === 0 && !hasTokens,
    };
  }

  private async pass(): Promise<{ resealed: number; unreadable: number }> {
    const total = { resealed: 0, unreadable: 0 };
    for (const column of this.needs.uses.sealed) {
      for await (const { id, sealed } of this.sealedOtherwise(column)) {
        const fresh = this.resealed(sealed, column.context(id));
        if (fresh === null) total.unreadable++;
        else if (await this.replace(column, id, sealed, fresh)) total.resealed++;
      }
    }
    return total;
  }

  private resealed(sealed: string, context: string): string | null {
    try {
      return this.needs.ring.seal(this.needs.ring.open(sealed, context), context);
    } catch {
      return null;
    }
  }

  /** False when the secret was changed or deleted meanwhile: that one stays. */
  private async replace(
    { entity, id: idColumn, column }: SealedColumn,
    id: string,
    from: string,
    to: string,
  ): Promise<boolean> {
    const { affected } = await this.needs.database.manager.update(
      entity,
      { [idColumn]: id, [column]: from },
      { [column]: to },
    );
    return affected === 1;
  }

  private async *sealedOtherwise({
    entity,
    id: idColumn,
    column,
  }: SealedColumn): AsyncGenerator<{ id: string; sealed: string }> {
    const rows = keyset<Record<string, string>>((last) =>
      this.needs.database.manager.find(entity, {
        where: { [idColumn]: MoreThan(last?.[idColumn] ?? ''), [column]: Not(IsNull()) },
        order: { [idColumn]: 'ASC' },
        take: ROWS_A_PAGE,
      }),
    );
    for await (const row of rows) {
      const sealed = String(row[column]);
      if (!sealed.startsWith(`${this.needs.ring.currentKeyId}.`)) yield { id: String(row[idColumn]), sealed };
    }
  }
}
