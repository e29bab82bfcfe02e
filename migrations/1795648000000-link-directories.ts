import { type MigrationInterface, type QueryRunner, TableColumn, TableIndex } from 'typeorm';

const OURS = '$argon2id$v=19$m=19456,t=2,p=1$';

/** What the directory knows an account by and when it last stood by it; which hashes came from elsewhere. */
export class LinkDirectories1795648000000 implements MigrationInterface {
  name = 'LinkDirectories1795648000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.addColumns('accounts', [
      new TableColumn({ name: 'directoryKey', type: 'varchar', length: '255', isNullable: true }),
      new TableColumn({ name: 'directoryConfirmedAt', type: 'bigint', isNullable: true }),
      new TableColumn({ name: 'directoryAskedAt', type: 'bigint', isNullable: true }),
      new TableColumn({ name: 'passwordCost', type: 'varchar', length: '64', isNullable: true }),
    ]);
    // Who is known already is given as long as somebody who signs in today.
    await queryRunner.query(
      `UPDATE accounts SET directoryKey = loginKey, directoryConfirmedAt = ${Date.now()} WHERE passwordHash IS NULL`,
    );
    await this.noteCosts(queryRunner);
    await queryRunner.createIndices('accounts', [
      new TableIndex({ name: 'accounts_directoryKey', columnNames: ['directoryKey'], isUnique: true }),
      new TableIndex({ name: 'accounts_passwordCost', columnNames: ['passwordCost'] }),
    ]);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('accounts', 'accounts_directoryKey');
    await queryRunner.dropIndex('accounts', 'accounts_passwordCost');
    await queryRunner.dropColumns('accounts', [
      'directoryKey',
      'directoryConfirmedAt',
      'directoryAskedAt',
      'passwordCost',
    ]);
  }

  /** One cost after the other: an installation has few. */
  private async noteCosts(queryRunner: QueryRunner): Promise<void> {
    for (;;) {
      const [row] = (await queryRunner.query(
        `SELECT passwordHash FROM accounts WHERE passwordCost IS NULL AND passwordHash LIKE '$argon2%$v=19$m=%'
         AND passwordHash NOT LIKE '${OURS}%' LIMIT 1`,
      )) as { passwordHash: string }[];
      const cost = row && /^\$argon2\w+\$v=19\$[mtp=,\d]+\$/.exec(row.passwordHash)?.[0];
      if (cost === undefined) return;
      await queryRunner.query(
        `UPDATE accounts SET passwordCost = '${cost}' WHERE passwordHash LIKE '${cost}%'`,
      );
    }
  }
}
