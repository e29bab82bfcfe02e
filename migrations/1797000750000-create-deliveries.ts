import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTables, dropTables, nullable, type TableDeclaration, time, varchar } from './tables.js';

const TABLES: TableDeclaration[] = [
  {
    name: 'deliveries',
    columns: [varchar('channel', 8, { isPrimary: true }), time('lastSentAt', nullable)],
  },
];

/** When an e-mail and a webhook was last sent, for the About page: a row for each. */
export class CreateDeliveries1797000750000 implements MigrationInterface {
  name = 'CreateDeliveries1797000750000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await createTables(queryRunner, TABLES);
    await queryRunner.query(`INSERT INTO deliveries (channel) VALUES ('mail'), ('webhook')`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await dropTables(queryRunner, TABLES);
  }
}
