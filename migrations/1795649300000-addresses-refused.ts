import type { MigrationInterface, QueryRunner } from 'typeorm';

const ADDED: [column: string, type: string][] = [
  ['refusedEmail', 'varchar(254)'],
  ['refusedReason', 'varchar(100)'],
  ['refusedAt', 'bigint'],
];

/**
 * Which address the mail relay has refused for good.
 *
 * Said in SQL: TypeORM would build SQLite's tables anew, row by row.
 */
export class AddressesRefused1795649300000 implements MigrationInterface {
  name = 'AddressesRefused1795649300000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const [column, type] of ADDED) {
      await queryRunner.query(`ALTER TABLE contacts ADD COLUMN ${column} ${type} NULL`);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const [column] of ADDED.toReversed()) {
      await queryRunner.query(`ALTER TABLE contacts DROP COLUMN ${column}`);
    }
  }
}
