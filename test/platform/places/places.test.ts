import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MINUTE } from '../../../server/platform/clock.js';
import { administrator, createAccount, PASSWORD, signedIn } from '../../support/flows.js';
import { MailRelay } from '../../support/mail-relay.js';
import { mmdb } from '../../support/mmdb.js';
import { startNotifyingServer, startTestServer, type TestServer } from '../../support/server.js';

const PLACE = 'place { country city network isLocal }';
const TOLD = 'a database of places cannot be read';

const folder = mkdtempSync(join(tmpdir(), 'latchkey-places-'));
const cityFile = join(folder, 'city.mmdb');
const networkFile = join(folder, 'asn.mmdb');
const munich = { city: { names: { en: 'Munich', de: 'München' } }, country: { iso_code: 'DE' } };
const cities = {
  '198.51.100.0/24': munich,
  // What is not as it should be is nothing.
  '203.0.113.0/24': { city: { names: { en: 7 } }, country: { iso_code: 'Germany' } },
  '2001:db8:1::/48': { registered_country: { iso_code: 'FR' } },
};
const networks = {
  '198.51.100.0/24': {
    autonomous_system_number: 64_500,
    autonomous_system_organization: 'Example Telekom',
  },
};

const relay = new MailRelay();
let server: TestServer;
beforeAll(async () => {
  await relay.start();
  writeFileSync(cityFile, mmdb(cities));
  writeFileSync(networkFile, mmdb(networks));
  server = await startNotifyingServer(relay.url, {
    TRUSTED_PROXIES: 'loopback',
    GEOIP_CITY: cityFile,
    GEOIP_ASN: networkFile,
  });
});
afterAll(async () => {
  await server.stop();
  await relay.stop();
  rmSync(folder, { recursive: true });
});

/** The new file takes the place of the old one, as geoipupdate does it. */
function replace(content: string | Buffer): void {
  writeFileSync(`${cityFile}.new`, content);
  renameSync(`${cityFile}.new`, cityFile);
}

test('devices, the audit log and one’s own events say where an address is, in the language of who asks', async () => {
  const admin = await administrator(server);
  const login = 'maria@example.org';
  await createAccount(admin, login);
  const from = async (address: string, language = 'en') => {
    const headers = { 'x-forwarded-for': address, 'accept-language': language };
    const client = server.client({ headers });
    await signedIn(client, login);
    const { myDevices, mySecurityEvents } = await client.data<{
      myDevices: { current: boolean; ipAddress: string; place: unknown }[];
      mySecurityEvents: { items: { place: unknown }[] };
    }>(
      `{ myDevices { current ipAddress ${PLACE} } mySecurityEvents(page: { page: 1, perPage: 1 }) { items { ${PLACE} } } }`,
    );
    const { place } = myDevices.find(({ current }) => current)!;
    expect(mySecurityEvents.items).toEqual([{ place }]);
    return place;
  };
  const inMunich = { country: 'DE', city: 'Munich', network: 'Example Telekom', isLocal: false };
  expect(await from('198.51.100.7')).toEqual(inMunich);
  expect(await from('::ffff:198.51.100.7', 'de-AT,de;q=0.8')).toEqual({ ...inMunich, city: 'München' });
  // A language that it does not have.
  expect(await from('198.51.100.7', 'hu')).toEqual(inMunich);
  expect(await from('2001:db8:1::5')).toEqual({ country: 'FR', city: null, network: null, isLocal: false });
  const local = { country: null, city: null, network: null, isLocal: true };
  for (const address of ['192.168.1.5', '127.0.0.1', 'fd00::1']) expect(await from(address)).toEqual(local);
  expect(await from('192.0.2.1')).toBeNull();
  expect(await from('203.0.113.9')).toBeNull();

  const { auditEvents } = await admin.data<{ auditEvents: { items: unknown[] } }>(
    `{ auditEvents(filter: { ipAddress: "198.51.100.7", action: "sign_in.succeeded" }) { items { ${PLACE} } } }`,
  );
  expect(auditEvents.items[0]).toEqual({ place: inMunich });
});

test('the mail of a new sign-in says it, in the language of its reader', async () => {
  const admin = await administrator(server);
  const signIn = async (login: string, locale: string, address: string) => {
    const id = await createAccount(admin, login);
    await admin.data(
      'mutation ($id: ID!, $locale: Locale) { updateContact(accountId: $id, input: { locale: $locale }) }',
      { id, locale },
    );
    await server.app.services.outbox.sendDue();
    relay.received.length = 0;
    await signedIn(server.client({ headers: { 'x-forwarded-for': address } }), login);
    await server.app.services.outbox.sendDue();
    expect(relay.received).toHaveLength(1);
    return relay.received[0]!.mail;
  };
  const english = await signIn('anna@example.org', 'EN', '198.51.100.7');
  expect(english.text).toContain('Approximate place: Munich, Germany (Example Telekom)\n');
  expect(english.html).toContain('Munich, Germany (Example Telekom)');
  const german = await signIn('bernd@example.org', 'DE', '2001:db8:1::5');
  expect(german.subject).toBe('Latchkey: Anmeldung auf einem neuen Gerät');
  expect(german.text).toContain('Ungefährer Ort: Frankreich\n');
  const unknown = await signIn('carla@example.org', 'EN', '192.0.2.1');
  expect(unknown.text).not.toContain('Approximate place');
});

test('a file that is replaced is read again; one that breaks or goes leaves what was read, and is told once', async () => {
  const { places } = server.app.services;
  const cityOf = async () => (await places.of('198.51.100.7', 'en'))?.city;
  const told = () => server.logLines.filter((line) => line.includes(TOLD)).length;
  replace(mmdb({ '198.51.100.0/24': { ...munich, city: { names: { en: 'Ulm' } } } }));
  expect(await cityOf()).toBe('Munich');
  server.clock.advance(MINUTE);
  expect(await Promise.all([cityOf(), cityOf()])).toEqual(['Ulm', 'Ulm']);
  expect(told()).toBe(0);

  replace('half of a file');
  for (const times of [1, 1]) {
    server.clock.advance(MINUTE);
    expect(await cityOf()).toBe('Ulm');
    expect(told()).toBe(times);
  }
  rmSync(cityFile);
  for (const times of [2, 2]) {
    server.clock.advance(MINUTE);
    expect(await cityOf()).toBe('Ulm');
    expect(told()).toBe(times);
  }
  writeFileSync(cityFile, mmdb(cities));
  server.clock.advance(MINUTE);
  expect(await cityOf()).toBe('Munich');

  // Its end, where it says what it is, is whole; the tree leads nowhere.
  const broken = mmdb(cities);
  broken.fill(0x7f, 0, 300);
  replace(broken);
  server.clock.advance(MINUTE);
  expect([await cityOf(), await cityOf(), told()]).toEqual([null, null, 3]);
});

test('without its files a server starts, says so in the log, and lets people in', async () => {
  const without = await startTestServer({ GEOIP_CITY: join(folder, 'none.mmdb') });
  expect(without.logLines.filter((line) => line.includes(TOLD))).toEqual([
    expect.stringContaining('GEOIP_CITY'),
  ]);
  const login = 'nobody@example.org';
  await createAccount(await administrator(without), login);
  const client = without.client();
  await signedIn(client, login, PASSWORD);
  expect(await client.data(`{ myDevices { ${PLACE} } }`)).toEqual({
    myDevices: [{ place: { country: null, city: null, network: null, isLocal: true } }],
  });
  await without.stop();

  const plain = await startTestServer();
  expect(await plain.app.services.places.of('198.51.100.7', 'en')).toBeNull();
  await plain.stop();
});
