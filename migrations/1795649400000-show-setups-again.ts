import type { MigrationInterface, QueryRunner } from 'typeorm';

const ADDED: [column: string, type: string][] = [
  ['tokenId', "varchar(36) NOT NULL DEFAULT ''"],
  ['secondFactor', 'varchar(20) NULL'],
  ['credentialVersion', 'integer NOT NULL DEFAULT 0'],
];

/**
 * The set-up of an authenticator app knows the session that began it, which may see its secret again.
 *
 * Said in SQL: TypeORM would build SQLite's table anew, row by row.
 */
export class ShowSetupsAgain1795649400000 implements MigrationInterface {
  name = 'ShowSetupsAgain1795649400000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const [column, type] of ADDED) {
      await queryRunner.query(`ALTER TABLE authenticator_app_setups ADD COLUMN ${column} ${type}`);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const [column] of ADDED.toReversed()) {
      await queryRunner.query(`ALTER TABLE authenticator_app_setups DROP COLUMN ${column}`);
    }
  }
}
