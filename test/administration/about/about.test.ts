import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MINUTE } from '../../../server/platform/clock.js';
import { KeyCheck } from '../../../server/platform/encryption/key-check.entity.js';
import { DataKey } from '../../../server/platform/encryption/data-key.entity.js';
import type { Client } from '../../support/client.js';
import { administrator, createAccount, PASSWORD, signedIn } from '../../support/flows.js';
import { MailRelay } from '../../support/mail-relay.js';
import { startNotifyingServer, type TestServer } from '../../support/server.js';

const ABOUT = `{ about { version commit license node startedAt time processes explorer
  database { product version writable lastMigration missingMigrations newerMigrations }
  keys { currentSince older sealedByOlder } clockSkewSeconds }
  notificationsStatus { mailConfigured mailLastSentAt } }`;

interface Answer {
  about: {
    startedAt: string;
    time: string;
    database: Record<string, unknown>;
    keys: { currentSince: string; older: number; sealedByOlder: number };
  };
  notificationsStatus: { mailConfigured: boolean; mailLastSentAt: string | null };
}

const relay = new MailRelay();
let server: TestServer;
let admin: Client;
beforeAll(async () => {
  await relay.start();
  server = await startNotifyingServer(relay.url, { LATCHKEY_COMMIT: '0123abcd4567' });
  admin = await administrator(server);
});
afterAll(async () => {
  await server.stop();
  await relay.stop();
});

const about = () => admin.data<Answer>(ABOUT);
const query = (sql: string) => server.app.database.dataSource.query<{ name: string }[]>(sql);

test('administrators see which versions run here, and since when', async () => {
  const { version, license } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, string>;
  server.clock.advance(MINUTE);
  const answer = await about();
  expect(answer.about).toMatchObject({
    version,
    license,
    commit: '0123abcd4567',
    node: process.versions.node,
    processes: 1,
    clockSkewSeconds: null,
  });
  expect(answer.about.time).toBe(new Date(server.clock.now()).toISOString());
  expect(Date.parse(answer.about.time) - Date.parse(answer.about.startedAt)).toBeGreaterThanOrEqual(MINUTE);
});

test('it says which database it is, and how far it is migrated', async () => {
  const rows = await query('SELECT name FROM migrations ORDER BY timestamp');
  const last = rows.at(-1)!.name;
  const isMysql = server.app.database.isMysql;
  const version = expect.stringMatching(/^\d+\.\d+(\.\d+)?$/) as string;
  const product = isMysql ? (expect.stringMatching(/^(MySQL|MariaDB)$/) as string) : 'SQLite';
  expect((await about()).about.database).toEqual({
    product,
    version,
    writable: true,
    lastMigration: last,
    missingMigrations: 0,
    newerMigrations: 0,
  });
  await query(`INSERT INTO migrations (timestamp, name) VALUES (1999000000000, 'OfTomorrow1999000000000')`);
  expect((await about()).about.database).toMatchObject({
    lastMigration: 'OfTomorrow1999000000000',
    missingMigrations: 0,
    newerMigrations: 1,
  });
  await query(`UPDATE migrations SET name = 'Gone1797000500000' WHERE name = '${last}'`);
  expect((await about()).about.database).toMatchObject({ writable: true, missingMigrations: 1 });
  await query(`UPDATE migrations SET name = '${last}' WHERE name = 'Gone1797000500000'`);
  await query(`DELETE FROM migrations WHERE name = 'OfTomorrow1999000000000'`);
});

test('it says how many secrets still need an older key, and shows no key', async () => {
  const { manager } = server.app.database;
  const since = new Date((await manager.findOneByOrFail(KeyCheck, {})).createdAt).toISOString();
  expect((await about()).about.keys).toEqual({ currentSince: since, older: 0, sealedByOlder: 0 });
  await manager.insert(KeyCheck, { keyId: 'ffffffff', sealedCheck: '', createdAt: 0, signedUntil: null });
  expect((await about()).about.keys).toMatchObject({ older: 1, sealedByOlder: 0 });
  await manager.insert(DataKey, { id: 'older', sealedKey: 'ffffffff.sealed', createdAt: 0 });
  const answer = await about();
  expect(answer.about.keys).toMatchObject({ older: 1, sealedByOlder: 1 });
  expect(JSON.stringify(answer)).not.toContain('ffffffff');
  expect(JSON.stringify(answer)).not.toContain(server.secretKey);
  await manager.delete(DataKey, { id: 'older' });
  await manager.delete(KeyCheck, { keyId: 'ffffffff' });
});

test('it says when the relay last took a mail, and not when it refused one', async () => {
  expect((await about()).notificationsStatus).toEqual({ mailConfigured: true, mailLastSentAt: null });
  await createAccount(admin, 'maria@example.org');
  await signedIn(server.client(), 'maria@example.org');
  relay.refuseRecipients = 450;
  await server.app.services.outbox.sendDue();
  expect((await about()).notificationsStatus.mailLastSentAt).toBeNull();
  relay.refuseRecipients = undefined;
  server.clock.advance(10 * MINUTE);
  await server.app.services.outbox.sendDue();
  expect(relay.received.length).toBeGreaterThan(0);
  expect((await about()).notificationsStatus.mailLastSentAt).toBe(new Date(server.clock.now()).toISOString());
});

test('nobody else is told anything of it', async () => {
  const client = server.client();
  expect(await client.code(ABOUT)).toBe('UNAUTHENTICATED');
  await signedIn(client, 'maria@example.org', PASSWORD);
  expect(await client.code(ABOUT)).toBe('FORBIDDEN');
});
