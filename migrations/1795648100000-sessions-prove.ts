import type { MigrationInterface, QueryRunner } from 'typeorm';

const ADDED: [table: string, column: string, type: string][] = [
  ['auth_tokens', 'epoch', 'integer NOT NULL DEFAULT 0'],
  ['auth_tokens', 'replacedHash', 'varchar(64) NULL'],
  ['auth_tokens', 'replacedAt', 'bigint NULL'],
  ['settings', 'tokensNotBefore', 'bigint NOT NULL DEFAULT 0'],
  ['settings', 'sessionEpoch', 'integer NOT NULL DEFAULT 0'],
  ['devices', 'signedEndedBelow', 'integer NOT NULL DEFAULT 0'],
  ['devices', 'signedPasswordOnlyEndedBelow', 'integer NOT NULL DEFAULT 0'],
  ['devices', 'signedKept', 'varchar(36) NULL'],
  ['proofs', 'secondFactor', 'varchar(20) NULL'],
  ['proofs', 'keptUntil', 'bigint NOT NULL DEFAULT 0'],
];

const INDEXES: [table: string, name: string, columns: string, kind: '' | 'UNIQUE'][] = [
  ['auth_tokens', 'auth_tokens_epoch', 'epoch', ''],
  ['auth_tokens', 'auth_tokens_replacedHash', 'replacedHash', 'UNIQUE'],
  ['proofs', 'proofs_keptUntil', 'keptUntil', ''],
];

/**
 * Sessions say what they proved, and can be ended wherever they are. Of those that are there it is not known whether
 * a trusted device began them: for accounts with a second factor they are to be begun anew.
 *
 * Said in SQL: TypeORM would build SQLite's tables anew, row by row.
 */
export class SessionsProve1795648100000 implements MigrationInterface {
  name = 'SessionsProve1795648100000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const [table, column, type] of ADDED) {
      await queryRunner.query(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`);
    }
    for (const [table, name, columns, kind] of INDEXES) {
      await queryRunner.query(`CREATE ${kind} INDEX ${name} ON ${table} (${columns})`);
    }
    await dropIndex(queryRunner, 'proofs', 'proofs_provedAt');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    // Older versions take what stands here for a second factor.
    await queryRunner.query(`DELETE FROM auth_tokens WHERE secondFactor = 'TRUSTED_DEVICE'`);
    await queryRunner.query('CREATE INDEX proofs_provedAt ON proofs (provedAt)');
    for (const [table, name] of INDEXES) await dropIndex(queryRunner, table, name);
    for (const [table, column] of ADDED.toReversed()) {
      await queryRunner.query(`ALTER TABLE ${table} DROP COLUMN ${column}`);
    }
  }
}

async function dropIndex(queryRunner: QueryRunner, table: string, name: string): Promise<void> {
  const isMysql = queryRunner.dataSource.options.type === 'mysql';
  await queryRunner.query(`DROP INDEX ${name}${isMysql ? ` ON ${table}` : ''}`);
}
