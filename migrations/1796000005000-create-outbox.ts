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
    name: 'outbox_messages',
    columns: [
      id(),
      varchar('channel', 8),
      varchar('target', 254),
      text('payload'),
      integer('attempts'),
      time('nextAttemptAt', nullable),
      varchar('failReason', 100, nullable),
      time('createdAt'),
    ],
    indices: [index('outbox_messages_nextAttemptAt', 'nextAttemptAt')],
  },
  {
    name: 'mail_paces',
    columns: [
      hash('kind', { isPrimary: true }),
      reference('accountId'),
      time('nextAt'),
      reference('waitingId', nullable),
    ],
    belongsTo: { accountId: 'accounts' },
    indices: [
      index('mail_paces_accountId', 'accountId'),
      // For the nightly clean-up.
      index('mail_paces_nextAt', 'nextAt'),
    ],
  },
];

/** Mails and webhooks that are to be sent, and how often somebody may be written to. */
export class CreateOutbox1796000005000 implements MigrationInterface {
  name = 'CreateOutbox1796000005000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await createTables(queryRunner, TABLES);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await dropTables(queryRunner, TABLES);
  }
}
