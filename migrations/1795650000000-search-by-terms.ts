import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** What accounts are found by. */
export class SearchByTerms1795650000000 implements MigrationInterface {
  name = 'SearchByTerms1795650000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const isMysql = queryRunner.dataSource.options.type === 'mysql';
    await queryRunner.createTable(
      new Table({
        name: 'account_search_terms',
        columns: [
          { name: 'accountId', type: 'varchar', length: '36', isPrimary: true },
          {
            name: 'term',
            type: 'varchar',
            length: '255',
            isPrimary: true,
            ...(isMysql && { collation: 'utf8mb4_bin' }),
          },
        ],
        foreignKeys: [
          {
            name: 'account_search_terms_to_accounts',
            columnNames: ['accountId'],
            referencedTableName: 'accounts',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
            onUpdate: 'NO ACTION',
          },
        ],
        indices: [{ name: 'account_search_terms_term', columnNames: ['term', 'accountId'] }],
        ...(isMysql && { engine: 'InnoDB' }),
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('account_search_terms');
  }
}
