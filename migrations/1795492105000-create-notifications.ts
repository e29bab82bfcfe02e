import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

export class CreateNotifications1795492105000 implements MigrationInterface {
  name = 'CreateNotifications1795492105000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const isMysql = queryRunner.dataSource.options.type === 'mysql';
    const engine = isMysql ? { engine: 'InnoDB' } : {};
    await queryRunner.createTable(
      new Table({
        ...engine,
        name: 'contacts',
        columns: [
          { name: 'accountId', type: 'varchar', length: '36', isPrimary: true },
          { name: 'email', type: 'varchar', length: '254', isNullable: true },
          { name: 'locale', type: 'varchar', length: '8', isNullable: true },
        ],
        foreignKeys: [
          {
            name: 'contacts_to_accounts',
            columnNames: ['accountId'],
            referencedTableName: 'accounts',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
            onUpdate: 'NO ACTION',
          },
        ],
      }),
    );
    await queryRunner.createTable(
      new Table({
        ...engine,
        name: 'outbox_messages',
        columns: [
          { name: 'id', type: 'varchar', length: '36', isPrimary: true },
          { name: 'channel', type: 'varchar', length: '8' },
          { name: 'target', type: 'varchar', length: '254' },
          { name: 'payload', type: 'text' },
          { name: 'attempts', type: isMysql ? 'int' : 'integer' },
          { name: 'nextAttemptAt', type: 'bigint', isNullable: true },
          { name: 'failReason', type: 'varchar', length: '100', isNullable: true },
          { name: 'createdAt', type: 'bigint' },
        ],
        indices: [{ name: 'outbox_messages_nextAttemptAt', columnNames: ['nextAttemptAt'] }],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('outbox_messages');
    await queryRunner.dropTable('contacts');
  }
}
