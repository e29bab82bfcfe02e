import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** Who chose a password, and links by which people choose theirs. Those that are there count as chosen by their owners. */
export class PasswordsOfOnesOwn1795647600000 implements MigrationInterface {
  name = 'PasswordsOfOnesOwn1795647600000';

  async up(queryRunner: QueryRunner): Promise<void> {
    // Said in SQL: TypeORM would build SQLite's table anew, without what was added to it in SQL before.
    await queryRunner.query(
      `ALTER TABLE accounts ADD COLUMN passwordState varchar(8) NOT NULL DEFAULT 'LONG'`,
    );
    await queryRunner.createTable(
      new Table({
        ...(queryRunner.dataSource.options.type === 'mysql' && { engine: 'InnoDB' }),
        name: 'password_links',
        columns: [
          { name: 'accountId', type: 'varchar', length: '36', isPrimary: true },
          { name: 'id', type: 'varchar', length: '36' },
          { name: 'hash', type: 'varchar', length: '64' },
          { name: 'expiresAt', type: 'bigint' },
        ],
        indices: [
          { name: 'password_links_hash', columnNames: ['hash'], isUnique: true },
          { name: 'password_links_expiresAt', columnNames: ['expiresAt'] },
        ],
        foreignKeys: [
          {
            name: 'password_links_to_accounts',
            columnNames: ['accountId'],
            referencedTableName: 'accounts',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
            onUpdate: 'NO ACTION',
          },
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('password_links');
    await queryRunner.query('ALTER TABLE accounts DROP COLUMN passwordState');
  }
}
