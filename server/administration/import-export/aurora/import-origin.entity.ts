import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Archived } from '../../../platform/database/archived.js';
import { HashColumn, ReferenceColumn, TimeColumn } from '../../../platform/database/columns.js';

/** What somebody had there when they were last brought along. */
export interface BroughtParts {
  /** The names of security keys, by a digest of their credential IDs. */
  keys: Record<string, string>;
  /** The moments from which devices were known. */
  devices: number[];
  /** A digest of the backup codes as they are sealed there; null: there were none. */
  backupCodes: string | null;
}

/** Somebody in another product's database, as they stood there when they were last brought along. */
@Archived()
@Entity('import_origins')
@Index('import_origins_source', ['source', 'foreignId'])
@Index('import_origins_accountId', ['accountId'])
export class ImportOrigin {
  /** SHA-256 of the source and what names somebody there for good. */
  @PrimaryColumn({ type: 'varchar', length: 64 })
  id!: string;

  /** Names the installation; says nothing of it. */
  @HashColumn()
  source!: string;

  /** The row's, in the table of people there. */
  @TimeColumn()
  foreignId!: number;

  /** Of all that is imported, as it is kept there: what was sealed there is sealed in it. Empty: it is to be looked at again. */
  @HashColumn()
  digest!: string;

  /** SHA-256 of the TOTP secret that was brought along, which has 80 bits or more. */
  @HashColumn({ nullable: true })
  appDigest!: string | null;

  @Column({ type: 'simple-json' })
  parts!: BroughtParts;

  /** What they are here, or were before the account was deleted. */
  @ReferenceColumn()
  accountId!: string;
}
