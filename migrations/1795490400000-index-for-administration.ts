import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const INDICES = [
  ['accounts', 'accounts_disabled', ['disabled', 'loginKey']],
  ['devices', 'devices_lastSeenAt', ['lastSeenAt', 'id']],
  ['devices', 'devices_trustedUntil', ['trustedUntil', 'id']],
  ['audit_events', 'audit_events_actorId', ['actorId', 'at']],
  ['audit_events', 'audit_events_ipAddress', ['ipAddress', 'at']],
] as const;

/** What administrators filter and sort by. */
export class IndexForAdministration1795490400000 implements MigrationInterface {
  name = 'IndexForAdministration1795490400000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const [table, name, columnNames] of INDICES) {
      await queryRunner.createIndex(table, new TableIndex({ name, columnNames: [...columnNames] }));
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const [table, name] of INDICES.toReversed()) await queryRunner.dropIndex(table, name);
  }
}
