import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY } from '../../../server/platform/clock.js';
import { createApplication } from '../../support/applications.js';
import type { Client } from '../../support/client.js';
import {
  administrator,
  createAccount,
  PASSWORD,
  signedIn,
  setUpApp,
  updateSettings,
} from '../../support/flows.js';
import { pathOf, Visitor } from '../../support/forward.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const [WIKI, CONSOLE] = ['wiki.example.org', 'console.example.org'];

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ TRUSTED_PROXIES: 'loopback' });
  const admin = await administrator(server);
  const shared = { kind: 'FORWARD', redirectUris: [] };
  await createApplication(admin, { ...shared, name: 'Wiki', hosts: [WIKI] });
  await createApplication(admin, {
    ...shared,
    name: 'Console',
    hosts: [CONSOLE],
    mayEnter: 'ADMINISTRATORS',
  });
});
afterAll(() => server.stop());

interface Case {
  visitor: Visitor;
  id: string;
  login: string;
  admin: Client;
}

/** What ends a session, done by the person or by an administrator. */
const ENDINGS: Record<string, (given: Case) => Promise<unknown>> = {
  'sign-out': ({ visitor }) => visitor.client.data('mutation { signOut }'),
  revocation: ({ admin, id }) =>
    admin.data('mutation ($id: ID!) { revokeAccountTokens(accountId: $id) }', { id }),
  'password change elsewhere': async ({ login }) => {
    const other = server.client();
    await signedIn(other, login);
    await other.data(
      'mutation ($currentPassword: String!, $newPassword: String!) { changePassword(currentPassword: $currentPassword, newPassword: $newPassword) }',
      { currentPassword: PASSWORD, newPassword: 'another long password of mine' },
    );
  },
  reset: ({ admin, id }) =>
    admin.data('mutation ($id: ID!) { resetTwoFactor(accountId: $id) { id } }', { id }),
  disabling: ({ admin, id }) =>
    admin.data('mutation ($id: ID!) { updateAccount(id: $id, input: { disabled: true }) { id } }', { id }),
  deletion: ({ admin, id }) => admin.data('mutation ($id: ID!) { deleteAccount(id: $id) }', { id }),
};

let number = 0;
async function someone(stored: boolean, role: 'USER' | 'ADMIN' = 'USER'): Promise<Case> {
  const admin = await administrator(server);
  await updateSettings(admin, { storeAuthTokenInDB: stored });
  const login = `person-${number++}`;
  const id = await createAccount(admin, login, role);
  const client = server.client();
  await signedIn(client, login);
  return { visitor: new Visitor(server, client), id, login, admin };
}

for (const stored of [true, false]) {
  const mode = stored ? 'stored' : 'signed';
  for (const [name, end] of Object.entries(ENDINGS)) {
    test(`${name} ends the pass, and a code that is under way (${mode} tokens)`, async () => {
      const given = await someone(stored);
      const { visitor } = given;
      if (name === 'reset') await setUpApp(server, visitor.client);
      await visitor.enter(WIKI);
      const { location } = await visitor.begin(WIKI);
      expect(await visitor.status(WIKI)).toBe(200);
      await end(given);
      expect(await visitor.status(WIKI)).toBe(401);
      const pass = visitor.pass(WIKI);
      expect((await visitor.there(WIKI, pathOf(location))).status).toBe(400);
      expect(visitor.pass(WIKI)).toBe(pass);
    });
  }

  test(`everyone signed out, and the end of its time (${mode} tokens)`, async () => {
    const { visitor } = await someone(stored);
    await visitor.enter(WIKI);
    await (await administrator(server)).data('mutation { revokeAllTokens(confirm: true) }');
    expect(await visitor.status(WIKI)).toBe(401);
    const later = await someone(stored);
    await later.visitor.enter(WIKI);
    server.clock.advance(400 * DAY);
    expect(await later.visitor.status(WIKI)).toBe(401);
  });

  test(`demotion: an administrators’ application no more, others still (${mode} tokens)`, async () => {
    const { visitor, id, admin } = await someone(stored, 'ADMIN');
    await visitor.enter(CONSOLE);
    await visitor.enter(WIKI);
    expect(await visitor.status(CONSOLE)).toBe(200);
    await admin.data('mutation ($id: ID!) { updateAccount(id: $id, input: { role: USER }) { id } }', { id });
    expect(await visitor.status(CONSOLE)).toBe(403);
    expect(await visitor.status(WIKI)).toBe(200);
  });

  test(`a second factor that is set up elsewhere ends the pass of a password alone (${mode} tokens)`, async () => {
    const { visitor, login } = await someone(stored);
    await visitor.enter(WIKI);
    const other = server.client();
    await signedIn(other, login);
    await setUpApp(server, other);
    expect(await visitor.status(WIKI)).toBe(401);
  });

  test(`whoever must enrol is not signed in (${mode} tokens)`, async () => {
    const { visitor, id, admin } = await someone(stored);
    await visitor.enter(WIKI);
    await updateSettings(admin, { enrolmentGraceDays: 0 });
    await admin.data(
      'mutation ($id: ID!) { updateAccount(id: $id, input: { requireTwoFactor: true }) { id } }',
      { id },
    );
    expect(await visitor.status(WIKI)).toBe(401);
    expect((await visitor.begin(WIKI)).location).toMatch(/^\/sign-in\?continue=/);
    await setUpApp(server, visitor.client);
    expect(await visitor.status(WIKI)).toBe(200);
  });

  test(`the pass names its session, not its secret, and knows what was proved since (${mode} tokens)`, async () => {
    const { visitor } = await someone(stored);
    await visitor.enter(WIKI);
    expect((await visitor.check(WIKI)).headers['x-latchkey-factor']).toBe('1fa');
    await setUpApp(server, visitor.client);
    expect((await visitor.check(WIKI)).headers['x-latchkey-factor']).toBe('2fa');
  });
}
