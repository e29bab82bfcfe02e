import { type MigrationInterface, type QueryRunner, Table, TableColumn } from 'typeorm';

export class CreateAppPasswords1795490200000 implements MigrationInterface {
  name = 'CreateAppPasswords1795490200000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const isMysql = queryRunner.dataSource.options.type === 'mysql';
    const boolean = isMysql ? 'tinyint' : 'boolean';
    await queryRunner.createTable(
      new Table({
        ...(isMysql && { engine: 'InnoDB' }),
        name: 'app_passwords',
        columns: [
          { name: 'id', type: 'varchar', length: '36', isPrimary: true },
          { name: 'accountId', type: 'varchar', length: '36' },
          { name: 'credentialVersion', type: 'integer' },
          { name: 'hash', type: 'varchar', length: '64' },
          { name: 'keyId', type: 'varchar', length: '8' },
          { name: 'name', type: 'varchar', length: '100' },
          { name: 'scopes', type: 'text' },
          { name: 'createdAt', type: 'bigint' },
          { name: 'expiresAt', type: 'bigint', isNullable: true },
          { name: 'lastUsedAt', type: 'bigint', isNullable: true },
          { name: 'lastUsedFrom', type: 'varchar', length: '45', isNullable: true },
        ],
        foreignKeys: [
          {
            name: 'app_passwords_to_accounts',
            columnNames: ['accountId'],
            referencedTableName: 'accounts',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
            onUpdate: 'NO ACTION',
          },
        ],
        indices: [
          { name: 'app_passwords_accountId', columnNames: ['accountId'] },
          { name: 'app_passwords_hash', columnNames: ['hash'], isUnique: true },
        ],
      }),
    );
    await queryRunner.addColumns('settings', [
      new TableColumn({ name: 'allowAppPasswords', type: boolean, default: 1 }),
      new TableColumn({ name: 'allowPasswordForBackends', type: boolean, default: 1 }),
    ]);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropColumns('settings', ['allowAppPasswords', 'allowPasswordForBackends']);
    await queryRunner.dropTable('app_passwords');
  }
}
