import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';
import { index } from './tables.js';

const INDEX = index('accounts_backupCodesLeft', 'backupCodesLeft', 'loginKey');

/** The list of accounts finds those with few backup codes by an index, however many codes there are. */
export class AddBackupCodesLeft1797000600000 implements MigrationInterface {
  name = 'AddBackupCodesLeft1797000600000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE accounts ADD COLUMN backupCodesLeft integer NULL');
    await queryRunner.query(`UPDATE accounts
      SET backupCodesLeft = (
        SELECT COUNT(*) FROM backup_codes c WHERE c.accountId = accounts.id AND c.usedAt IS NULL
      )
      WHERE id IN (SELECT accountId FROM backup_codes)`);
    await queryRunner.createIndex('accounts', new TableIndex(INDEX));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('accounts', new TableIndex(INDEX));
    await queryRunner.query('ALTER TABLE accounts DROP COLUMN backupCodesLeft');
  }
}
