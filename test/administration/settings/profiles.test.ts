import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROFILES } from '../../../server/administration/settings/settings-profiles.js';
import type { Client } from '../../support/client.js';
import { administrator, updateSettings } from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const PREVIEW = '{ settings { changesByProfile(profile: STRICT) { setting from to } } }';
const APPLY = `mutation { applySettingsProfile(profile: STRICT) { ${Object.keys(PROFILES.STRICT).join(' ')} } }`;
const EVENTS = '{ auditEvents(page: { page: 1, perPage: 2 }) { items { action actorLogin details } } }';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
  admin = await administrator(server);
});
afterAll(() => server.stop());

test('the strict profile: what it would change, the change, and its record', async () => {
  await updateSettings(admin, { showRecommendationToConfigure: false });
  expect(await admin.data(PREVIEW)).toEqual({
    settings: {
      changesByProfile: [
        { setting: 'clockTolerance', from: 2, to: 1 },
        { setting: 'trustDevicesForDays', from: 30, to: 0 },
        { setting: 'authTokenExpirationLifetimeDays', from: 14, to: 1 },
        { setting: 'idleTimeoutMinutes', from: 0, to: 60 },
      ],
    },
  });
  expect(await admin.data(APPLY)).toEqual({ applySettingsProfile: PROFILES.STRICT });
  expect(await admin.data(PREVIEW)).toEqual({ settings: { changesByProfile: [] } });
  // What it does not name stays.
  expect(await admin.data('{ settings { showRecommendationToConfigure } }')).toEqual({
    settings: { showRecommendationToConfigure: false },
  });
  expect(await admin.data(EVENTS)).toMatchObject({
    auditEvents: {
      items: [
        { action: 'settings.profile_applied', actorLogin: 'admin', details: { profile: 'STRICT' } },
        { action: 'settings.updated', details: { idleTimeoutMinutes: { from: 0, to: 60 } } },
      ],
    },
  });
});

test('it goes together with any settings there are', async () => {
  await updateSettings(admin, { idleTimeoutMinutes: 0, trustDevicesForDays: 0 });
  await updateSettings(admin, {
    storeAuthTokenInDB: false,
    authTokenExpirationLifetimeDays: 0,
    clockTolerance: 10,
  });
  const again = await administrator(server);
  expect(await again.data(APPLY)).toEqual({ applySettingsProfile: PROFILES.STRICT });
});
