import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const toAccount = {
  columnNames: ['accountId'],
  referencedTableName: 'accounts',
  referencedColumnNames: ['id'],
  onDelete: 'CASCADE',
  onUpdate: 'NO ACTION',
};

export class CreateSecurityKeys1795482000000 implements MigrationInterface {
  name = 'CreateSecurityKeys1795482000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const isMysql = queryRunner.dataSource.options.type === 'mysql';
    const engine = isMysql ? { engine: 'InnoDB' } : {};
    const boolean = isMysql ? 'tinyint' : 'boolean';
    await queryRunner.createTable(
      new Table({
        ...engine,
        name: 'security_keys',
        columns: [
          { name: 'id', type: 'varchar', length: '36', isPrimary: true },
          { name: 'accountId', type: 'varchar', length: '36' },
          { name: 'credentialHash', type: 'varchar', length: '64' },
          { name: 'credentialId', type: 'text' },
          { name: 'publicKey', type: 'text' },
          { name: 'name', type: 'varchar', length: '100' },
          { name: 'aaguid', type: 'varchar', length: '36' },
          { name: 'transports', type: 'text' },
          { name: 'signCount', type: 'bigint' },
          { name: 'backupEligible', type: boolean },
          { name: 'backedUp', type: boolean },
          { name: 'createdAt', type: 'bigint' },
          { name: 'lastUsedAt', type: 'bigint', isNullable: true },
          { name: 'counterRegressedAt', type: 'bigint', isNullable: true },
        ],
        foreignKeys: [{ name: 'security_keys_to_accounts', ...toAccount }],
        indices: [
          { name: 'security_keys_accountId', columnNames: ['accountId'] },
          { name: 'security_keys_credentialHash', columnNames: ['credentialHash'], isUnique: true },
        ],
      }),
    );
    await queryRunner.createTable(
      new Table({
        ...engine,
        name: 'webauthn_ceremonies',
        columns: [
          { name: 'challengeHash', type: 'varchar', length: '64', isPrimary: true },
          { name: 'purpose', type: 'varchar', length: '20' },
          { name: 'accountId', type: 'varchar', length: '36', isNullable: true },
          { name: 'boundTo', type: 'varchar', length: '36' },
          { name: 'expiresAt', type: 'bigint' },
        ],
        foreignKeys: [{ name: 'webauthn_ceremonies_to_accounts', ...toAccount }],
        indices: [
          { name: 'webauthn_ceremonies_accountId', columnNames: ['accountId'] },
          { name: 'webauthn_ceremonies_expiresAt', columnNames: ['expiresAt'] },
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('webauthn_ceremonies');
    await queryRunner.dropTable('security_keys');
  }
}
