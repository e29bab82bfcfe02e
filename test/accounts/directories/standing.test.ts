import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DAY, MINUTE } from '../../../server/platform/clock.js';
import { SoftAuthenticator } from '../../support/authenticator.js';
import { askBasic, basicStatus, createAppPassword } from '../../support/backends.js';
import type { Client } from '../../support/client.js';
import { startDovecot } from '../../support/dovecot.js';
import { administrator, challengeFor, ME, signedIn } from '../../support/flows.js';
import type { Program } from '../../support/programs.js';
import { BEGIN_PASSKEY, call, registerKey, SIGN_IN_WITH_PASSKEY } from '../../support/security-keys.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { LDAP, type Slapd, startSlapd } from '../../support/slapd.js';
import { TcpProxy } from '../../support/tcp-proxy.js';

const MARIA = { uid: 'maria', name: 'María', mail: 'maria@example.org', password: 'maria’s own password' };

interface Person {
  client: Client;
  passkey: SoftAuthenticator;
  appPassword: string;
}

let server: TestServer;
afterEach(() => server.stop());

/** Maria, with a passkey, an app password and a session that does not end by itself. */
async function maria(): Promise<Person> {
  const admin = await administrator(server);
  await admin.data(
    'mutation { updateSettings(input: { authTokenExpirationLifetimeDays: 0, trustDevicesForDays: 0 }) { disabled } }',
  );
  const client = server.client();
  await signedIn(client, 'maria', MARIA.password);
  const passkey = new SoftAuthenticator(server.url);
  const { password: appPassword } = await createAppPassword(client, ['dav']);
  await registerKey(client, passkey);
  return { client, passkey, appPassword };
}

async function byPasskey({ passkey }: Person): Promise<string | undefined> {
  const client = server.client();
  const response = passkey.get(await call(client, BEGIN_PASSKEY));
  return client.code(SIGN_IN_WITH_PASSKEY, { response });
}

async function isSignedIn({ client }: Person): Promise<boolean> {
  const { me } = await client.data<{ me: object | null }>(ME);
  // What is asked without being waited for.
  await server.app.services.laterWrites.settle();
  return me !== null;
}

const byAppPassword = ({ appPassword }: Person): Promise<number> => basicStatus(server, 'maria', appPassword);

async function goneEvents(): Promise<number> {
  const { auditEvents } = await (
    await administrator(server)
  ).data<{ auditEvents: { total: number } }>(
    '{ auditEvents(filter: { action: "account.gone_from_directory" }) { total } }',
  );
  return auditEvents.total;
}

