import type { EntityTarget, ObjectLiteral } from 'typeorm';

/** A column of sealed values. Every one is registered in services.ts, so that rotation reaches it. */
export interface SealedColumn {
  entity: EntityTarget<ObjectLiteral>;
  /** The primary key. */
  id: string;
  column: string;
  /** As given to KeyRing.seal, by the primary key. */
  context: (id: string) => string;
}

/** A column that names the key of an HMAC, which cannot be made anew until its secret is presented. */
export interface KeyedColumn {
  entity: EntityTarget<ObjectLiteral>;
  column: string;
}

export interface KeyUses {
  sealed: readonly SealedColumn[];
  keyed: readonly KeyedColumn[];
}
