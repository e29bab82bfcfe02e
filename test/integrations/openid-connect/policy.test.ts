import * as oidc from 'openid-client';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createApplication } from '../../support/applications.js';
import type { Client } from '../../support/client.js';
import {
  administrator,
  challengeFor,
  createAccount,
  protectedAccount,
  setUpApp,
  signedIn,
  signInWithCode,
  updateSettings,
} from '../../support/flows.js';
import {
  begin,
  Browser,
  enter,
  redeem,
  type RelyingParty,
  relyingParty,
} from '../../support/openid-connect.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const [ONE, TWO] = ['urn:latchkey:acr:1fa', 'urn:latchkey:acr:2fa'];
const SCOPE = { scope: 'openid profile' };
const CONTEXT = 'query ($to: String!) { signInContext(to: $to) { application needs } }';

let server: TestServer;
let admin: Client;
let open: RelyingParty;
/** It demands a second factor. */
let strict: RelyingParty;
let made = 0;

beforeAll(async () => {
  server = await startTestServer();
  admin = await administrator(server);
  const party = async (input: object) => {
    const { application, clientSecret } = await createApplication(admin, { ...input });
    const credentials = { clientId: application.clientId, secret: clientSecret };
    server.clock.advance(2000);
    return relyingParty(server, credentials);
  };
  open = await party({ name: 'Open' });
  strict = await party({ name: 'Strict', requireSecondFactor: true });
});
beforeEach(async () => {
  admin = await administrator(server);
  await updateSettings(admin, { disabled: false, storeAuthTokenInDB: true });
});
afterAll(() => server.stop());

const MODES = ['stored', 'signed'] as const;
const inMode = (mode: (typeof MODES)[number]) =>
  updateSettings(admin, { storeAuthTokenInDB: mode === 'stored' });

const works = async ({ access_token: token }: { access_token: string }): Promise<boolean> =>
  (await fetch(`${server.url}/oauth2/userinfo`, { headers: { authorization: `Bearer ${token}` } })).ok;

async function signedInBrowser(login: string): Promise<Browser> {
  const client = server.client();
  await signedIn(client, login);
  return new Browser(server, client);
}

const goOn = (browser: Browser, to: string) => browser.follow(`/auth/continue?to=${encodeURIComponent(to)}`);

test.each(MODES)(
  'while two-factor is switched off, an application that demands a second factor lets people in, and is told by what (%s sessions)',
  async (mode) => {
    await inMode(mode);
    const login = `protected ${++made}`;
    const { secret } = await protectedAccount(server, admin, login);
    const proved = server.client();
    await signInWithCode(server, proved, login, secret);
    const before = await enter(strict, new Browser(server, proved), SCOPE);
    expect(before.claims()).toMatchObject({ acr: TWO, amr: ['pwd', 'otp', 'mfa'] });
    const plain = `plain ${made}`;
    await createAccount(admin, plain);
    await updateSettings(admin, { disabled: true });
    const given = [];
    for (const one of [login, plain]) {
      const browser = await signedInBrowser(one);
      // Nobody can prove more, whatever is asked for.
      const tokens = await enter(strict, browser, { ...SCOPE, acr_values: TWO });
      expect(tokens.claims()).toMatchObject({ acr: ONE, amr: ['pwd'] });
      const refreshed = await oidc.refreshTokenGrant(strict.configuration, tokens.refresh_token!);
      expect(refreshed.claims()).toMatchObject({ acr: ONE });
      given.push(tokens, refreshed);
    }
    // What was proved before is still true.
    expect(
      (await enter(strict, new Browser(server, proved), { ...SCOPE, prompt: 'none' })).claims(),
    ).toMatchObject({ acr: TWO });
    // It is demanded again as soon as somebody could have one, also of what was given meanwhile.
    await updateSettings(await administrator(server), { disabled: false });
    for (const tokens of given) {
      expect(await works(tokens)).toBe(false);
      await expect(oidc.refreshTokenGrant(strict.configuration, tokens.refresh_token!)).rejects.toMatchObject(
        { error: 'invalid_grant' },
      );
    }
    expect(await works(before)).toBe(true);
  },
);

