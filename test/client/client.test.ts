import { afterAll, beforeAll, expect, expectTypeOf, test } from 'vitest';
import { LatchkeyClient } from '../../schema/client/client.js';
import { LatchkeyError, type RefusalCode as ClientCode } from '../../schema/client/errors.js';
import { MeDocument, MyDevicesDocument, RenameDeviceDocument } from '../../schema/client/operations.js';
import { signIn, verify } from '../../schema/client/sign-in.js';
import type { RefusalCode } from '../../server/platform/refusal.js';
import { administrator, createAccount, PASSWORD, protectedAccount } from '../support/flows.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { appCode } from '../support/totp.js';

let server: TestServer;
let anyone: LatchkeyClient;
beforeAll(async () => {
  server = await startTestServer({ THROTTLE_ACCOUNT_ATTEMPTS: '1' });
  anyone = new LatchkeyClient({ url: `${server.url}/graphql` });
});
afterAll(() => server.stop());

/** What a promise is rejected with. */
const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => Promise.reject(new Error('It was not refused')),
    (error: unknown) => error as LatchkeyError,
  );

test('an app in Node signs in by both steps and goes on with its tokens', async () => {
  const { secret } = await protectedAccount(server, await administrator(server), 'node@example.org');
  const outcome = await signIn(anyone, { login: 'node@example.org', password: PASSWORD });
  if (outcome.__typename === 'SignedIn') throw new Error('A second factor was to be asked for');
  const proof = { method: 'AUTHENTICATOR_APP', code: appCode(secret, server.clock.now()) } as const;
  const signedIn = await verify(anyone, outcome.challenge, proof, { withTokens: true, trustDevice: true });
  const { token, deviceToken } = signedIn;
  const app = new LatchkeyClient({ url: `${server.url}/graphql`, token: () => token });
  expect((await app.send(MeDocument)).me).toMatchObject({ login: 'node@example.org' });
  const again = await signIn(anyone, { login: 'node@example.org', password: PASSWORD, deviceToken });
  expect(again.__typename).toBe('SignedIn');
  // Nobody who did not ask gets a token.
  expect(again).not.toHaveProperty('token');
});

test('errors carry the contract’s code and what belongs to it', async () => {
  const admin = await administrator(server);
  await createAccount(admin, 'error@example.org');
  const client = new LatchkeyClient({ url: `${server.url}/graphql`, token: () => 'lk_nonsense' });
  expect(await errorOf(client.send(MyDevicesDocument))).toMatchObject({ code: 'UNAUTHENTICATED' });
  const wrong = { login: 'error@example.org', password: 'wrong' };
  expect(await errorOf(signIn(anyone, wrong))).toMatchObject({ code: 'INVALID_CREDENTIALS', details: {} });
  let throttled = await errorOf(signIn(anyone, wrong));
  while (throttled.code === 'INVALID_CREDENTIALS') throttled = await errorOf(signIn(anyone, wrong));
  expect(throttled).toBeInstanceOf(LatchkeyError);
  expect(throttled).toMatchObject({
    code: 'TOO_MANY_ATTEMPTS',
    details: { retryAfter: expect.any(Number) as number },
  });
  server.clock.advance((throttled.details.retryAfter ?? 0) * 1000);
  const signedIn = await signIn(anyone, { ...wrong, password: PASSWORD }, { withTokens: true });
  if (signedIn.__typename !== 'SignedIn') throw new Error('No second factor was to be asked for');
  const app = new LatchkeyClient({ url: `${server.url}/graphql`, token: () => signedIn.token });
  const renamed = errorOf(app.send(RenameDeviceDocument, { id: signedIn.device.id, name: '' }));
  expect(await renamed).toMatchObject({ code: 'BAD_USER_INPUT', details: { field: 'name' } });
});

test('no answer, or one that is none of ours, is told apart from a refusal', async () => {
  const nowhere = new LatchkeyClient({ url: 'http://127.0.0.1:1/graphql' });
  expect(await errorOf(nowhere.send(MeDocument))).toMatchObject({ code: 'UNREACHABLE' });
  const proxy = new LatchkeyClient({
    url: `${server.url}/graphql`,
    fetch: () => Promise.resolve(new Response('<h1>Bad gateway</h1>', { status: 502 })),
  });
  expect(await errorOf(proxy.send(MeDocument))).toMatchObject({ code: 'UNREACHABLE' });
});

test('the client knows every code of the server, and no other', () => {
  expectTypeOf<ClientCode>().toEqualTypeOf<RefusalCode>();
});
