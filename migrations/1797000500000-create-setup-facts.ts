import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTables, dropTables, nullable, type TableDeclaration, time, varchar } from './tables.js';

const TABLES: TableDeclaration[] = [
  {
    name: 'setup_facts',
    columns: [varchar('fact', 20, { isPrimary: true }), time('notedAt', nullable)],
  },
];

/** What an administrator says of the installation, since the server cannot see it: a row for each fact there can be. */
export class CreateSetupFacts1797000500000 implements MigrationInterface {
  name = 'CreateSetupFacts1797000500000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await createTables(queryRunner, TABLES);
    await queryRunner.query(
      `INSERT INTO setup_facts (fact) VALUES ('KEY_BACKED_UP'), ('POLICY_CHOSEN'), ('DISMISSED')`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await dropTables(queryRunner, TABLES);
  }
}
