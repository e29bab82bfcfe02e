import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether a session outlives that the browser is closed; the choice is kept between the steps of a sign-in. */
export class KeepSignedIn1798000510000 implements MigrationInterface {
  name = 'KeepSignedIn1798000510000';

  async up(queryRunner: QueryRunner): Promise<void> {
    // MySQL's BOOLEAN is TINYINT(1), whose width TypeORM would take for a difference.
    const boolean = queryRunner.dataSource.options.type === 'mysql' ? 'tinyint' : 'boolean';
    await queryRunner.query(
      "ALTER TABLE settings ADD COLUMN keepSignedIn varchar(8) NOT NULL DEFAULT 'ALWAYS'",
    );
    await queryRunner.query(`ALTER TABLE challenges ADD COLUMN brief ${boolean} NOT NULL DEFAULT 0`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE challenges DROP COLUMN brief');
    await queryRunner.query('ALTER TABLE settings DROP COLUMN keepSignedIn');
  }
}
