import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

export class CreateJobs1795491000000 implements MigrationInterface {
  name = 'CreateJobs1795491000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const isMysql = queryRunner.dataSource.options.type === 'mysql';
    const engine = isMysql ? { engine: 'InnoDB' } : {};
    const boolean = isMysql ? 'tinyint' : 'boolean';
    // Names are compared byte by byte, as Agenda does.
    const exact = isMysql ? { collation: 'utf8mb4_bin' } : {};
    const moment = (name: string) => ({ name, type: 'bigint', isNullable: true });
    const text = (name: string, length: string) => ({ name, type: 'varchar', length, isNullable: true });
    await queryRunner.createTable(
      new Table({
        ...engine,
        name: 'jobs',
        columns: [
          { name: 'id', type: 'varchar', length: '36', isPrimary: true },
          { name: 'name', type: 'varchar', length: '100', ...exact },
          { ...text('singleName', '100'), ...exact },
          text('uniqueKey', '64'),
          { name: 'precedence', type: 'integer' },
          moment('nextRunAt'),
          moment('lockedAt'),
          moment('lastRunAt'),
          moment('lastFinishedAt'),
          moment('failedAt'),
          { name: 'failCount', type: 'integer', isNullable: true },
          { name: 'failReason', type: 'text', isNullable: true },
          text('repeatInterval', '255'),
          text('repeatTimezone', '64'),
          text('repeatAt', '255'),
          moment('startDate'),
          moment('endDate'),
          text('skipDays', '20'),
          { name: 'data', type: 'text', isNullable: true },
          { name: 'disabled', type: boolean, default: 0 },
          { name: 'progress', type: 'double', isNullable: true },
          { name: 'fork', type: boolean, default: 0 },
          moment('debounceStartedAt'),
          text('lastModifiedBy', '255'),
        ],
        indices: [
          { name: 'jobs_due', columnNames: ['name', 'lockedAt', 'nextRunAt', 'precedence'] },
          { name: 'jobs_nextRunAt', columnNames: ['nextRunAt'] },
          { name: 'jobs_singleName', columnNames: ['singleName'], isUnique: true },
          { name: 'jobs_uniqueKey', columnNames: ['uniqueKey'], isUnique: true },
        ],
      }),
    );
    await queryRunner.createTable(
      new Table({
        ...engine,
        name: 'job_outcomes',
        columns: [
          { name: 'name', type: 'varchar', length: '100', isPrimary: true, ...exact },
          { name: 'lastRunAt', type: 'bigint' },
          moment('lastFinishedAt'),
          { name: 'durationMs', type: 'integer', isNullable: true },
          { name: 'failReason', type: 'text', isNullable: true },
          { name: 'result', type: 'text', isNullable: true },
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('job_outcomes');
    await queryRunner.dropTable('jobs');
  }
}
