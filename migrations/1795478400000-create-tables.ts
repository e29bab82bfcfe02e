import {
  type MigrationInterface,
  type QueryRunner,
  Table,
  type TableColumnOptions,
  type TableOptions,
} from 'typeorm';

type Options = Omit<Partial<TableColumnOptions>, 'name' | 'type'>;

const text = (name: string, length: number, options: Options = {}): TableColumnOptions => ({
  name,
  type: 'varchar',
  length: String(length),
  ...options,
});
const id = (name = 'id'): TableColumnOptions => text(name, 36, { isPrimary: true });
const reference = (name: string, options: Options = {}): TableColumnOptions => text(name, 36, options);
const hash = (name: string, options: Options = {}): TableColumnOptions => text(name, 64, options);
const time = (name: string, options: Options = {}): TableColumnOptions => ({
  name,
  type: 'bigint',
  ...options,
});
const integer = (name: string, options: Options = {}): TableColumnOptions => ({
  name,
  type: 'integer',
  ...options,
});
const nullable: Options = { isNullable: true };

const toAccount = {
  columnNames: ['accountId'],
  referencedTableName: 'accounts',
  referencedColumnNames: ['id'],
  onDelete: 'CASCADE',
  onUpdate: 'NO ACTION',
};
const toDevice = { ...toAccount, columnNames: ['deviceId'], referencedTableName: 'devices' };

export class CreateTables1795478400000 implements MigrationInterface {
  name = 'CreateTables1795478400000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const isMysql = queryRunner.dataSource.options.type === 'mysql';
    const boolean = (name: string, options: Options = {}): TableColumnOptions => ({
      name,
      type: isMysql ? 'tinyint' : 'boolean',
      ...options,
    });
    // Keys are compared byte by byte: MySQL's usual collations take é for e.
    const exact: Options = isMysql ? { collation: 'utf8mb4_bin' } : {};
    const json = (name: string, options: Options = {}): TableColumnOptions => ({
      name,
      type: 'text',
      ...options,
    });

