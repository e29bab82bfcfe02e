import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTables, dropTables, index, reference, type TableDeclaration } from './tables.js';

const TABLES: TableDeclaration[] = [
  {
    name: 'role_groups',
    columns: [reference('accountId', { isPrimary: true }), reference('groupId', { isPrimary: true })],
    // Of a group that is deleted.
    indices: [index('role_groups_groupId', 'groupId')],
    belongsTo: { accountId: 'accounts', groupId: 'account_groups' },
  },
];

/**
 * Roles for the accounts of some groups. Nobody is made an owner: servers of the version before know no such role, and who
 * it should be is not for a migration to guess.
 */
export class ScopeRoles1798000810000 implements MigrationInterface {
  name = 'ScopeRoles1798000810000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await createTables(queryRunner, TABLES);
    const boolean = queryRunner.dataSource.options.type === 'mysql' ? 'tinyint' : 'boolean';
    await queryRunner.query(`ALTER TABLE accounts ADD COLUMN isScoped ${boolean} NOT NULL DEFAULT 0`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE accounts DROP COLUMN isScoped');
    await dropTables(queryRunner, TABLES);
  }
}
