import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLE = 'throttle_counters';

/** Counts that leak begin anew: how much of the old ones would have leaked away is not known. Codes go on counting. */
export class LetCountsLeak1795493100000 implements MigrationInterface {
  name = 'LetCountsLeak1795493100000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DELETE FROM ${TABLE} WHERE kind IN ('address', 'password', 'backend')`);
    await queryRunner.query(`ALTER TABLE ${TABLE} ADD COLUMN countedAt bigint NOT NULL DEFAULT 0`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `DELETE FROM ${TABLE} WHERE kind NOT IN ('AUTHENTICATOR_APP', 'BACKUP_CODE', 'RECOVERY_CODE')`,
    );
    await queryRunner.query(`ALTER TABLE ${TABLE} DROP COLUMN countedAt`);
  }
}
