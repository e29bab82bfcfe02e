import type { MigrationInterface, QueryRunner } from 'typeorm';

const DROPPED = [
  ['accounts', 'recommendationDismissed'],
  ['authenticator_apps', 'shortSecret'],
  ['backup_codes', 'sealedDigest'],
  ['security_keys', 'userHandle'],
  ['security_keys', 'eligibilityUnknown'],
] as const;

/** What security keys, backup codes, apps and accounts have of their own that came from another product. */
export class BringMoreAlong1798000100000 implements MigrationInterface {
  name = 'BringMoreAlong1798000100000';

  async up(queryRunner: QueryRunner): Promise<void> {
    // MySQL's BOOLEAN is TINYINT(1), whose width TypeORM would take for a difference.
    const boolean = queryRunner.dataSource.options.type === 'mysql' ? 'tinyint' : 'boolean';
    const flag = (table: string, column: string): Promise<unknown> =>
      queryRunner.query(`ALTER TABLE ${table} ADD COLUMN ${column} ${boolean} NOT NULL DEFAULT 0`);
    await flag('security_keys', 'eligibilityUnknown');
    await queryRunner.query('ALTER TABLE security_keys ADD COLUMN userHandle varchar(88) NULL');
    await queryRunner.query('ALTER TABLE backup_codes ADD COLUMN sealedDigest varchar(255) NULL');
    await flag('authenticator_apps', 'shortSecret');
    await flag('accounts', 'recommendationDismissed');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const [table, column] of DROPPED) {
      await queryRunner.query(`ALTER TABLE ${table} DROP COLUMN ${column}`);
    }
  }
}
