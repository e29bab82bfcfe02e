import { type MigrationInterface, type QueryRunner, Table, TableColumn, TableIndex } from 'typeorm';

export class ChainAuditEvents1795490347000 implements MigrationInterface {
  name = 'ChainAuditEvents1795490347000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const isMysql = queryRunner.dataSource.options.type === 'mysql';
    const engine = isMysql ? { engine: 'InnoDB' } : {};
    const integer = isMysql ? 'int' : 'integer';
    await queryRunner.createTable(
      new Table({
        ...engine,
        name: 'data_keys',
        columns: [
          { name: 'id', type: 'varchar', length: '36', isPrimary: true },
          { name: 'sealedKey', type: 'varchar', length: '255' },
          { name: 'createdAt', type: 'bigint' },
        ],
      }),
    );
    await queryRunner.addColumns('audit_events', [
      new TableColumn({ name: 'mac', type: 'varchar', length: '64', default: "''" }),
      new TableColumn({ name: 'seal', type: integer, isNullable: true }),
    ]);
    await queryRunner.createIndex(
      'audit_events',
      new TableIndex({ name: 'audit_events_seal', columnNames: ['seal'] }),
    );
    await queryRunner.createTable(
      new Table({
        ...engine,
        name: 'audit_seals',
        columns: [
          { name: 'number', type: integer, isPrimary: true },
          { name: 'events', type: integer },
          { name: 'digest', type: 'varchar', length: '64' },
          { name: 'sealedAt', type: 'bigint' },
          { name: 'mac', type: 'varchar', length: '64' },
          { name: 'prunedMac', type: 'varchar', length: '64', isNullable: true },
        ],
      }),
    );
    await queryRunner.createTable(
      new Table({
        ...engine,
        name: 'audit_head',
        columns: [
          { name: 'id', type: integer, isPrimary: true },
          { name: 'number', type: integer },
          { name: 'mac', type: 'varchar', length: '64' },
        ],
      }),
    );
    await queryRunner.query("INSERT INTO audit_head (id, number, mac) VALUES (1, 0, '')");
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('audit_head');
    await queryRunner.dropTable('audit_seals');
    await queryRunner.dropIndex('audit_events', 'audit_events_seal');
    await queryRunner.dropColumns('audit_events', ['mac', 'seal']);
    await queryRunner.dropTable('data_keys');
  }
}