    const tables: TableOptions[] = [
      {
        name: 'accounts',
        columns: [
          id(),
          text('login', 255),
          text('loginKey', 255, exact),
          text('displayName', 255, nullable),
          text('nameKey', 255, { ...nullable, ...exact }),
          text('role', 8),
          boolean('disabled', { default: 0 }),
          text('passwordHash', 255),
          integer('credentialVersion', { default: 0 }),
          integer('primaryFactors', { default: 0 }),
          time('createdAt'),
          time('lastSignInAt', nullable),
        ],
        indices: [
          { name: 'accounts_loginKey', columnNames: ['loginKey'], isUnique: true },
          { name: 'accounts_role', columnNames: ['role', 'disabled'] },
          { name: 'accounts_primaryFactors', columnNames: ['primaryFactors', 'loginKey'] },
          { name: 'accounts_nameKey', columnNames: ['nameKey', 'id'] },
          { name: 'accounts_createdAt', columnNames: ['createdAt', 'id'] },
          { name: 'accounts_lastSignInAt', columnNames: ['lastSignInAt', 'id'] },
        ],
      },
      {
        name: 'devices',
        columns: [
          id(),
          reference('accountId'),
          hash('secretHash'),
          text('name', 100, nullable),
          text('userAgent', 512, nullable),
          text('ipAddress', 45, nullable),
          time('createdAt'),
          time('lastSeenAt'),
          time('trustedAt', nullable),
          time('trustedUntil', nullable),
        ],
        foreignKeys: [{ name: 'devices_to_accounts', ...toAccount }],
        indices: [
          { name: 'devices_secretHash', columnNames: ['secretHash'], isUnique: true },
          { name: 'devices_accountId', columnNames: ['accountId', 'lastSeenAt'] },
        ],
      },
      {
        name: 'auth_tokens',
        columns: [
          id(),
          hash('hash'),
          reference('accountId'),
          reference('deviceId'),
          text('secondFactor', 20, nullable),
          time('createdAt'),
          time('lastUsedAt', nullable),
          time('expiresAt', nullable),
        ],
        foreignKeys: [
          { name: 'auth_tokens_to_accounts', ...toAccount },
          { name: 'auth_tokens_to_devices', ...toDevice },
        ],
        indices: [
          { name: 'auth_tokens_hash', columnNames: ['hash'], isUnique: true },
          { name: 'auth_tokens_accountId', columnNames: ['accountId', 'createdAt'] },
          { name: 'auth_tokens_deviceId', columnNames: ['deviceId'] },
          { name: 'auth_tokens_expiresAt', columnNames: ['expiresAt'] },
        ],
      },
      {
        name: 'challenges',
        columns: [
          id(),
          hash('hash'),
          reference('accountId'),
          integer('credentialVersion'),
          reference('deviceId', nullable),
          text('deviceName', 100, nullable),
          integer('attemptsLeft'),
          time('spentAt', nullable),
          time('createdAt'),
          time('expiresAt'),
        ],
        foreignKeys: [{ name: 'challenges_to_accounts', ...toAccount }],
        indices: [
          { name: 'challenges_hash', columnNames: ['hash'], isUnique: true },
          { name: 'challenges_accountId', columnNames: ['accountId'] },
          { name: 'challenges_expiresAt', columnNames: ['expiresAt'] },
        ],
      },
      {
        name: 'authenticator_apps',
        columns: [
          id('accountId'),
          text('sealedSecret', 255),
          integer('lastTimeStep'),
          time('createdAt'),
          time('lastUsedAt', nullable),
        ],
        foreignKeys: [{ name: 'authenticator_apps_to_accounts', ...toAccount }],
      },
      {
        name: 'authenticator_app_setups',
        columns: [id('accountId'), text('sealedSecret', 255), time('expiresAt')],
        foreignKeys: [{ name: 'authenticator_app_setups_to_accounts', ...toAccount }],
      },
      {
        name: 'backup_codes',
        columns: [id(), reference('accountId'), hash('hash'), text('salt', 32), time('usedAt', nullable)],
        foreignKeys: [{ name: 'backup_codes_to_accounts', ...toAccount }],
        indices: [{ name: 'backup_codes_accountId', columnNames: ['accountId', 'hash'] }],
      },
      {
        name: 'proofs',
        columns: [id('tokenId'), reference('accountId'), text('method', 20), time('provedAt')],
        foreignKeys: [{ name: 'proofs_to_accounts', ...toAccount }],
        indices: [{ name: 'proofs_accountId', columnNames: ['accountId'] }],
      },
      {
        name: 'throttle_counters',
        columns: [
          hash('bucket', { isPrimary: true }),
          integer('attempts'),
          time('blockedUntil'),
          time('countedAt'),
        ],
        indices: [{ name: 'throttle_counters_countedAt', columnNames: ['countedAt'] }],
      },
      {
        name: 'audit_events',
        columns: [
          id(),
          time('at'),
          text('action', 64),
          reference('actorId', nullable),
          text('actorLogin', 255, nullable),
          reference('accountId', nullable),
          text('accountLogin', 255, nullable),
          text('ipAddress', 45, nullable),
          json('details', nullable),
        ],
        indices: [
          { name: 'audit_events_at', columnNames: ['at'] },
          { name: 'audit_events_accountId', columnNames: ['accountId', 'at'] },
          { name: 'audit_events_action', columnNames: ['action', 'at'] },
        ],
      },
      {
        name: 'settings',
        columns: [
          integer('id', { isPrimary: true }),
          integer('version'),
          boolean('disabled'),
          boolean('showRecommendationToConfigure'),
          boolean('allowAuthenticatorApp'),
          boolean('allowSecurityKeys'),
          boolean('allowBackupCodes'),
          boolean('allowUsedDevices'),
          integer('clockTolerance'),
          integer('trustDevicesForDays'),
          time('trustNotBefore'),
          integer('authTokenExpirationLifetimeDays'),
          boolean('storeAuthTokenInDB'),
          text('requireTwoFactor', 8),
        ],
      },
    ];
    for (const table of tables) {
      await queryRunner.createTable(new Table(isMysql ? { ...table, engine: 'InnoDB' } : table));
    }
    await queryRunner.query(
      `INSERT INTO settings (id, version, disabled, showRecommendationToConfigure, allowAuthenticatorApp,
        allowSecurityKeys, allowBackupCodes, allowUsedDevices, clockTolerance, trustDevicesForDays, trustNotBefore,
        authTokenExpirationLifetimeDays, storeAuthTokenInDB, requireTwoFactor)
        VALUES (1, 1, 0, 1, 1, 1, 1, 1, 2, 30, 0, 14, 1, 'NOBODY')`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of [
      'settings',
      'audit_events',
      'throttle_counters',
      'proofs',
      'backup_codes',
      'authenticator_app_setups',
      'authenticator_apps',
      'challenges',
      'auth_tokens',
      'devices',
      'accounts',
    ]) {
      await queryRunner.dropTable(table);
    }
  }
}
