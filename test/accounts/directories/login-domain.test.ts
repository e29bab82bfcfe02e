import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { basicStatus, createAppPassword } from '../../support/backends.js';
import { startDovecot } from '../../support/dovecot.js';
import {
  administrator,
  challengeFor,
  createAccount,
  setUpApp,
  SIGN_IN,
  signedIn,
  signIn,
} from '../../support/flows.js';
import type { Program } from '../../support/programs.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const MAIL_PASSWORD = 'maria’s mail password';
const RENAME =
  'mutation ($id: ID!, $login: String!) { updateAccount(id: $id, input: { login: $login }) { id } }';

const NOBODY = { id: null, login: 'the test', ipAddress: null };

let dovecot: Program;
let server: TestServer;
beforeAll(async () => {
  dovecot = await startDovecot((folder) => {
    const users = join(folder, 'users');
    writeFileSync(users, `maria:{PLAIN}${MAIL_PASSWORD}\njoerg:{PLAIN}joerg’s mail password\n`);
    chmodSync(users, 0o644);
    // As many a Dovecot is: with any domain, or none, it is the same mailbox; and so it is with other signs for the @.
    return `auth_username_translation = "%@/@"
passdb {
  driver = passwd-file
  args = username_format=%Ln ${users}
}`;
  });
});
afterAll(() => dovecot.stop());
afterEach(() => server.stop());

const start = async (LOGIN_DOMAIN: string, more: Record<string, string> = {}): Promise<TestServer> =>
  (server = await startTestServer({
    PASSWORD_SERVER: `imap://127.0.0.1:${dovecot.port}`,
    PASSWORD_SERVER_STARTTLS: 'off',
    LOGIN_DOMAIN,
    ...more,
  }));
const refusal = (login: string, password = MAIL_PASSWORD): Promise<string | undefined> =>
  server.client().code(SIGN_IN, { login, password });
const accounts = async (): Promise<string[]> => {
  const { accounts: page } = await (
    await administrator(server)
  ).data<{ accounts: { items: { login: string }[] } }>('{ accounts { items { login } } }');
  return page.items.map(({ login }) => login);
};

