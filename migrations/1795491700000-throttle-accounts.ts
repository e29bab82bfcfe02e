import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions } from 'typeorm';

const NAME = 'throttle_counters';
const bucket: TableColumnOptions = { name: 'bucket', type: 'varchar', length: '64', isPrimary: true };
const attempts: TableColumnOptions = { name: 'attempts', type: 'integer' };
const blockedUntil: TableColumnOptions = { name: 'blockedUntil', type: 'bigint' };

/** Counters begin anew: what they counted is not known of the old ones. */
export class ThrottleAccounts1795491700000 implements MigrationInterface {
  name = 'ThrottleAccounts1795491700000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const isMysql = queryRunner.dataSource.options.type === 'mysql';
    await queryRunner.dropTable(NAME);
    await queryRunner.createTable(
      new Table({
        ...(isMysql && { engine: 'InnoDB' }),
        name: NAME,
        columns: [
          bucket,
          { name: 'kind', type: 'varchar', length: '20' },
          { name: 'accountId', type: 'varchar', length: '36', isNullable: true },
          attempts,
          blockedUntil,
          { name: 'forgottenAt', type: 'bigint' },
        ],
        foreignKeys: [
          {
            name: 'throttle_counters_to_accounts',
            columnNames: ['accountId'],
            referencedTableName: 'accounts',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
            onUpdate: 'NO ACTION',
          },
        ],
        indices: [
          { name: 'throttle_counters_accountId', columnNames: ['accountId', 'kind'] },
          { name: 'throttle_counters_blockedUntil', columnNames: ['blockedUntil'] },
          { name: 'throttle_counters_forgottenAt', columnNames: ['forgottenAt'] },
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const isMysql = queryRunner.dataSource.options.type === 'mysql';
    await queryRunner.dropTable(NAME);
    await queryRunner.createTable(
      new Table({
        ...(isMysql && { engine: 'InnoDB' }),
        name: NAME,
        columns: [bucket, attempts, blockedUntil, { name: 'countedAt', type: 'bigint' }],
        indices: [{ name: 'throttle_counters_countedAt', columnNames: ['countedAt'] }],
      }),
    );
  }
}
