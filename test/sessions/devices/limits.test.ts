import { afterAll, beforeAll, expect, test } from 'vitest';
import { MINUTE } from '../../../server/platform/clock.js';
import { Device } from '../../../server/sessions/devices/device.entity.js';
import { MOST_DEVICES } from '../../../server/sessions/devices/device-rows.js';
import { AuthToken } from '../../../server/sessions/tokens/auth-token.entity.js';
import { withoutPolicies } from '../../../server/settings/policies/account-settings.js';
import { NO_FACTS } from '../../../server/settings/policies/policy-columns.js';
import { MOST_TOKENS } from '../../../server/sessions/tokens/room.js';
import {
  administrator,
  createAccount,
  ME,
  PASSWORD,
  protectedAccount,
  signedIn,
  signIn,
  updateSettings,
} from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

/** A sign-in as from a private window, but for the password, whose hash would take most of the time. */
async function signInOn(accountId: string, knownId: string | null = null) {
  const { devices, tokens } = server.app.services;
  const owner = { id: accountId, credentialVersion: 0, role: 'USER', createdAt: 0, ...NO_FACTS };
  server.clock.advance(1);
  return server.app.database.transaction(async (tx) => {
    const { device } = await devices.signedInOn(tx, {
      accountId,
      knownId,
      client: { ipAddress: null, userAgent: null },
      name: null,
    });
    const { token } = await tokens.issue(tx, owner, device.id, null);
    return { device, token };
  });
}

const counts = async (accountId: string) => ({
  devices: await server.app.database.manager.countBy(Device, { accountId }),
  tokens: await server.app.database.manager.countBy(AuthToken, { accountId }),
});

test('sign-ins in private windows do not grow a list without end: the devices unseen for longest go, with their tokens', async () => {
  const id = await createAccount(await administrator(server), 'private');
  const used = server.client();
  await signedIn(used, 'private');
  const { token: unused } = await signInOn(id);
  for (let n = 0; n < MOST_DEVICES; n++) {
    await signInOn(id);
    // Used once in a while, it is never among the oldest.
    if (n % 50 === 49) {
      server.clock.advance(2 * MINUTE);
      expect(await used.data(ME)).toMatchObject({ me: { id } });
      await server.app.services.laterWrites.settle();
    }
  }
  expect(await counts(id)).toEqual({ devices: MOST_DEVICES, tokens: MOST_TOKENS });
  expect(await used.code('{ myDevices { id } }')).toBeUndefined();
  expect(await server.client({ bearer: unused }).code('{ myDevices { id } }')).toBe('UNAUTHENTICATED');
});

test('a device in use stays, also while the list of devices is off and notes no use', async () => {
  const admin = await administrator(server);
  await updateSettings(admin, { allowUsedDevices: false });
  const id = await createAccount(admin, 'unlisted');
  const used = server.client();
  await signedIn(used, 'unlisted');
  for (let n = 0; n < MOST_DEVICES; n++) {
    await signInOn(id);
    if (n % 50 !== 49) continue;
    server.clock.advance(2 * MINUTE);
    await used.data(ME);
    await server.app.services.laterWrites.settle();
  }
  expect(await used.code(ME)).toBeUndefined();
  expect(await used.data(ME)).toMatchObject({ me: { id } });
  await updateSettings(await administrator(server), { allowUsedDevices: true });
});

test('sign-ins in private windows push out no device that is trusted', async () => {
  const admin = await administrator(server);
  const { id } = await protectedAccount(server, admin, 'trusting');
  const { device } = await signInOn(id);
  const { devices, settings } = server.app.services;
  const plain = withoutPolicies(await settings.current());
  await server.app.database.transaction((tx) => devices.trust(tx, device, plain));
  for (let n = 0; n < MOST_DEVICES; n++) await signInOn(id);
  expect(await server.app.database.manager.existsBy(Device, { id: device.id })).toBe(true);
  expect((await counts(id)).devices).toBe(MOST_DEVICES);
});

test('sign-ins on one device keep no more than so many tokens: those unused for longest end', async () => {
  const id = await createAccount(await administrator(server), 'script');
  const { device, token: first } = await signInOn(id);
  const { token: second } = await signInOn(id, device.id);
  server.clock.advance(MINUTE);
  expect(await server.client({ bearer: first }).data(ME)).toMatchObject({ me: { id } });
  await server.app.services.laterWrites.settle();
  let last = '';
  for (let n = 0; n < MOST_TOKENS - 1; n++) last = (await signInOn(id, device.id)).token;
  expect(await counts(id)).toEqual({ devices: 1, tokens: MOST_TOKENS });
  for (const [bearer, code] of [
    [first, undefined],
    [second, 'UNAUTHENTICATED'],
    [last, undefined],
  ] as const) {
    expect(await server.client({ bearer }).code('{ myDevices { id } }')).toBe(code);
  }
});

test('an account that has more than its limit from before is brought down to it, and keeps what it is signing in on', async () => {
  const id = await createAccount(await administrator(server), 'from before');
  const { device } = await signInOn(id);
  const { manager } = server.app.database;
  const { id: _, ...columns } = await manager.findOneByOrFail(Device, { id: device.id });
  for (let n = 0; n < MOST_DEVICES + 20; n++) {
    await manager.insert(Device, { ...columns, id: `before-${n}`, secretHash: `${n}`, lastSeenAt: n });
  }
  const { token, deviceToken } = await signedIn(server.client(), 'from before');
  expect((await counts(id)).devices).toBe(MOST_DEVICES);
  expect(await server.client({ bearer: token }).code('{ myDevices { id } }')).toBeUndefined();
  // It is known again.
  await signIn(server.client(), 'from before', PASSWORD, { deviceToken });
  expect((await counts(id)).devices).toBe(MOST_DEVICES);
});
