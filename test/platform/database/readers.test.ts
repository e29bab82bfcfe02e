import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { Account } from '../../../server/accounts/account.entity.js';
import type { Client } from '../../support/client.js';
import { administrator, createAccount, ME, PASSWORD, signedIn } from '../../support/flows.js';
import { ADMIN, startTestServer, type TestServer } from '../../support/server.js';

const NAME = '{ me { displayName } }';
const LISTS = `{
  accounts(filter: { search: "read" }) { total items { login locked twoFactor { enabled } } }
  auditEvents { total items { action } }
  devices { total items { id } }
  authTokens { total items { id } }
  applications { total items { id } }
  overview { protection { accounts } }
  myDevices { id }
}`;

let server: TestServer;
let admin: Client;
let reader: Client;
let id: string;
beforeAll(async () => {
  server = await startTestServer();
  admin = await administrator(server);
  id = await createAccount(admin, 'reader');
  reader = server.client();
  await signedIn(reader, 'reader');
  // The first who looks at it writes down the figures of the days that are over.
  await admin.data(LISTS);
});
afterAll(() => server.stop());

/** A transaction that has written, and does not end until it is told to. */
async function writing(): Promise<{ commit: () => Promise<void> }> {
  let release!: () => void;
  const released = new Promise<void>((resolve) => (release = resolve));
  let committed!: Promise<void>;
  await new Promise<void>((wrote) => {
    committed = server.app.database.transaction(async (tx) => {
      await tx.update(Account, { id }, { displayName: 'Changed' });
      wrote();
      await released;
    });
  });
  return {
    commit: () => {
      release();
      return committed;
    },
  };
}

test('who only reads does not wait for who writes, and reads what is committed', async () => {
  const transaction = await writing();
  onTestFinished(transaction.commit);
  let isIn = false;
  const signingIn = signedIn(server.client(), 'reader', PASSWORD).then(() => (isIn = true));
  expect(await reader.data(NAME)).toEqual({ me: { displayName: null } });
  expect(await admin.data(ME)).toMatchObject({ me: { login: ADMIN.login } });
  expect(await admin.data(LISTS)).toMatchObject({
    accounts: { total: 1, items: [{ login: 'reader', locked: false }] },
    overview: { protection: { accounts: 2 } },
  });
  expect(isIn).toBe(false);
  await transaction.commit();
  expect(await reader.data(NAME)).toEqual({ me: { displayName: 'Changed' } });
  await signingIn;
});
