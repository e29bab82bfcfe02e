import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RefusalCodeEnum } from '../server/platform/graphql/refusal-code.type.js';
import { Client } from './support/client.js';
import {
  backupCodes,
  BEGIN_SETUP,
  challengeFor,
  CONFIRM_SETUP,
  createAccount,
  ME,
  PASSWORD,
  SIGN_IN,
  signedIn,
  VERIFY_BACKUP_CODE,
  VERIFY_CODE,
} from './support/flows.js';
import { type Galera, hasGalera, startGalera } from './support/galera.js';
import { type ServerProcess, spawnServer } from './support/process.js';
import { ADMIN } from './support/server.js';
import { appCode, secretFromUri } from './support/totp.js';

const PARALLEL = 50;
const ROUNDS = 20;
const SIGN_INS = 90;
const PEOPLE = 6;
const UPDATE = 'mutation ($id: ID!, $role: Role) { updateAccount(id: $id, input: { role: $role }) { id } }';

let galera: Galera;
/** Each on a node of its own. */
let servers: ServerProcess[];
let admin: Client;

const clientOf = (index: number, bearer?: string): Client =>
  new Client(servers[index % servers.length]!.url, bearer === undefined ? {} : { bearer });

describe.runIf(hasGalera())(
  'on three nodes of a Galera cluster, a server on each',
  { timeout: 600_000 },
  () => {
    beforeAll(async () => {
      galera = await startGalera();
      const secretKey = randomBytes(32).toString('hex');
      const start = (index: number) =>
        spawnServer({
          DATABASE_URL: galera.nodes[index]!.url,
          SECRET_KEY: secretKey,
          ADMIN_LOGIN: ADMIN.login,
          ADMIN_PASSWORD: ADMIN.password,
          THROTTLE_ACCOUNT_ATTEMPTS: '100000',
          THROTTLE_ADDRESS_ATTEMPTS: '100000',
          // One account alone asks for more places than it would be given.
          HASH_QUEUE: '400',
        });
      // As the README says: one server migrates, the others follow.
      servers = [await start(0)];
      servers.push(...(await Promise.all([start(1), start(2)])));
      admin = clientOf(0);
      await signedIn(admin, ADMIN.login, ADMIN.password);
    }, 600_000);
    afterAll(async () => {
      await Promise.all(servers.map((server) => server.kill('SIGTERM')));
      await galera.remove();
    }, 60_000);

    test('the schema that one server has made is every node’s', async () => {
      for (let index = 0; index < 3; index++) {
        expect((await fetch(`${servers[index]!.url}/readyz`)).status).toBe(200);
        await signedIn(clientOf(index), ADMIN.login, ADMIN.password);
      }
    });

    test(`one code on ${PARALLEL} challenges signs in once`, async () => {
      const { code } = await accountWithApp('one-code');
      const challenges = await openChallenges('one-code');
      const now = code();
      const outcomes = await inParallel((client, index) =>
        client.code(VERIFY_CODE, { challenge: challenges[index], code: now }),
      );
      expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1);
      expect(others(outcomes, ['INVALID_CODE', 'SERVICE_UNAVAILABLE'])).toEqual([]);
    });

    test(`one backup code on ${PARALLEL} challenges signs in once`, async () => {
      const { client } = await accountWithApp('one-backup-code');
      const [backupCode] = await backupCodes(client);
      const challenges = await openChallenges('one-backup-code');
      const outcomes = await inParallel((other, index) =>
        other.code(VERIFY_BACKUP_CODE, { challenge: challenges[index], code: backupCode }),
      );
      expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1);
      expect(others(outcomes, ['INVALID_CODE', 'SERVICE_UNAVAILABLE'])).toEqual([]);
      expect(await client.data('{ me { twoFactor { backupCodesRemaining } } }')).toEqual({
        me: { twoFactor: { backupCodesRemaining: 9 } },
      });
    });

    test(`one challenge answered ${PARALLEL} times with ten codes signs in once and uses up one of them`, async () => {
      const { client } = await accountWithApp('one-challenge');
      const codes = await backupCodes(client);
      const { challenge } = await challengeFor(clientOf(1), 'one-challenge');
      const outcomes = await inParallel((other, index) =>
        other.code(VERIFY_BACKUP_CODE, { challenge, code: codes[index % codes.length] }),
      );
      expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1);
      expect(others(outcomes, ['CHALLENGE_EXPIRED', 'INVALID_CODE', 'SERVICE_UNAVAILABLE'])).toEqual([]);
      expect(await client.data('{ me { twoFactor { backupCodesRemaining } } }')).toEqual({
        me: { twoFactor: { backupCodesRemaining: 9 } },
      });
    });

    test(`the last owners, who demote each other on two nodes ${ROUNDS} times, leave one each time`, async () => {
      const [left, right] = await Promise.all(
        ['left', 'right'].map(async (login, index) => {
          const id = await createAccount(admin, login, 'OWNER');
          const client = clientOf(index);
          await signedIn(client, login);
          return { id, client };
        }),
      );
      const { me } = await admin.data<{ me: { id: string } }>('{ me { id } }');
      await left!.client.data(UPDATE, { id: me.id, role: 'USER' });
      for (let round = 0; round < ROUNDS; round++) {
        const refusals = await Promise.all([
          left!.client.code(UPDATE, { id: right!.id, role: 'USER' }),
          right!.client.code(UPDATE, { id: left!.id, role: 'USER' }),
        ]);
        const isAdministrator = async ({ client }: { client: Client }) =>
          (await client.data<{ me: { role: string } }>('{ me { role } }')).me.role === 'OWNER';
        const [isLeft, isRight] = [await isAdministrator(left!), await isAdministrator(right!)];
        expect([isLeft, isRight].filter(Boolean), `round ${round}: ${refusals.join()}`).toHaveLength(1);
        expect(others(refusals, [undefined, 'FORBIDDEN', 'CONFLICT', 'SERVICE_UNAVAILABLE'])).toEqual([]);
        const [one, other] = isLeft ? [left!, right!] : [right!, left!];
        await one.client.data(UPDATE, { id: other.id, role: 'OWNER' });
      }
      await left!.client.data(UPDATE, { id: me.id, role: 'OWNER' });
    });

    test('a node is killed amid sign-ins: nothing acknowledged is lost, and the others go on', async () => {
      const logins = Array.from({ length: PEOPLE }, (_, index) => `user${index}`);
      for (const login of logins) await createAccount(admin, login);
      const acknowledged: string[] = [];
      const refused: (string | undefined)[] = [];
      let begun = 0;
      let killed: Promise<void> | undefined;
      await Promise.all(
        logins.map(async (login) => {
          while (begun < SIGN_INS) {
            const index = begun++;
            if (index === SIGN_INS / 3) killed = galera.nodes[2]!.kill();
            const { data, errors } = await clientOf(index).request<{ signIn: { token: string } | null }>(
              SIGN_IN,
              { login, password: PASSWORD },
            );
            if (data?.signIn) acknowledged.push(data.signIn.token);
            else refused.push(errors?.[0]?.extensions.code);
          }
        }),
      );
      await killed;
      expect(acknowledged.length).toBeGreaterThan(0);
      // Its own server was asked too, and has lost its node.
      expect(refused).toContain('SERVICE_UNAVAILABLE');
      expect(others(refused, Object.values(RefusalCodeEnum))).toEqual([]);
      for (const index of [0, 1]) {
        await expect
          .poll(() => clientOf(index).code(SIGN_IN, { login: 'user0', password: PASSWORD }), {
            timeout: 120_000,
          })
          .toBeUndefined();
      }
      for (const [index, token] of acknowledged.entries()) {
        expect(await clientOf(index % 2, token).data(ME)).not.toEqual({ me: null });
      }
    });
  },
);

