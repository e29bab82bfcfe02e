import type { MigrationInterface, QueryRunner } from 'typeorm';
import { blob, createTables, dropTables, hash, type TableDeclaration, varchar } from './tables.js';

const TABLES: TableDeclaration[] = [
  {
    name: 'logos',
    columns: [hash('hash', { isPrimary: true }), varchar('mediaType', 20), blob('content')],
  },
];

const COLUMNS = {
  serviceName: "varchar(60) NOT NULL DEFAULT ''",
  accentColour: "varchar(7) NOT NULL DEFAULT ''",
  helpUrl: "varchar(1000) NOT NULL DEFAULT ''",
  helpText: "varchar(120) NOT NULL DEFAULT ''",
  logoHash: 'varchar(64) NULL',
};

/** What the service is called, how it looks, and whom people turn to. */
export class AddAppearance1797000200000 implements MigrationInterface {
  name = 'AddAppearance1797000200000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await createTables(queryRunner, TABLES);
    for (const [name, type] of Object.entries(COLUMNS)) {
      await queryRunner.query(`ALTER TABLE settings ADD COLUMN ${name} ${type}`);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const name of Object.keys(COLUMNS)) {
      await queryRunner.query(`ALTER TABLE settings DROP COLUMN ${name}`);
    }
    await dropTables(queryRunner, TABLES);
  }
}
