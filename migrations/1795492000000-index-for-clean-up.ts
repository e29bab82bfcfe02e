import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const INDICES = [
  ['proofs', 'proofs_provedAt', 'provedAt'],
  ['authenticator_app_setups', 'authenticator_app_setups_expiresAt', 'expiresAt'],
] as const;

/** What the nightly clean-up looks for. */
export class IndexForCleanUp1795492000000 implements MigrationInterface {
  name = 'IndexForCleanUp1795492000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const [table, name, column] of INDICES) {
      await queryRunner.createIndex(table, new TableIndex({ name, columnNames: [column] }));
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const [table, name] of INDICES.toReversed()) await queryRunner.dropIndex(table, name);
  }
}
