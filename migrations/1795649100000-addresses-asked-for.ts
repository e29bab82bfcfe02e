import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whose wish an unconfirmed address is. Of those that wait now nobody knows; their links are good for a day. */
export class AddressesAskedFor1795649100000 implements MigrationInterface {
  name = 'AddressesAskedFor1795649100000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const isMysql = queryRunner.dataSource.options.type === 'mysql';
    const type = isMysql ? 'tinyint' : 'boolean';
    await queryRunner.query(`ALTER TABLE contacts ADD COLUMN askedByOwner ${type} NOT NULL DEFAULT 0`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE contacts DROP COLUMN askedByOwner');
  }
}
