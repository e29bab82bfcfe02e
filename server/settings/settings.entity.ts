import { Column, type ColumnOptions, Entity, PrimaryColumn, VirtualColumn } from 'typeorm';
import { milliseconds, TimeColumn } from '../platform/database/columns.js';
import { Declared, declaredSettings, type Setting } from './declarations.js';
import { Archived } from '../platform/database/archived.js';
import { ALL_POLICIES } from './policies/policy-columns.js';

/** One row, id 1: what is set, and what follows from when it was. */
@Archived('the rows of migrations')
@Entity('settings')
export class Settings extends Declared {
  @PrimaryColumn({ type: 'int' })
  id!: number;

  /** Grows with each change, so that two administrators cannot overwrite each other unseen. */
  @Column({ type: 'int' })
  version!: number;

  /** Trust given until this moment is void: set when trustDevicesForDays changes, so that lengthening it revives nothing. */
  @TimeColumn()
  trustNotBefore!: number;

  /** The same for tokens and authTokenExpirationLifetimeDays. */
  @TimeColumn({ default: 0 })
  tokensNotBefore!: number;

  /** Tokens issued in another one are void: it grows when everyone's sessions are ended. */
  @Column({ type: 'int', default: 0 })
  sessionEpoch!: number;

  /** Since when requireTwoFactor has included them, if it does. */
  @TimeColumn({ default: 0 })
  requiredOfAdminsSince!: number;

  @TimeColumn({ default: 0 })
  requiredOfEveryoneSince!: number;

  /** SHA-256 of the logo, which is a row of `logos`; null: there is none. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  logoHash!: string | null;

  /** The policies of groups, which are cached with the settings and read again where these are; see policiesIn. Null: there are none. */
  @VirtualColumn({ type: 'text', query: () => ALL_POLICIES })
  policies!: string | null;

  /** When the last of all exemptions ends; null: there are none, and no account need be asked for its own. */
  @VirtualColumn({
    type: 'bigint',
    query: () => 'SELECT MAX(px.endsAt) FROM policy_exemptions px',
    transformer: milliseconds,
  })
  lastExemptionEnds!: number | null;
}

for (const [name, setting] of declaredSettings) Column(columnOf(setting))(Settings.prototype, name);

function columnOf(setting: Setting): ColumnOptions {
  const fallback = setting.addedLater && { default: setting.default };
  if (setting.kind === 'switch') return { type: 'boolean', ...fallback };
  if (setting.kind === 'number') return { type: 'int', ...fallback };
  return { type: 'varchar', length: setting.kind === 'text' ? setting.max : 8, ...fallback };
}
