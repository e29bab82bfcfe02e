import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';
import {
  createTables,
  dropTables,
  id,
  index,
  nullable,
  reference,
  type TableDeclaration,
  time,
  unique,
  varchar,
} from './tables.js';

// GROUPS is a word of MySQL 8.
const TABLES: TableDeclaration[] = [
  {
    name: 'account_groups',
    columns: [
      id(),
      varchar('name', 64),
      varchar('nameKey', 64),
      varchar('kind', 10),
      varchar('source', 255, nullable),
      varchar('domainKey', 255, nullable),
      varchar('directoryKey', 255, nullable),
      time('createdAt'),
    ],
    indices: [
      unique('account_groups_nameKey', 'nameKey'),
      unique('account_groups_domainKey', 'domainKey'),
      unique('account_groups_directoryKey', 'directoryKey'),
      index('account_groups_kind', 'kind', 'nameKey'),
    ],
  },
  {
    name: 'group_members',
    columns: [
      reference('accountId', { isPrimary: true }),
      reference('groupId', { isPrimary: true }),
      varchar('loginKey', 255),
      varchar('source', 10),
      time('createdAt'),
    ],
    indices: [index('group_members_groupId', 'groupId', 'loginKey', 'accountId')],
    belongsTo: { accountId: 'accounts', groupId: 'account_groups' },
  },
];

const INDICES = [
  index('accounts_domainKey', 'domainKey', 'loginKey'),
  index('accounts_domainAge', 'domainKey', 'createdAt', 'id'),
];

/** What follows the last @ of a login. */
const DOMAIN = {
  mysql: "SUBSTRING_INDEX(loginKey, '@', -1)",
  // Without its other characters at the end, a login ends in its last @.
  sqlite: "substr(loginKey, length(rtrim(loginKey, replace(loginKey, '@', ''))) + 1)",
};

/** Groups, and the domain of each login, by which a domain is a group from the moment it is named. */
export class CreateGroups1798000400000 implements MigrationInterface {
  name = 'CreateGroups1798000400000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await createTables(queryRunner, TABLES);
    const domain = queryRunner.dataSource.options.type === 'mysql' ? DOMAIN.mysql : DOMAIN.sqlite;
    await queryRunner.query('ALTER TABLE accounts ADD COLUMN domainKey varchar(255) NULL');
    await queryRunner.query(`UPDATE accounts SET domainKey = ${domain} WHERE loginKey LIKE '%@_%'`);
    for (const one of INDICES) await queryRunner.createIndex('accounts', new TableIndex(one));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const one of INDICES) await queryRunner.dropIndex('accounts', new TableIndex(one));
    await queryRunner.query('ALTER TABLE accounts DROP COLUMN domainKey');
    await dropTables(queryRunner, TABLES);
  }
}