test.each(MODES)(
  'of whom a second factor is demanded, nobody enters before it is set up, and then they go on (%s sessions)',
  async (mode) => {
    await inMode(mode);
    const login = `demanded ${++made}`;
    const id = await createAccount(admin, login);
    const browser = await signedInBrowser(login);
    const early = await enter(open, browser, SCOPE);
    await updateSettings(admin, { enrolmentGraceDays: 0 });
    await admin.data(
      'mutation ($id: ID!) { updateAccount(id: $id, input: { requireTwoFactor: true }) { id } }',
      { id },
    );
    expect(await browser.client.code('{ myTokens { id } }')).toBe('ENROLMENT_REQUIRED');
    // Nor does what was given before work.
    expect(await works(early)).toBe(false);
    const begun = await begin(open, SCOPE);
    const { url } = await browser.follow(begun.url.href);
    const to = url.searchParams.get('continue')!;
    expect(await browser.client.data(CONTEXT, { to })).toEqual({
      signInContext: { application: 'Open', needs: 'SIGN_IN' },
    });
    expect((await goOn(browser, to)).url.pathname).toBe('/sign-in');
    await setUpApp(server, browser.client);
    expect(await browser.client.data(CONTEXT, { to })).toEqual({
      signInContext: { application: 'Open', needs: 'ENTER' },
    });
    const { left } = await goOn(browser, to);
    expect((await redeem(open, begun, left!)).claims()).toMatchObject({ sub: id, acr: TWO });
  },
);

test('an application that demands a second factor has it set up, and then lets the person in', async () => {
  const login = `without ${++made}`;
  const id = await createAccount(admin, login);
  const browser = await signedInBrowser(login);
  const silent = await browser.follow((await begin(strict, { ...SCOPE, prompt: 'none' })).url.href);
  expect(silent.left?.searchParams.get('error')).toBe('login_required');
  const begun = await begin(strict, SCOPE);
  const { url } = await browser.follow(begun.url.href);
  const to = url.searchParams.get('continue')!;
  expect(await browser.client.data(CONTEXT, { to })).toEqual({
    signInContext: { application: 'Strict', needs: 'ENROL' },
  });
  await setUpApp(server, browser.client);
  const { left } = await goOn(browser, to);
  expect((await redeem(strict, begun, left!)).claims()).toMatchObject({ sub: id, acr: TWO });
});

test.each(MODES)(
  'a temporary code of an administrator is worth a second factor to applications, for as long as it is good (%s sessions)',
  async (mode) => {
    await inMode(mode);
    const login = `forgot the phone ${++made}`;
    const { id } = await protectedAccount(server, admin, login);
    const { issueBypassCode } = await admin.data<{ issueBypassCode: { code: string } }>(
      'mutation ($id: ID!) { issueBypassCode(accountId: $id, hours: 1, uses: 2) { code } }',
      { id },
    );
    const client = server.client();
    const { challenge } = await challengeFor(client, login);
    await client.data(
      'mutation ($challenge: String!, $code: String!) { verifyBypassCode(challenge: $challenge, code: $code) { token } }',
      { challenge, code: issueBypassCode.code },
    );
    const browser = new Browser(server, client);
    const asked = await enter(open, browser, { ...SCOPE, acr_values: TWO });
    expect(asked.claims()).toMatchObject({ sub: id, acr: TWO, amr: ['pwd', 'otp', 'mfa'] });
    const demanded = await enter(strict, browser, SCOPE);
    expect(demanded.claims()).toMatchObject({ sub: id, acr: TWO, amr: ['pwd', 'otp', 'mfa'] });
    const refreshed = await oidc.refreshTokenGrant(strict.configuration, demanded.refresh_token!);
    expect(refreshed.claims()).toMatchObject({ acr: TWO });
    expect(await works(refreshed)).toBe(true);
    await admin.data('mutation ($id: ID!) { withdrawBypassCode(accountId: $id) }', { id });
    expect(await works(refreshed)).toBe(false);
    await expect(
      oidc.refreshTokenGrant(strict.configuration, refreshed.refresh_token!),
    ).rejects.toMatchObject({ error: 'invalid_grant' });
  },
);

test('who enters what, with which scopes, is in the audit log, once for each time', async () => {
  const login = `audited ${++made}`;
  const id = await createAccount(admin, login);
  const browser = await signedInBrowser(login);
  const events = async () => {
    const { auditEvents } = await admin.data<{ auditEvents: { items: object[] } }>(
      'query ($id: ID!) { auditEvents(filter: { action: "oidc.authorized", actorId: $id }) { items { actorLogin details } } }',
      { id },
    );
    return auditEvents.items;
  };
  // Who is stopped has entered nothing.
  await browser.follow((await begin(strict, SCOPE)).url.href);
  expect(await events()).toEqual([]);
  await enter(open, browser, { scope: 'openid email' });
  await enter(open, browser, SCOPE);
  expect(await events()).toEqual(
    ['openid profile', 'openid email'].map((scope) => ({
      actorLogin: login,
      details: { applicationId: expect.any(String) as string, name: 'Open', scope },
    })),
  );
});
