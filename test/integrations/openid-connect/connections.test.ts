import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApplication } from '../../support/applications.js';
import type { Client } from '../../support/client.js';
import { administrator, createAccount, signedIn } from '../../support/flows.js';
import { Browser, enter, type RelyingParty, relyingParty } from '../../support/openid-connect.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const CONNECTED = `{ me { connectedApplications {
  applicationId name since scopes sessions { tokenId since current }
} } }`;

interface Shown {
  applicationId: string;
  name: string;
  since: string;
  scopes: string[];
  sessions: { tokenId: string; since: string; current: boolean }[];
}

let server: TestServer;
let mail: RelyingParty;
let files: RelyingParty;
let ids: Record<'mail' | 'files', string>;
let one: Client;
let two: Client;

beforeAll(async () => {
  server = await startTestServer();
  const admin = await administrator(server);
  const made = async (name: string) => {
    const { application, clientSecret } = await createApplication(admin, { name });
    const party = await relyingParty(server, { clientId: application.clientId, secret: clientSecret });
    return { id: application.id, party };
  };
  const [webmail, wiki] = [await made('Webmail'), await made('Files')];
  [mail, files, ids] = [webmail.party, wiki.party, { mail: webmail.id, files: wiki.id }];
  await createAccount(admin, 'anna');
  await createAccount(admin, 'bert');
  [one, two] = [server.client(), server.client()];
  await signedIn(one, 'anna');
  await signedIn(two, 'anna');
});
afterAll(() => server.stop());

const connected = async (client: Client): Promise<Shown[]> =>
  (await client.data<{ me: { connectedApplications: Shown[] } }>(CONNECTED)).me.connectedApplications;

const tokenOf = async (client: Client): Promise<string> => {
  const { myTokens } = await client.data<{ myTokens: { id: string; current: boolean }[] }>(
    '{ myTokens { id current } }',
  );
  return myTokens.find(({ current }) => current)!.id;
};

const works = async (token: string): Promise<boolean> =>
  (await fetch(`${server.url}/oauth2/userinfo`, { headers: { authorization: `Bearer ${token}` } })).ok;

test('a person sees which applications hold what of which sessions, and ends it', async () => {
  expect(await connected(one)).toEqual([]);
  const here = await enter(mail, new Browser(server, one), { scope: 'openid' });
  const since = new Date(server.clock.now()).toISOString();
  server.clock.advance(60_000);
  const there = await enter(mail, new Browser(server, two), { scope: 'openid profile' });
  const inFiles = await enter(files, new Browser(server, one), { scope: 'openid' });
  const later = new Date(server.clock.now()).toISOString();
  expect(await connected(one)).toEqual([
    {
      applicationId: ids.files,
      name: 'Files',
      since: later,
      scopes: ['openid'],
      sessions: [{ tokenId: await tokenOf(one), since: later, current: true }],
    },
    {
      applicationId: ids.mail,
      name: 'Webmail',
      since,
      scopes: ['openid', 'profile'],
      sessions: [
        { tokenId: await tokenOf(one), since, current: true },
        { tokenId: await tokenOf(two), since: later, current: false },
      ],
    },
  ]);

  const ended = { applicationId: ids.mail, tokenId: await tokenOf(two) };
  const end = `mutation ($applicationId: ID!, $tokenId: ID!) {
    endApplicationSession(applicationId: $applicationId, tokenId: $tokenId)
  }`;
  await one.data(end, ended);
  expect(await one.code(end, ended)).toBe('NOT_FOUND');
  expect([await works(here.access_token), await works(there.access_token)]).toEqual([true, false]);

  const disconnect = 'mutation ($id: ID!) { disconnectApplication(applicationId: $id) }';
  await one.data(disconnect, { id: ids.mail });
  expect([await works(here.access_token), await works(inFiles.access_token)]).toEqual([false, true]);
  expect((await connected(one)).map(({ name }) => name)).toEqual(['Files']);
  // The session itself goes on.
  expect(await one.data('{ me { login } }')).toEqual({ me: { login: 'anna' } });
});

test('nobody sees or ends what applications hold of others', async () => {
  const tokens = await enter(files, new Browser(server, one), { scope: 'openid' });
  const bert = server.client();
  await signedIn(bert, 'bert');
  expect(await connected(bert)).toEqual([]);
  const disconnect = 'mutation ($id: ID!) { disconnectApplication(applicationId: $id) }';
  expect(await bert.code(disconnect, { id: ids.files })).toBe('NOT_FOUND');
  expect(await works(tokens.access_token)).toBe(true);
});

test('what was given in a session that is over is not shown', async () => {
  await enter(mail, new Browser(server, two), { scope: 'openid' });
  await two.data('mutation { signOut }');
  expect((await connected(one)).map(({ name }) => name)).toEqual(['Files']);
});
