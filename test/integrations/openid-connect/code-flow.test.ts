import * as oidc from 'openid-client';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createApplication } from '../../support/applications.js';
import type { Client } from '../../support/client.js';
import { administrator, createAccount, signedIn } from '../../support/flows.js';
import {
  begin,
  Browser,
  enter,
  redeem,
  type RelyingParty,
  relyingParty,
} from '../../support/openid-connect.js';
import { startTestServer, type TestServer } from '../../support/server.js';

let server: TestServer;
let admin: Client;
let party: RelyingParty;
let id: string;
const said: string[] = [];

beforeAll(async () => {
  for (const method of ['info', 'warn'] as const) {
    vi.spyOn(console, method).mockImplementation((line: unknown) => void said.push(String(line)));
  }
  server = await startTestServer();
  admin = await administrator(server);
  id = await createAccount(admin, 'anna');
  const { application, clientSecret } = await createApplication(admin, {
    scopes: ['openid', 'profile', 'email', 'mail'],
  });
  server.clock.advance(2000);
  party = await relyingParty(server, { clientId: application.clientId, secret: clientSecret });
});
afterAll(async () => {
  await server.stop();
  vi.restoreAllMocks();
});

async function browserOf(login: string): Promise<Browser> {
  const client = server.client();
  await signedIn(client, login);
  return new Browser(server, client);
}

test('who is signed in enters in one hop, and the application is told who it is', async () => {
  const browser = await browserOf('anna');
  const begun = await begin(party);
  const { left, hops } = await browser.follow(begun.url.href);
  expect(hops).toBe(1);
  const tokens = await redeem(party, begun, left!);
  expect(tokens.claims()).toMatchObject({
    iss: server.url,
    sub: id,
    acr: 'urn:latchkey:acr:1fa',
    amr: ['pwd'],
  });
  expect(tokens.claims()).not.toHaveProperty('preferred_username');
  expect(tokens.token_type).toBe('bearer');
  const about = await oidc.fetchUserInfo(party.configuration, tokens.access_token, id);
  expect(about).toEqual({ sub: id, preferred_username: 'anna', name: 'anna' });
});

test('who is not signed in is sent to the sign-in page, and from there back to the application', async () => {
  const client = server.client();
  const browser = new Browser(server, client);
  const begun = await begin(party);
  const { url } = await browser.follow(begun.url.href);
  expect(url.pathname).toBe('/sign-in');
  const to = url.searchParams.get('continue')!;
  expect(to).toMatch(/^\/oauth2\/interaction\/[\w-]+$/);
  const context = () =>
    client.data<object>('query ($to: String!) { signInContext(to: $to) { application needs } }', { to });
  expect(await context()).toEqual({ signInContext: { application: 'Webmail', needs: 'SIGN_IN' } });
  await signedIn(client, 'anna');
  expect(await context()).toEqual({ signInContext: { application: 'Webmail', needs: 'ENTER' } });
  const { left } = await browser.follow(`/auth/continue?to=${encodeURIComponent(to)}`);
  const tokens = await redeem(party, begun, left!);
  expect(tokens.claims()).toMatchObject({ sub: id });
});

test('refreshed, and what was revoked is refused', async () => {
  const browser = await browserOf('anna');
  const tokens = await enter(party, browser);
  const refreshed = await oidc.refreshTokenGrant(party.configuration, tokens.refresh_token!);
  expect(await oidc.fetchUserInfo(party.configuration, refreshed.access_token, id)).toMatchObject({
    sub: id,
  });
  expect(refreshed.claims()).toMatchObject({ sub: id });
  await oidc.tokenRevocation(party.configuration, refreshed.refresh_token ?? tokens.refresh_token!);
  await expect(oidc.fetchUserInfo(party.configuration, refreshed.access_token, id)).rejects.toThrow();
  await expect(oidc.refreshTokenGrant(party.configuration, tokens.refresh_token!)).rejects.toThrow();
});

test('the library has nothing to warn of', () => {
  // Of Node 20 it warns when it is loaded, whatever the configuration.
  expect(
    said.filter((line) => line.includes('oidc-provider') && !line.includes('Unsupported runtime')),
  ).toEqual([]);
});
