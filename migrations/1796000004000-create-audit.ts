import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  createTables,
  dropTables,
  hash,
  id,
  index,
  integer,
  nullable,
  reference,
  type TableDeclaration,
  text,
  time,
  varchar,
} from './tables.js';

const TABLES: TableDeclaration[] = [
  {
    name: 'audit_events',
    columns: [
      id(),
      time('at'),
      varchar('action', 64),
      reference('actorId', nullable),
      varchar('actorLogin', 255, nullable),
      reference('accountId', nullable),
      varchar('accountLogin', 255, nullable),
      varchar('ipAddress', 45, nullable),
      text('details', nullable),
      hash('mac', { default: "''" }),
      integer('seal', nullable),
    ],
    indices: [
      // What the log is filtered by, each in the order of time.
      index('audit_events_at', 'at'),
      index('audit_events_accountId', 'accountId', 'at'),
      index('audit_events_action', 'action', 'at'),
      index('audit_events_actorId', 'actorId', 'at'),
      index('audit_events_ipAddress', 'ipAddress', 'at'),
      // The events of a link of the chain, and those that are in none yet.
      index('audit_events_seal', 'seal'),
    ],
  },
  {
    name: 'audit_seals',
    columns: [
      integer('number', { isPrimary: true }),
      integer('events'),
      hash('digest'),
      time('sealedAt'),
      hash('mac'),
      hash('prunedMac', nullable),
    ],
  },
  {
    name: 'audit_head',
    columns: [integer('id', { isPrimary: true }), integer('number'), hash('mac')],
  },
];

/** What happened, chained so that nobody can change it unnoticed. Events outlive the accounts they name. */
export class CreateAudit1796000004000 implements MigrationInterface {
  name = 'CreateAudit1796000004000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await createTables(queryRunner, TABLES);
    await queryRunner.query("INSERT INTO audit_head (id, number, mac) VALUES (1, 0, '')");
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await dropTables(queryRunner, TABLES);
  }
}