describe('a directory is asked at most once a day', () => {
  let slapd: Slapd;
  let cable: TcpProxy;
  let port: number;
  beforeAll(async () => {
    slapd = await startSlapd([]);
    cable = new TcpProxy({ host: '127.0.0.1', port: slapd.port });
    port = await cable.mend();
  });
  afterAll(async () => {
    await cable.cut();
    await slapd.stop();
  });

  async function start(): Promise<Person> {
    await slapd.remove(MARIA.uid).catch(() => undefined);
    await slapd.add(MARIA);
    server = await startTestServer({
      PASSWORD_SERVER: `ldap://127.0.0.1:${port}`,
      PASSWORD_SERVER_STARTTLS: 'off',
      LDAP_BASE: LDAP.base,
      LDAP_BIND_DN: LDAP.searcher,
      LDAP_BIND_PASSWORD: LDAP.searcherPassword,
    });
    return maria();
  }

  test('whoever is there goes on for ever', async () => {
    const person = await start();
    for (let day = 0; day < 40; day += 10) {
      server.clock.advance(10 * DAY);
      expect(await isSignedIn(person)).toBe(true);
      expect(await byAppPassword(person)).toBe(200);
      expect(await byPasskey(person)).toBeUndefined();
    }
    expect(await goneEvents()).toBe(0);
  });

  test.each([
    ['passkey', byPasskey, 'PASSWORD_REQUIRED'],
    ['app password', byAppPassword, 403],
    ['session', isSignedIn, true],
  ])('who has gone is found out a day later by the use of a %s, and all ends', async (_, use, answer) => {
    const person = await start();
    await slapd.remove(MARIA.uid);
    server.clock.advance(DAY - 1);
    expect(await byAppPassword(person)).toBe(200);
    server.clock.advance(1);
    expect(await use(person)).toBe(answer);
    expect(await isSignedIn(person)).toBe(false);
    expect(await byAppPassword(person)).toBe(401);
    expect(await byPasskey(person)).toBe('PASSWORD_REQUIRED');
    expect(await goneEvents()).toBe(1);
  });

  test('one request of many asks', async () => {
    const person = await start();
    server.clock.advance(DAY);
    const before = cable.connections;
    await Promise.all(Array.from({ length: 8 }, () => byAppPassword(person)));
    expect(cable.connections - before).toBe(1);
    expect(await byAppPassword(person)).toBe(200);
    expect(cable.connections - before).toBe(1);
  });

  test('who has gone and is there again needs the password first', async () => {
    const person = await start();
    await slapd.remove(MARIA.uid);
    server.clock.advance(DAY);
    expect(await byPasskey(person)).toBe('PASSWORD_REQUIRED');
    await slapd.add(MARIA);
    server.clock.advance(2 * DAY);
    expect(await byPasskey(person)).toBe('PASSWORD_REQUIRED');
    await challengeFor(server.client(), 'maria', MARIA.password);
    expect(await byPasskey(person)).toBeUndefined();
    expect(await goneEvents()).toBe(1);
  });

  test('while it is away all goes on, it is asked again soon, and after 30 days the password is needed', async () => {
    const person = await start();
    server.clock.advance(DAY);
    await cable.cut();
    expect(await byPasskey(person)).toBeUndefined();
    expect(await byAppPassword(person)).toBe(200);
    expect(await isSignedIn(person)).toBe(true);
    server.clock.advance(29 * DAY - 1);
    expect(await byAppPassword(person)).toBe(200);
    server.clock.advance(1);
    expect(await byAppPassword(person)).toBe(403);
    expect(await byPasskey(person)).toBe('PASSWORD_REQUIRED');
    expect(await isSignedIn(person)).toBe(false);
    await cable.mend();
    server.clock.advance(5 * MINUTE);
    expect(await byAppPassword(person)).toBe(200);
    expect(await byPasskey(person)).toBeUndefined();
  });
});

describe('a mail server cannot be asked', () => {
  let dovecot: Program;
  beforeAll(async () => {
    dovecot = await startDovecot((folder) => {
      const users = join(folder, 'users');
      writeFileSync(users, `maria:{PLAIN}${MARIA.password}\n`);
      chmodSync(users, 0o644);
      return `passdb {
  driver = passwd-file
  args = ${users}
}`;
    });
  });
  afterAll(() => dovecot.stop());

  test('after PASSWORD_RECHECK_DAYS passkeys, app passwords and sessions rest until the password was right', async () => {
    server = await startTestServer({
      PASSWORD_SERVER: `imap://127.0.0.1:${dovecot.port}`,
      PASSWORD_SERVER_STARTTLS: 'off',
      LOGIN_DOMAIN: 'as-typed',
      PASSWORD_RECHECK_DAYS: '7',
    });
    const person = await maria();
    server.clock.advance(7 * DAY - 1);
    expect([await byAppPassword(person), await byPasskey(person), await isSignedIn(person)]).toEqual([
      200,
      undefined,
      true,
    ]);
    server.clock.advance(1);
    const answer = await askBasic(server, 'maria', person.appPassword);
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'PASSWORD_REQUIRED' } }] });
    expect([answer.status, await byPasskey(person), await isSignedIn(person)]).toEqual([
      403,
      'PASSWORD_REQUIRED',
      false,
    ]);
    await challengeFor(server.client(), 'maria', MARIA.password);
    expect([await byAppPassword(person), await byPasskey(person), await isSignedIn(person)]).toEqual([
      200,
      undefined,
      true,
    ]);
  });

  test('an account of ours needs no such word', async () => {
    server = await startTestServer({
      PASSWORD_SERVER: `imap://127.0.0.1:${dovecot.port}`,
      LOGIN_DOMAIN: 'as-typed',
      PASSWORD_RECHECK_DAYS: '1',
    });
    const admin = await administrator(server);
    const { password } = await createAppPassword(admin, ['dav']);
    server.clock.advance(13 * DAY);
    expect((await admin.data<{ me: object | null }>(ME)).me).not.toBeNull();
    expect(await basicStatus(server, 'admin', password)).toBe(200);
  });
});
