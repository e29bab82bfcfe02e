import { keysetPages } from '../../../platform/paging/keyset.js';
import { type ForeignDatabase, type ForeignRow, oneOf } from '../foreign-database.js';
import { invalid } from '../totp-secret.js';
import type { SuiteSchema } from './suite-schema.js';
import { numberOf, PROPERTIES, propertiesBy, type SuiteUser, textOf } from './suite-user.js';
import { deviceOf, grouped, keyOf } from './tables.js';

const ATTRIBUTE = ['id', 'id_entity', 'name', 'value'];
const TYPES = ['bool', 'int', 'bigint', 'string', 'text'] as const;

/** Tables of version 8, and what is read of them. */
export const EAV_TABLES: Readonly<Record<string, readonly string[]>> = {
  eav_entities: ['id', 'uuid', 'entity_type'],
  ...Object.fromEntries(TYPES.map((type) => [`eav_attributes_${type}`, ATTRIBUTE])),
};

const USER = String.raw`Aurora\Modules\Core\Classes\User`;
const KEY = String.raw`Aurora\Modules\TwoFactorAuth\Classes\WebAuthnKey`;
const DEVICE = String.raw`Aurora\Modules\TwoFactorAuth\Classes\UsedDevice`;

const OF_USERS = ['PublicId', 'Name', 'IsDisabled', 'Role', 'Language', ...Object.values(PROPERTIES).flat()];
const OF_KEYS = ['UserId', 'Name', 'KeyData', 'CreationDateTime'];
const OF_DEVICES = ['UserId', 'DeviceName', 'DeviceIP', 'CreationDateTime', 'LastUsageDateTime'];

const AT_ONCE = 200;
const NORMAL_USER = 2;

/** Version 8: entities, and a row for each attribute that is not as it is by default. */
export class Eav implements SuiteSchema {
  readonly version = '8';

  private constructor(
    private readonly database: ForeignDatabase,
    private readonly prefix: string,
    private readonly types: readonly string[],
  ) {}

  /** Null when the database is not of version 8. */
  static async of(database: ForeignDatabase, prefix: string): Promise<Eav | null> {
    if ((await database.columns(`${prefix}eav_entities`)).length === 0) return null;
    const types: string[] = [];
    for (const type of TYPES) {
      if ((await database.columns(`${prefix}eav_attributes_${type}`)).length > 0) types.push(type);
    }
    return new Eav(database, prefix, types);
  }

  async count(): Promise<number> {
    const counted = await this.database.rows(
      `SELECT COUNT(*) AS users FROM \`${this.prefix}eav_entities\` WHERE entity_type = ?`,
      [USER],
    );
    return numberOf(counted.at(0)?.['users']);
  }

  async *users(changedSince: Date | null): AsyncGenerator<readonly SuiteUser[]> {
    if (changedSince) {
      throw invalid('Version 8 of the suite does not say when something changed: take --since last.');
    }
    const pages = keysetPages<ForeignRow>((last) =>
      this.database.rows(
        `SELECT id, uuid FROM \`${this.prefix}eav_entities\`
          WHERE entity_type = ? AND id > ? ORDER BY id LIMIT ?`,
        [USER, numberOf(last?.['id']), AT_ONCE],
      ),
    );
    for await (const rows of pages) yield await this.complete(rows);
  }

  async existing(ids: readonly number[]): Promise<Set<number>> {
    const chosen = oneOf(ids);
    const found = await this.database.rows(
      `SELECT id FROM \`${this.prefix}eav_entities\` WHERE entity_type = ? AND id ${chosen.sql}`,
      [USER, ...chosen.values],
    );
    return new Set(found.map(({ id }) => numberOf(id)));
  }

  private async complete(entities: readonly ForeignRow[]): Promise<SuiteUser[]> {
    const ids = entities.map(({ id }) => numberOf(id));
    const [users, keys, devices] = [
      await this.attributes(ids, OF_USERS),
      grouped(await this.owned(KEY, ids, OF_KEYS)),
      grouped(await this.owned(DEVICE, ids, OF_DEVICES)),
    ];
    return entities.map((entity) => {
      const id = numberOf(entity['id']);
      const user = users.get(id) ?? {};
      return {
        id,
        uuid: textOf(entity['uuid']),
        publicId: textOf(user['PublicId']),
        name: textOf(user['Name']),
        isDisabled: Boolean(numberOf(user['IsDisabled'])),
        role: numberOf(user['Role'], NORMAL_USER),
        language: textOf(user['Language']),
        properties: propertiesBy((name) => user[name]),
        keys: (keys.get(id) ?? []).map(keyOf),
        devices: (devices.get(id) ?? []).map(deviceOf),
      };
    });
  }

  /** Entities of a kind whose attribute UserId is one of these, in the order of their ids, as rows of a table. */
  private async owned(
    type: string,
    userIds: readonly number[],
    names: readonly string[],
  ): Promise<ForeignRow[]> {
    if (!this.types.includes('bigint')) return [];
    const owners = oneOf(userIds);
    const found = await this.database.rows(
      `SELECT owner.id_entity AS id FROM \`${this.prefix}eav_attributes_bigint\` owner
        JOIN \`${this.prefix}eav_entities\` entity ON entity.id = owner.id_entity AND entity.entity_type = ?
        WHERE owner.name = 'UserId' AND owner.value ${owners.sql} ORDER BY owner.id_entity`,
      [type, ...owners.values],
    );
    const ids = found.map(({ id }) => numberOf(id));
    const attributes = await this.attributes(ids, names);
    return ids.map((Id) => ({ Id, ...attributes.get(Id) }));
  }

  private async attributes(
    ids: readonly number[],
    names: readonly string[],
  ): Promise<Map<number, ForeignRow>> {
    const found = new Map<number, ForeignRow>();
    if (ids.length === 0) return found;
    const [entities, named] = [oneOf(ids), oneOf(names)];
    for (const type of this.types) {
      const rows = await this.database.rows(
        `SELECT id_entity, name, value FROM \`${this.prefix}eav_attributes_${type}\`
          WHERE id_entity ${entities.sql} AND name ${named.sql}`,
        [...entities.values, ...named.values],
      );
      for (const { id_entity: id, name, value } of rows) {
        const entity = found.get(numberOf(id)) ?? {};
        entity[String(name)] = value;
        found.set(numberOf(id), entity);
      }
    }
    return found;
  }
}
