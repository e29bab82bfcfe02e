import type { MigrationInterface, QueryRunner } from 'typeorm';

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
  const table = await queryRunner.getTable('accounts');
  const before = table?.findColumnByName('passwordHash');
  if (!before) throw new Error('accounts.passwordHash is missing');
  const after = before.clone();
  after.isNullable = isNullable;
  await queryRunner.changeColumn('accounts', before, after);
}
