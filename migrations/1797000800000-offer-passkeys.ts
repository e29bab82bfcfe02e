import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether a passkey is offered after a sign-in with a password, or saved without asking. */
export class OfferPasskeys1797000800000 implements MigrationInterface {
  name = 'OfferPasskeys1797000800000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      "ALTER TABLE settings ADD COLUMN offerPasskeys varchar(8) NOT NULL DEFAULT 'ASK'",
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE settings DROP COLUMN offerPasskeys');
  }
}
