import type { MigrationInterface, QueryRunner } from 'typeorm';

const ADDED: [column: string, type: string][] = [
  ['algorithm', "varchar(6) NOT NULL DEFAULT 'SHA1'"],
  ['digits', 'integer NOT NULL DEFAULT 6'],
  ['period', 'integer NOT NULL DEFAULT 30'],
];

/**
 * Apps and hardware tokens of other parameters than ours can be brought along.
 *
 * Said in SQL: TypeORM would build SQLite's tables anew, row by row.
 */
export class KeepTotpParameters1795649200000 implements MigrationInterface {
  name = 'KeepTotpParameters1795649200000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const [column, type] of ADDED) {
      await queryRunner.query(`ALTER TABLE authenticator_apps ADD COLUMN ${column} ${type}`);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const [column] of ADDED.toReversed()) {
      await queryRunner.query(`ALTER TABLE authenticator_apps DROP COLUMN ${column}`);
    }
  }
}
