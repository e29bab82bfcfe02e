import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

export class CreateWriteProbes1795649000000 implements MigrationInterface {
  name = 'CreateWriteProbes1795649000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'write_probes',
        columns: [{ name: 'id', type: 'varchar', length: '36', isPrimary: true }],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('write_probes');
  }
}
