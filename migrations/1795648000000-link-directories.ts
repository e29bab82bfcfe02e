import type { MigrationInterface, QueryRunner } from 'typeorm';

const OURS = '$argon2id$v=19$m=19456,t=2,p=1$';

const COLUMNS = [
  ['directoryKey', 'varchar(255)'],
  ['directoryConfirmedAt', 'bigint'],
  ['directoryAskedAt', 'bigint'],
  ['passwordCost', 'varchar(64)'],
] as const;

/** What the directory knows an account by and when it last stood by it; which hashes came from elsewhere. */
export class LinkDirectories1795648000000 implements MigrationInterface {
  name = 'LinkDirectories1795648000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    // Said in SQL: TypeORM would build SQLite's table anew, row by row.
    for (const [name, type] of COLUMNS) {
      await queryRunner.query(`ALTER TABLE accounts ADD COLUMN ${name} ${type} NULL`);
    }
    // Who is known already is given as long as somebody who signs in today.
    await queryRunner.query(
      `UPDATE accounts SET directoryKey = loginKey, directoryConfirmedAt = ${Date.now()} WHERE passwordHash IS NULL`,
    );
    await this.noteCosts(queryRunner);
    await queryRunner.query('CREATE UNIQUE INDEX accounts_directoryKey ON accounts (directoryKey)');
    await queryRunner.query('CREATE INDEX accounts_passwordCost ON accounts (passwordCost)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const on = queryRunner.dataSource.options.type === 'mysql' ? 'ON accounts' : '';
    for (const name of ['directoryKey', 'passwordCost']) {
      await queryRunner.query(`DROP INDEX accounts_${name} ${on}`);
    }
    for (const [name] of COLUMNS) await queryRunner.query(`ALTER TABLE accounts DROP COLUMN ${name}`);
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