describe.each([
  ['add:example.org', 'maria@example.org'],
  ['strip:example.org', 'maria'],
])('%s: one mailbox is one account', (rule, canonical) => {
  test('with and without its domain; the second factor is asked for either way', async () => {
    await start(rule);
    const client = server.client();
    const { account } = await signedIn(client, 'maria', MAIL_PASSWORD);
    expect(account.login).toBe(canonical);
    expect((await signedIn(server.client(), 'Maria@Example.org', MAIL_PASSWORD)).account.id).toBe(account.id);
    await setUpApp(server, client);
    for (const login of ['maria', 'maria@example.org', 'ＭＡＲＩＡ']) {
      expect(await challengeFor(server.client(), login, MAIL_PASSWORD)).toMatchObject({
        methods: ['AUTHENTICATOR_APP'],
      });
    }
    expect(await accounts()).toEqual(['admin', canonical]);
  });

  test('another domain, which the mail server would take for the same, is not asked about', async () => {
    await start(rule);
    for (const login of ['maria@example.com', 'maria@x@example.org', '@example.org', 'maria@example.org.']) {
      expect(await refusal(login)).toBe('INVALID_CREDENTIALS');
    }
    expect(await accounts()).toEqual(['admin']);
  });

  test('another sign for the @, which the mail server would take for it, is not asked about', async () => {
    await start(rule);
    for (const login of ['maria%example.org', 'maria%x', 'maria/x', 'maria%x@example.org']) {
      expect(await refusal(login)).toBe('INVALID_CREDENTIALS');
    }
    expect(await accounts()).toEqual(['admin']);
  });

  test.each(['maria', 'nobody'])('guesses at %s are counted together, also at backends', async (name) => {
    await start(rule, { THROTTLE_ACCOUNT_ATTEMPTS: '2' });
    const wrong = 'not it at all';
    expect(await refusal(name, wrong)).toBe('INVALID_CREDENTIALS');
    expect(await refusal(`${name}@example.org`, wrong)).toBe('INVALID_CREDENTIALS');
    expect(await refusal(name, wrong)).toBe('TOO_MANY_ATTEMPTS');
    expect(await refusal(`${name}@example.org`, wrong)).toBe('TOO_MANY_ATTEMPTS');
    // Each another one: the same again would be no further guess.
    expect(await basicStatus(server, name, `${wrong} 1`)).toBe(401);
    expect(await basicStatus(server, `${name}@example.org`, `${wrong} 2`)).toBe(401);
    expect(await basicStatus(server, name, `${wrong} 3`)).toBe(429);
  });

  test('an app password opens under either login', async () => {
    await start(rule);
    const client = server.client();
    await signedIn(client, 'maria', MAIL_PASSWORD);
    const { password } = await createAppPassword(client, ['dav']);
    for (const login of ['maria', 'maria@example.org']) {
      expect(await basicStatus(server, login, password)).toBe(200);
    }
    expect(await basicStatus(server, 'maria@example.com', password)).toBe(401);
    expect(await basicStatus(server, 'joerg', password)).toBe(401);
  });

  test.each(['maria', 'maria@example.org'])('an account %s from before is the same', async (earlier) => {
    await start(rule);
    const { newAccounts } = server.app.services;
    const { id } = await newAccounts.create(NOBODY, { login: earlier, password: null });
    for (const login of ['maria', 'maria@example.org']) {
      expect((await signedIn(server.client(), login, MAIL_PASSWORD)).account.id).toBe(id);
    }
  });

  test.each(['maria', 'maria@example.org'])(
    'of two from before, the protected %s is meant',
    async (earlier) => {
      await start(rule);
      const { accounts, newAccounts } = server.app.services;
      for (const login of ['maria', 'maria@example.org']) {
        const { id } = await newAccounts.create(NOBODY, { login, password: null });
        if (login !== earlier) continue;
        await server.app.database.transaction((tx) => accounts.setPrimaryFactors(tx, id, 1));
      }
      for (const login of ['maria', 'maria@example.org']) {
        expect((await signIn(server.client(), login, MAIL_PASSWORD)).__typename).toBe('SecondFactorRequired');
      }
    },
  );

  test('an account of ours is not asked about elsewhere, by either login', async () => {
    await start(rule);
    await createAccount(await administrator(server), canonical);
    for (const login of ['maria', 'maria@example.org']) {
      expect(await refusal(login)).toBe('INVALID_CREDENTIALS');
      expect((await signedIn(server.client(), login)).account.login).toBe(canonical);
    }
  });

  test('renamed by an administrator it is the same account, by its new login and by what the mail server knows', async () => {
    await start(rule, { THROTTLE_ACCOUNT_ATTEMPTS: '3' });
    const client = server.client();
    const { account } = await signedIn(client, 'maria', MAIL_PASSWORD);
    const { password } = await createAppPassword(client, ['dav']);
    await (await administrator(server)).data(RENAME, { id: account.id, login: 'maria.ortega' });
    for (const login of ['maria', 'maria@example.org', 'Maria.Ortega']) {
      expect((await signedIn(server.client(), login, MAIL_PASSWORD)).account).toEqual({
        id: account.id,
        login: 'maria.ortega',
      });
      expect(await basicStatus(server, login, password)).toBe(200);
    }
    expect(await accounts()).toEqual(['admin', 'maria.ortega']);
    const wrong = 'not it at all';
    for (const login of ['maria', 'maria@example.org', 'maria.ortega']) {
      expect(await refusal(login, wrong)).toBe('INVALID_CREDENTIALS');
    }
    expect(await refusal('maria', wrong)).toBe('TOO_MANY_ATTEMPTS');
  });

  test('renamed to what the mail server calls somebody else, it opens to its own password alone', async () => {
    await start(rule);
    const { account } = await signedIn(server.client(), 'maria', MAIL_PASSWORD);
    const joerg = canonical.replace('maria', 'joerg');
    await (await administrator(server)).data(RENAME, { id: account.id, login: joerg });
    for (const login of ['joerg', 'joerg@example.org']) {
      expect(await refusal(login, 'joerg’s mail password')).toBe('INVALID_CREDENTIALS');
    }
    expect((await signedIn(server.client(), 'maria', MAIL_PASSWORD)).account.id).toBe(account.id);
  });
});

test('insist: without a domain nobody is asked about', async () => {
  await start('insist:example.org');
  expect(await refusal('maria')).toBe('INVALID_CREDENTIALS');
  expect(await refusal('maria@example.com')).toBe('INVALID_CREDENTIALS');
  await signedIn(server.client(), 'maria@example.org', MAIL_PASSWORD);
  expect(await accounts()).toEqual(['admin', 'maria@example.org']);
});