/** What parallel requests, spread over all servers, came to: a code of refusal each, or 'ok'. */
const inParallel = (
  send: (client: Client, index: number) => Promise<string | undefined>,
): Promise<string[]> =>
  Promise.all(
    Array.from({ length: PARALLEL }, async (_, index) => (await send(clientOf(index), index)) ?? 'ok'),
  );

/** Those that are neither a success nor among these codes. */
const others = (outcomes: (string | undefined)[], codes: (string | undefined)[]) =>
  outcomes.filter((outcome) => outcome !== 'ok' && !codes.includes(outcome));

async function openChallenges(login: string): Promise<string[]> {
  const challenges = [];
  for (let index = 0; index < PARALLEL; index++) {
    challenges.push((await challengeFor(clientOf(index), login)).challenge);
  }
  return challenges;
}

/** An account with an app whose confirming code is of the step before, so that the present one is unused. */
async function accountWithApp(login: string): Promise<{ client: Client; code: () => string }> {
  await createAccount(admin, login);
  const client = clientOf(0);
  await signedIn(client, login);
  const { beginAuthenticatorAppSetup: setup } = await client.data<{
    beginAuthenticatorAppSetup: { otpauthUri: string };
  }>(BEGIN_SETUP);
  const secret = secretFromUri(setup.otpauthUri);
  await client.data(CONFIRM_SETUP, { code: appCode(secret, Date.now() - 30_000) });
  return { client, code: () => appCode(secret, Date.now()) };
}
