import { createHash, randomBytes } from 'node:crypto';
import { fetchUserInfo } from 'openid-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApplication } from '../support/applications.js';
import { basicHeader } from '../support/backends.js';
import type { Client } from '../support/client.js';
import { administrator, createAccount, signedIn } from '../support/flows.js';
import { Visitor } from '../support/forward.js';
import { Browser, enter, relyingParty } from '../support/openid-connect.js';
import { recordStatements } from '../support/recorded-statements.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { sendNothingElse } from '../support/statements.js';

const SERVICE = randomBytes(32).toString('hex');
const SHELL = { id: null, login: 'test', ipAddress: null };
const WIKI = 'wiki.example.org';

let server: TestServer;
let admin: Client;
let id: string;
let client: Client;
let team: string;
beforeAll(async () => {
  server = await startTestServer({
    TRUSTED_PROXIES: 'loopback',
    SERVICE_CLIENTS: `gateway=${createHash('sha256').update(SERVICE).digest('hex')}`,
  });
  admin = await administrator(server);
  id = await createAccount(admin, 'maria@house.example');
  client = server.client();
  await signedIn(client, 'maria@house.example');
  const { groups, memberships } = server.app.services;
  await groups.create(SHELL, { name: 'House', kind: 'DOMAIN', source: 'house.example' });
  await groups.create(SHELL, { name: 'Nobody’s', kind: 'MANUAL' });
  team = (await groups.create(SHELL, { name: 'Bücher & more', kind: 'MANUAL' })).id;
  await memberships.add(SHELL, team, [id]);
});
afterAll(() => server.stop());

test('OpenID Connect and introspection tell the groups to whom may ask for them, and asks', async () => {
  const scopes = ['openid', 'profile', 'groups'];
  const { application, clientSecret } = await createApplication(admin, { name: 'Wiki', scopes });
  const party = await relyingParty(server, { clientId: application.clientId, secret: clientSecret });
  const told = async (scope: string) => {
    const { access_token: token } = await enter(party, new Browser(server, client), { scope });
    const answer = await fetch(`${server.url}/oauth2/introspect`, {
      method: 'POST',
      body: new URLSearchParams({ token }),
      headers: { authorization: basicHeader('gateway', SERVICE) },
    });
    const introspected = (await answer.json()) as Record<string, unknown>;
    const info = await fetchUserInfo(party.configuration, token, id);
    return [info['groups'], introspected['groups']];
  };
  const names = ['Bücher & more', 'House'];
  expect(await told('openid groups')).toEqual([names, names]);
  expect(await told('openid profile')).toEqual([undefined, undefined]);
});

test('a proxy is told the groups with each check, by the one statement that it costs, and what they are now', async () => {
  const input = { kind: 'FORWARD', name: 'Behind', hosts: [WIKI], redirectUris: [] };
  await createApplication(admin, input);
  const visitor = new Visitor(server, client);
  await visitor.enter(WIKI, '/');
  const groups = async () => {
    const { headers } = await visitor.check(WIKI);
    return Buffer.from(String(headers['x-latchkey-groups']), 'latin1').toString();
  };
  expect(await groups()).toBe('Bücher & more,House');
  await server.app.services.memberships.remove(SHELL, team, [id]);
  expect(await groups()).toBe('House');
  await sendNothingElse(server);
  const recording = recordStatements();
  await groups();
  recording.stop();
  expect(recording.texts.size).toBe(1);
});
