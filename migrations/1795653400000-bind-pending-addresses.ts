import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Of addresses that await their confirmation it is not known who asked: they are to be given once more. */
export class BindPendingAddresses1795653400000 implements MigrationInterface {
  name = 'BindPendingAddresses1795653400000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE contacts ADD COLUMN pendingUnder integer NULL');
    await queryRunner.query('UPDATE contacts SET pendingEmail = NULL, confirmHash = NULL, confirmBy = NULL');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE contacts DROP COLUMN pendingUnder');
  }
}
