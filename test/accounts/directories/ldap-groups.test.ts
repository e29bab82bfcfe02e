import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY } from '../../../server/platform/clock.js';
import type { Client } from '../../support/client.js';
import { administrator, createAccount, ME, signedIn } from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { LDAP, type Slapd, startSlapd } from '../../support/slapd.js';

const MARIA = { uid: 'maria', name: 'María', mail: 'maria@example.org', password: 'maria’s own password' };
const SHELL = { id: null, login: 'test', ipAddress: null };

let slapd: Slapd;
let server: TestServer;
beforeAll(async () => {
  slapd = await startSlapd([MARIA]);
  await slapd.setUnits('maria', ['Sales', 'CN=Staff, OU=Groups']);
  server = await startTestServer({
    PASSWORD_SERVER: `ldap://127.0.0.1:${slapd.port}`,
    PASSWORD_SERVER_CA: slapd.certificate,
    LDAP_BASE: LDAP.base,
    LDAP_BIND_DN: LDAP.searcher,
    LDAP_BIND_PASSWORD: LDAP.searcherPassword,
    LDAP_GROUP_ATTRIBUTE: 'OU',
  });
});
afterAll(async () => {
  await server.stop();
  await slapd.stop();
});

const groupsOf = async (login: string): Promise<string[]> => {
  const account = await server.app.services.accounts.findByLogin(login);
  return server.app.services.memberships.namesOf(account!.id);
};

test('groups of the directory are followed at sign-in, and by the daily question of a session that lives on', async () => {
  const { groups, memberships } = server.app.services;
  const admin: Client = await administrator(server);
  await admin.data(
    'mutation { updateSettings(input: { authTokenExpirationLifetimeDays: 0, trustDevicesForDays: 0 }) { disabled } }',
  );
  await groups.create(SHELL, { name: 'Salespeople', kind: 'DIRECTORY', source: 'sales' });
  await groups.create(SHELL, { name: 'Staff', kind: 'DIRECTORY', source: 'cn=staff,ou=groups' });
  await groups.create(SHELL, { name: 'Support', kind: 'DIRECTORY', source: 'Support' });
  const hand = await groups.create(SHELL, { name: 'By hand', kind: 'MANUAL' });
  await createAccount(admin, 'local');
  const client = server.client();
  await signedIn(client, 'maria', MARIA.password);
  expect(await groupsOf('maria')).toEqual(['Salespeople', 'Staff']);
  const { id } = (await server.app.services.accounts.findByLogin('maria'))!;
  await memberships.add(SHELL, hand.id, [id]);
  await slapd.setUnits('maria', ['support', 'Unknown']);
  await signedIn(server.client(), 'maria', MARIA.password);
  expect(await groupsOf('maria')).toEqual(['By hand', 'Support']);
  await slapd.setUnits('maria', []);
  server.clock.advance(DAY + 1);
  expect(await client.data(ME)).toMatchObject({ me: { login: 'maria' } });
  await server.app.services.laterWrites.settle();
  expect(await groupsOf('maria')).toEqual(['By hand']);
  const { auditEvents } = await (
    await administrator(server)
  ).data<{ auditEvents: { items: { action: string; actorLogin: string; details: object }[] } }>(
    'query ($accountId: ID) { auditEvents(filter: { accountId: $accountId }) { items { action actorLogin details } } }',
    { accountId: id },
  );
  const told = auditEvents.items.filter(({ action }) => action.startsWith('group.'));
  expect(
    told.map(({ action, details }) => `${action} ${(details as { group: string }).group}`).sort(),
  ).toEqual([
    'group.member_added By hand',
    'group.member_added Salespeople',
    'group.member_added Staff',
    'group.member_added Support',
    'group.member_removed Salespeople',
    'group.member_removed Staff',
    'group.member_removed Support',
  ]);
  expect(told[0]).toMatchObject({ actorLogin: 'the directory', details: { by: 'directory' } });
});
