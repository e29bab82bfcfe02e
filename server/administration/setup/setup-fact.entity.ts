import { Entity, PrimaryColumn } from 'typeorm';
import { TimeColumn } from '../../platform/database/columns.js';
import { Archived } from '../../platform/database/archived.js';

/**
 * What only an administrator can know or decide. `KEY_BACKED_UP`: a copy of SECRET_KEY is kept elsewhere.
 * `POLICY_CHOSEN`: nobody needs a second factor, on purpose. `DISMISSED`: the checklist is not needed any more.
 */
export type SetupFactName = 'KEY_BACKED_UP' | 'POLICY_CHOSEN' | 'DISMISSED';

/** A row for each, made by the migration. */
@Archived('the rows of migrations')
@Entity('setup_facts')
export class SetupFact {
  @PrimaryColumn({ type: 'varchar', length: 20 })
  fact!: SetupFactName;

  /** Null: no administrator has said so. */
  @TimeColumn({ nullable: true })
  notedAt!: number | null;
}
