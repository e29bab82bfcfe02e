import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';

/** Accounts whose password a directory keeps have none here. */
export class PasswordsElsewhere1795492500000 implements MigrationInterface {
  name = 'PasswordsElsewhere1795492500000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await makeNullable(queryRunner, true);
  }

  /** Accounts without a password cannot sign in any more; they are kept. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`UPDATE accounts SET passwordHash = '' WHERE passwordHash IS NULL`);
    await makeNullable(queryRunner, false);
  }
}

async function makeNullable(queryRunner: QueryRunner, isNullable: boolean): Promise<void> {
  // Described anew: what MariaDB tells of a column's default is not what it takes.
  const column = new TableColumn({ name: 'passwordHash', type: 'varchar', length: '255', isNullable });
  await queryRunner.changeColumn('accounts', 'passwordHash', column);
}
