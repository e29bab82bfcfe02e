import { afterAll, beforeAll, expect, test } from 'vitest';
import { SoftAuthenticator } from '../support/authenticator.js';
import {
  administrator,
  backupCodes,
  challengeFor,
  createAccount,
  protectedAccount,
  signedIn,
  VERIFY_BACKUP_CODE,
  VERIFY_CODE,
} from '../support/flows.js';
import {
  accountFor,
  administratorOf,
  BEGIN_PASSKEY,
  call,
  keyChallenge,
  registerKey,
  SIGN_IN_WITH_PASSKEY,
  VERIFY_KEY,
} from '../support/security-keys.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { statementsOf } from '../support/statements.js';
import { appCode } from '../support/totp.js';

const REAUTHENTICATE = 'mutation ($code: String!) { reauthenticate(code: $code) }';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

/** How many there are, BEGIN and COMMIT among them; the settings are known, as they are on a server in use. */
async function counted(work: () => Promise<unknown>): Promise<number> {
  await server.app.services.settings.current();
  return (await statementsOf(server, work)).length;
}

test('each step of a sign-in takes so many statements, whatever factors there are', async () => {
  const admin = await administrator(server);
  await createAccount(admin, 'by-password');
  const { secret, client } = await protectedAccount(server, admin, 'by-code');
  const [backupCode] = await backupCodes(client);
  let challenge = '';
  const stepOne = async () => ({ challenge } = await challengeFor(server.client(), 'by-code'));
  const code = () => appCode(secret, server.clock.now());
  const verify = (document: string, typed: string) => () =>
    server.client().data(document, { challenge, code: typed });
  const counts = {
    password: await counted(() => signedIn(server.client(), 'by-password')),
    challenge: await counted(stepOne),
    wrongCode: await counted(() => server.client().code(VERIFY_CODE, { challenge, code: '000000' })),
    code: await counted(verify(VERIFY_CODE, code())),
    anotherChallenge: await counted(stepOne),
    backupCode: await counted(verify(VERIFY_BACKUP_CODE, backupCode!)),
    reauthentication: await counted(async () => {
      server.clock.advance(30_000);
      await server.app.services.settings.current();
      return client.data(REAUTHENTICATE, { code: code() });
    }),
  };
  // A factor more, or another way to go through them, costs nobody a statement: raise none of these for that.
  expect(counts).toEqual({
    password: 21,
    challenge: 14,
    wrongCode: 12,
    code: 17,
    anotherChallenge: 14,
    backupCode: 32,
    reauthentication: 26,
  });
});

test('so do a security key and a passkey', async () => {
  const admin = await administratorOf(server);
  const client = await accountFor(server, admin, 'by-key');
  const authenticator = new SoftAuthenticator(server.url);
  await registerKey(client, authenticator);
  const { challenge, options } = await keyChallenge(client, 'by-key');
  const response = authenticator.get(options);
  const passkey = authenticator.get(await call(client, BEGIN_PASSKEY));
  const counts = {
    challenge: await counted(() => keyChallenge(client, 'by-key')),
    key: await counted(() => client.data(VERIFY_KEY, { challenge, response })),
    passkey: await counted(() => client.data(SIGN_IN_WITH_PASSKEY, { response: passkey })),
  };
  expect(counts).toEqual({ challenge: 25, key: 22, passkey: 23 });
});
