import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/**
 * Addresses that are known already count as confirmed: notices have gone there, and whoever was written to before was
 * told of the change. To stop writing there would leave people without the notice of a takeover.
 */
export class ConfirmAddresses1795493200000 implements MigrationInterface {
  name = 'ConfirmAddresses1795493200000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const isMysql = queryRunner.dataSource.options.type === 'mysql';
    await queryRunner.query('ALTER TABLE contacts ADD COLUMN pendingEmail varchar(254) NULL');
    await queryRunner.query('ALTER TABLE contacts ADD COLUMN confirmHash varchar(64) NULL');
    await queryRunner.query('ALTER TABLE contacts ADD COLUMN confirmBy bigint NULL');
    await queryRunner.query('CREATE UNIQUE INDEX contacts_confirmHash ON contacts (confirmHash)');
    await queryRunner.createTable(
      new Table({
        ...(isMysql && { engine: 'InnoDB' }),
        name: 'mail_paces',
        columns: [
          { name: 'kind', type: 'varchar', length: '64', isPrimary: true },
          { name: 'accountId', type: 'varchar', length: '36' },
          { name: 'nextAt', type: 'bigint' },
          { name: 'waitingId', type: 'varchar', length: '36', isNullable: true },
        ],
        foreignKeys: [
          {
            name: 'mail_paces_to_accounts',
            columnNames: ['accountId'],
            referencedTableName: 'accounts',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
            onUpdate: 'NO ACTION',
          },
        ],
        indices: [
          { name: 'mail_paces_accountId', columnNames: ['accountId'] },
          { name: 'mail_paces_nextAt', columnNames: ['nextAt'] },
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const isMysql = queryRunner.dataSource.options.type === 'mysql';
    await queryRunner.dropTable('mail_paces');
    await queryRunner.query(`DROP INDEX contacts_confirmHash${isMysql ? ' ON contacts' : ''}`);
    for (const column of ['confirmBy', 'confirmHash', 'pendingEmail']) {
      await queryRunner.query(`ALTER TABLE contacts DROP COLUMN ${column}`);
    }
  }
}
