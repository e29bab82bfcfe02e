import { type ForeignDatabase, type ForeignRow, oneOf } from '../foreign-database.js';
import { DAY } from '../../../platform/clock.js';
import { keysetPages } from '../../../platform/paging/keyset.js';
import type { SuiteSchema } from './suite-schema.js';
import {
  numberOf,
  propertiesBy,
  type SuiteDevice,
  type SuiteKey,
  type SuiteProperties,
  type SuiteUser,
  textOf,
} from './suite-user.js';

/** Tables of version 9, and what is read of them: never the tokens of sessions. */
export const TABLES = {
  core_users: ['Id', 'UUID', 'PublicId', 'Name', 'IsDisabled', 'Role', 'Language', 'Properties', 'UpdatedAt'],
  security_web_authn_keys: ['Id', 'UserId', 'Name', 'KeyData', 'CreationDateTime', 'UpdatedAt'],
  security_used_devices: [
    'Id',
    'UserId',
    'DeviceName',
    'DeviceCustomName',
    'DeviceIP',
    'CreationDateTime',
    'LastUsageDateTime',
    'UpdatedAt',
  ],
} as const;
type Table = keyof typeof TABLES;

/** The suite has no index over whose a key or device is: each of these reads goes through all of them. */
const READ_AT_ONCE = 4000;
const AT_ONCE = 500;
const NORMAL_USER = 2;

/** Version 9: a row for each person, with the modules' properties as JSON. */
export class Tables implements SuiteSchema {
  readonly version = '9';

  private constructor(
    private readonly database: ForeignDatabase,
    private readonly prefix: string,
    /** A module that was never switched on has no table, and an older version lacks columns. */
    private readonly columns: Readonly<Record<Table, readonly string[]>>,
  ) {}

  /** Null when the database is not of version 9. */
  static async of(database: ForeignDatabase, prefix: string): Promise<Tables | null> {
    const columns = {} as Record<Table, readonly string[]>;
    for (const [table, wanted] of Object.entries(TABLES) as [Table, readonly string[]][]) {
      const there = await database.columns(`${prefix}${table}`);
      columns[table] = wanted.filter((name) => there.includes(name));
    }
    return columns.core_users.length === 0 ? null : new Tables(database, prefix, columns);
  }

  async count(): Promise<number> {
    const counted = await this.database.rows(`SELECT COUNT(*) AS users FROM ${this.named('core_users')}`);
    return numberOf(counted.at(0)?.['users']);
  }

  async *users(changedSince: Date | null): AsyncGenerator<readonly SuiteUser[]> {
    // Written in whatever time zone the suite has: a day more is looked at than is asked for.
    const from = changedSince && new Date(changedSince.getTime() - DAY);
    const since = from?.toISOString().slice(0, 19).replace('T', ' ');
    const [condition, values] = since === undefined ? ['', []] : this.changed(since);
    const pages = keysetPages<ForeignRow>((last) =>
      this.database.rows(
        `SELECT ${this.selected('core_users')} FROM ${this.named('core_users')}
          WHERE Id > ? ${condition} ORDER BY Id LIMIT ?`,
        [numberOf(last?.['Id']), ...values, READ_AT_ONCE],
      ),
    );
    for await (const rows of pages) {
      const users = await this.complete(rows);
      for (let from = 0; from < users.length; from += AT_ONCE) yield users.slice(from, from + AT_ONCE);
    }
  }

  async existing(ids: readonly number[]): Promise<Set<number>> {
    const { sql, values } = oneOf(ids);
    const found = await this.database.rows(
      `SELECT Id FROM ${this.named('core_users')} WHERE Id ${sql}`,
      values,
    );
    return new Set(found.map(({ Id }) => numberOf(Id)));
  }

  private changed(since: string): [string, string[]] {
    const others = (['security_web_authn_keys', 'security_used_devices'] as const)
      .filter((table) => this.columns[table].includes('UpdatedAt'))
      .map((table) => `OR Id IN (SELECT UserId FROM ${this.named(table)} WHERE UpdatedAt >= ?)`);
    return [`AND (UpdatedAt >= ? ${others.join(' ')})`, [since, ...others.map(() => since)]];
  }

  private async complete(rows: readonly ForeignRow[]): Promise<SuiteUser[]> {
    const ids = rows.map(({ Id }) => numberOf(Id));
    const keys = grouped(await this.ofUsers('security_web_authn_keys', ids));
    const devices = grouped(await this.ofUsers('security_used_devices', ids));
    return rows.map((row) => {
      const id = numberOf(row['Id']);
      return {
        id,
        uuid: textOf(row['UUID']),
        publicId: textOf(row['PublicId']),
        name: textOf(row['Name']),
        isDisabled: Boolean(numberOf(row['IsDisabled'])),
        role: numberOf(row['Role'], NORMAL_USER),
        language: textOf(row['Language']),
        properties: propertiesIn(textOf(row['Properties'])),
        keys: (keys.get(id) ?? []).map(keyOf),
        devices: (devices.get(id) ?? []).map(deviceOf),
      };
    });
  }

  private async ofUsers(table: Table, ids: readonly number[]): Promise<ForeignRow[]> {
    if (this.columns[table].length === 0) return [];
    const { sql, values } = oneOf(ids);
    return this.database.rows(
      `SELECT ${this.selected(table)} FROM ${this.named(table)} WHERE UserId ${sql} ORDER BY Id`,
      values,
    );
  }

  private selected(table: Table): string {
    return this.columns[table].map((column) => `\`${column}\``).join(', ');
  }

  private named(table: Table): string {
    return `\`${this.prefix}${table}\``;
  }
}

export const keyOf = (row: ForeignRow): SuiteKey => ({
  id: numberOf(row['Id']),
  name: textOf(row['Name']),
  keyData: textOf(row['KeyData']),
  createdAt: numberOf(row['CreationDateTime']),
});

export const deviceOf = (row: ForeignRow): SuiteDevice => ({
  name: textOf(row['DeviceName']),
  customName: textOf(row['DeviceCustomName']),
  ipAddress: textOf(row['DeviceIP']),
  createdAt: numberOf(row['CreationDateTime']),
  lastUsedAt: numberOf(row['LastUsageDateTime']),
});

/** By whose they are. */
export function grouped(rows: readonly ForeignRow[]): Map<number, ForeignRow[]> {
  const groups = new Map<number, ForeignRow[]>();
  for (const row of rows) {
    const id = numberOf(row['UserId']);
    const group = groups.get(id);
    if (group) group.push(row);
    else groups.set(id, [row]);
  }
  return groups;
}

function propertiesIn(json: string): SuiteProperties | null {
  if (json === '') return propertiesBy(() => null);
  try {
    const value = JSON.parse(json) as Record<string, unknown> | unknown[] | null;
    if (value === null || Array.isArray(value)) return value?.length ? null : propertiesBy(() => null);
    return typeof value === 'object' ? propertiesBy((name) => value[name]) : null;
  } catch {
    return null;
  }
}
