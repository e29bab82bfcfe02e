import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a lock on an account writes, so that nodes of a cluster notice each other's. */
export class LockAccounts1795647000000 implements MigrationInterface {
  name = 'LockAccounts1795647000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    // Said in SQL: TypeORM would build SQLite's table anew, row by row.
    await queryRunner.query('ALTER TABLE accounts ADD COLUMN lockCount bigint NOT NULL DEFAULT 0');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE accounts DROP COLUMN lockCount');
  }
}
