import { afterAll, beforeAll, expect, test } from 'vitest';
import { administrator } from '../../support/flows.js';
import type { Client } from '../../support/client.js';
import { isMysql } from '../../support/database.js';
import { startTestServer, type TestServer } from '../../support/server.js';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
  admin = await administrator(server);
});
afterAll(() => server.stop());

// SQLite has one writer at a time, who waits for nobody.
test.runIf(isMysql).each([
  ['a lock that is waited for too long', 1205],
  ['a deadlock, also that of a cluster’s nodes,', 1213],
])('%s is a service that is unavailable, after the last try', async (_, errno) => {
  const { dataSource } = server.app.database;
  await dataSource.query(
    `CREATE TRIGGER conflict BEFORE UPDATE ON accounts FOR EACH ROW
     SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = ${errno}, MESSAGE_TEXT = 'conflict'`,
  );
  const { errors } = await admin.request('mutation { revokeOtherTokens }');
  expect(errors?.[0]?.extensions).toEqual({ code: 'SERVICE_UNAVAILABLE', retryAfter: 5 });
  await dataSource.query('DROP TRIGGER conflict');
  expect(await admin.code('mutation { revokeOtherTokens }')).toBeUndefined();
});
