import { type MigrationInterface, type QueryRunner, Table, TableColumn, TableIndex } from 'typeorm';

const INDICES = [
  ['accounts', 'accounts_protection', ['primaryFactors', 'requireTwoFactor', 'role', 'disabled']],
  ['authenticator_apps', 'authenticator_apps_lastUsedAt', ['lastUsedAt', 'clockSkew']],
] as const;

export class CreateDailyFigures1795491600000 implements MigrationInterface {
  name = 'CreateDailyFigures1795491600000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const isMysql = queryRunner.dataSource.options.type === 'mysql';
    await queryRunner.createTable(
      new Table({
        ...(isMysql && { engine: 'InnoDB' }),
        name: 'daily_figures',
        columns: [
          { name: 'day', type: 'varchar', length: '10', isPrimary: true },
          { name: 'signIns', type: 'integer' },
          { name: 'failures', type: 'integer' },
        ],
      }),
    );
    await queryRunner.addColumn(
      'authenticator_apps',
      new TableColumn({ name: 'clockSkew', type: 'integer', isNullable: true }),
    );
    for (const [table, name, columnNames] of INDICES) {
      await queryRunner.createIndex(table, new TableIndex({ name, columnNames: [...columnNames] }));
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const [table, name] of INDICES.toReversed()) await queryRunner.dropIndex(table, name);
    await queryRunner.dropColumn('authenticator_apps', 'clockSkew');
    await queryRunner.dropTable('daily_figures');
  }
}
