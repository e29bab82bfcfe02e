import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

export class CreateKeyChecks1795492301000 implements MigrationInterface {
  name = 'CreateKeyChecks1795492301000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const engine = queryRunner.dataSource.options.type === 'mysql' ? { engine: 'InnoDB' } : {};
    await queryRunner.createTable(
      new Table({
        ...engine,
        name: 'key_checks',
        columns: [
          { name: 'keyId', type: 'varchar', length: '8', isPrimary: true },
          { name: 'sealedCheck', type: 'varchar', length: '255' },
          { name: 'createdAt', type: 'bigint' },
          { name: 'signedUntil', type: 'bigint', isNullable: true },
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('key_checks');
  }
}
