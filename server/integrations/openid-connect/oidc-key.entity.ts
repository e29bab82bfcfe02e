import { Column, Entity, Index } from 'typeorm';
import { IdColumn, TimeColumn } from '../../platform/database/columns.js';
import type { SigningAlgorithm } from '../applications/application.entity.js';
import { Archived } from '../../platform/database/archived.js';

/** A private key that signs ID tokens. Its public half is published from the moment that it is here. */
@Archived()
@Entity('oidc_keys')
@Index('oidc_keys_algorithm', ['algorithm', 'signsFrom'])
export class OidcKey {
  /** The `kid` too. */
  @IdColumn()
  id!: string;

  @Column({ type: 'varchar', length: 10 })
  algorithm!: SigningAlgorithm;

  /** A JWK (RFC 7517). */
  @Column({ type: 'text' })
  sealedKey!: string;

  @TimeColumn()
  createdAt!: number;

  /** Later than it is published, so that whoever keeps our keys for a while knows it by then. */
  @TimeColumn()
  signsFrom!: number;

  /** From when on it is published no more; null: a later key has yet to take its place. */
  @TimeColumn({ nullable: true })
  retiredAt!: number | null;
}
