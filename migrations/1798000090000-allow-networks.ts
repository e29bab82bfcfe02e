import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The networks that an account can be used from. */
export class AllowNetworks1798000090000 implements MigrationInterface {
  name = 'AllowNetworks1798000090000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      "ALTER TABLE accounts ADD COLUMN allowedNetworks varchar(1600) NOT NULL DEFAULT ''",
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE accounts DROP COLUMN allowedNetworks');
  }
}
