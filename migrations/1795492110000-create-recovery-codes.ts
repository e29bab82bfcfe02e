import { type MigrationInterface, type QueryRunner, Table, TableColumn } from 'typeorm';

export class CreateRecoveryCodes1795492110000 implements MigrationInterface {
  name = 'CreateRecoveryCodes1795492110000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        ...(queryRunner.dataSource.options.type === 'mysql' && { engine: 'InnoDB' }),
        name: 'recovery_codes',
        columns: [
          { name: 'accountId', type: 'varchar', length: '36', isPrimary: true },
          { name: 'hash', type: 'varchar', length: '64' },
          { name: 'salt', type: 'varchar', length: '32' },
          { name: 'expiresAt', type: 'bigint' },
        ],
        foreignKeys: [
          {
            name: 'recovery_codes_to_accounts',
            columnNames: ['accountId'],
            referencedTableName: 'accounts',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
            onUpdate: 'NO ACTION',
          },
        ],
      }),
    );
    await queryRunner.addColumn(
      'settings',
      new TableColumn({ name: 'idleTimeoutMinutes', type: 'integer', default: 0 }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropColumn('settings', 'idleTimeoutMinutes');
    await queryRunner.dropTable('recovery_codes');
  }
}
