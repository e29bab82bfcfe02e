import type { BrowserContext, Page } from 'playwright-core';
import { beforeEach, expect, test } from 'vitest';
import { Dashboard } from '../support/dashboard.js';
import { DashboardSuite, LAPTOP } from '../support/dashboard-suite.js';
import {
  backupCodes,
  createAccount,
  PASSWORD,
  protectedAccount,
  signInWithCode,
  updateSettings,
} from '../support/flows.js';
import { type Json, KEYS } from '../support/security-keys.js';

const DAY = 24 * 60 * 60_000;
const OFFER = 'Sign in faster next time';
const TO = `/sign-in?continue=${encodeURIComponent('/auth/forward/start?host=wiki.example.org')}`;

const suite = new DashboardSuite();
beforeEach(() => updateSettings(suite.admin, { offerPasskeys: 'ASK' }));

let people = 0;
const person = async () => {
  const login = `person${++people}@example.org`;
  return { login, ...(await protectedAccount(suite.server, suite.admin, login)) };
};
type Person = Awaited<ReturnType<typeof person>>;

/** Where the server goes on from there is its own matter. */
const standIn = (context: BrowserContext): Promise<unknown> =>
  context.route('**/auth/continue**', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>On</title><h1>Gone on</h1>' }),
  );
const hasGoneOn = (): Promise<void> => suite.dashboard.heading('Gone on').waitFor();

/** On a laptop with a fingerprint reader, unless there is to be none. */
async function open(hasReader = true): Promise<Page> {
  suite.dashboard = await Dashboard.open(suite.browser, suite.server, { path: '/healthz' });
  await standIn(suite.dashboard.context);
  if (hasReader) await suite.dashboard.plugIn(LAPTOP);
  // Without suggestions, which the virtual authenticator would take by itself.
  await suite.page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
  });
  return suite.page;
}

/** Signed out before, if need be. */
async function signIn({ login, secret }: Person, path = '/sign-in'): Promise<void> {
  await suite.dashboard.context.clearCookies();
  await suite.page.goto(suite.server.url + path);
  await suite.dashboard.enterPassword(login, PASSWORD);
  await suite.page.getByLabel('Six-digit code').fill(suite.codeOf(secret));
}

const offer = () => suite.page.getByRole('alert').filter({ hasText: OFFER });
const keysOf = async ({ client }: Person): Promise<Json[]> =>
  (await client.data<{ me: { twoFactor: { securityKeys: Json[] } } }>(KEYS)).me.twoFactor.securityKeys;

test('a passkey that is offered after a sign-in is created with one click, signs in, and is offered no more', async () => {
  const owner = await person();
  const page = await open();
  await signIn(owner);
  await offer().waitFor();
  await suite.dashboard.inspect('passkey-offer');
  await suite.dashboard.button('Create a passkey').click();
  await suite.told('Passkey created.');
  expect(await keysOf(owner)).toMatchObject([{ transports: ['internal'] }]);
  expect(await offer().count()).toBe(0);

  await suite.dashboard.context.clearCookies();
  await page.goto(suite.server.url + TO);
  await suite.dashboard.button('Sign in with a passkey').click();
  await hasGoneOn();
  await suite.dashboard.context.clearCookies();
  await page.goto(suite.server.url + TO);
  await suite.dashboard.enterPassword(owner.login, PASSWORD);
  await page.getByLabel('Six-digit code').fill(suite.codeOf(owner.secret));
  await hasGoneOn();
});

test('on the way to an application it is a step that can be skipped, and comes again in a month', async () => {
  const owner = await person();
  const page = await open();
  await signIn(owner, TO);
  await suite.dashboard.heading(OFFER).waitFor();
  await suite.dashboard.inspect('passkey-offer-onward');
  await suite.dashboard.button('Not now').click();
  await hasGoneOn();
  await signIn(owner, TO);
  await hasGoneOn();

  await page.clock.setSystemTime(Date.now() + 31 * DAY);
  await signIn(owner, TO);
  await suite.dashboard.heading(OFFER).waitFor();
});

test('a device that is not to be asked never is, but for somebody else on it; once created, one has gone on', async () => {
  const owner = await person();
  const page = await open();
  await signIn(owner, TO);
  await suite.dashboard.button('Don’t ask on this device').click();
  await hasGoneOn();
  await page.clock.setSystemTime(Date.now() + 365 * DAY);
  await signIn(owner, TO);
  await hasGoneOn();
  await signIn(await person(), TO);
  await suite.dashboard.button('Create a passkey').click();
  await hasGoneOn();
});

test('on a trusted device the second factor is asked for before a passkey is created', async () => {
  const owner = await person();
  const trusted = suite.server.client();
  await signInWithCode(suite.server, trusted, owner.login, owner.secret, true);
  const page = await open();
  await signIn(owner, '/sign-in');
  await suite.dashboard.button('Don’t ask on this device').click();
  await page.evaluate(() => localStorage.clear());
  await suite.dashboard.context.clearCookies();
  await suite.dashboard.context.addCookies(
    [...trusted.cookies]
      .filter(([name]) => name !== 'latchkey')
      .map(([name, value]) => ({ name, value, url: suite.server.url })),
  );
  await page.goto(suite.server.url + TO);
  await suite.dashboard.enterPassword(owner.login, PASSWORD);
  await suite.dashboard.button('Create a passkey').click();
  await page.getByRole('dialog', { name: 'Confirm it’s you' }).waitFor();
  await page.getByLabel('Six-digit code').fill(suite.codeOf(owner.secret));
  await hasGoneOn();
  expect(await keysOf(owner)).toHaveLength(1);
});

test('a device that has one already says so, and a request that was cancelled can be tried again', async () => {
  const owner = await person();
  const page = await open();
  await signIn(owner);
  await page.evaluate(() => {
    const create = navigator.credentials.create.bind(navigator.credentials);
    navigator.credentials.create = () => {
      navigator.credentials.create = create;
      return Promise.reject(new DOMException('', 'NotAllowedError'));
    };
  });
  await suite.dashboard.button('Create a passkey').click();
  await offer().getByText('The request was cancelled or took too long.').waitFor();
  await suite.dashboard.inspect('passkey-offer-cancelled');
  await suite.dashboard.button('Create a passkey').click();
  await suite.told('Passkey created.');

  await page.evaluate(() => localStorage.clear());
  await suite.dashboard.context.clearCookies();
  await page.goto(`${suite.server.url}/sign-in`);
  await suite.dashboard.enterPassword(owner.login, PASSWORD);
  await page.getByLabel('Six-digit code').fill(suite.codeOf(owner.secret));
  await suite.dashboard.button('Create a passkey').click();
  await suite.told('This device already has a passkey for your account.');
  expect(await keysOf(owner)).toHaveLength(1);
});

/** That the application is reached by itself proves that no step was shown. */
const PASSED_OVER: [string, () => Promise<void>][] = [
  [
    'on a device that can hold none',
    async () => {
      const owner = await person();
      await open(false);
      await signIn(owner, TO);
    },
  ],
  [
    'where the administrator has switched it off',
    async () => {
      const owner = await person();
      await updateSettings(suite.admin, { offerPasskeys: 'NEVER' });
      await open();
      await signIn(owner, TO);
    },
  ],
  [
    'without a second factor, which is recommended elsewhere',
    async () => {
      const login = `person${++people}@example.org`;
      await createAccount(suite.admin, login);
      await open();
      await suite.page.goto(suite.server.url + TO);
      await suite.dashboard.enterPassword(login, PASSWORD);
    },
  ],
  [
    'after a backup code',
    async () => {
      const { login, client } = await person();
      const [code = ''] = await backupCodes(client);
      await open();
      await suite.page.goto(suite.server.url + TO);
      await suite.dashboard.enterPassword(login, PASSWORD);
      await suite.dashboard.button('Use a backup code').click();
      await suite.page.getByLabel('Backup code').fill(code);
      await suite.dashboard.button('Confirm').click();
      await suite.page.getByText('You signed in with a backup code.').waitFor();
      await suite.dashboard.button('Continue').click();
    },
  ],
];
test.each(PASSED_OVER)('none is offered %s', async (_where, act) => {
  await act();
  await hasGoneOn();
});

/** Chromium’s virtual authenticator makes none by itself: the page is told that the browser can, and it asks it in the usual way. */
const makesByItself = (page: Page, how: 'well' | 'for another challenge' | 'not now'): Promise<unknown> =>
  page.addInitScript((manner) => {
    const create = navigator.credentials.create.bind(navigator.credentials);
    const capabilities = () => Promise.resolve({ conditionalCreate: true });
    const unknown: string[] = [];
    Object.assign(window, { unknown });
    Object.assign(PublicKeyCredential, {
      getClientCapabilities: capabilities,
      signalUnknownCredential: ({ credentialId }: { credentialId: string }) => {
        unknown.push(credentialId);
        return Promise.resolve();
      },
    });
    navigator.credentials.create = (options: CredentialCreationOptions & { mediation?: string } = {}) => {
      const { mediation, publicKey, ...rest } = options;
      if (mediation !== 'conditional') return create(options);
      if (manner === 'not now') return Promise.reject(new DOMException('', 'NotAllowedError'));
      const challenge = manner === 'well' ? publicKey!.challenge : new Uint8Array(32);
      return create({ ...rest, publicKey: { ...publicKey!, challenge } });
    };
  }, how);

test('where it is wanted so, a browser that can saves a passkey by itself, tells of it, and it can be undone', async () => {
  await updateSettings(suite.admin, { offerPasskeys: 'SAVE' });
  const owner = await person();
  const page = await open();
  await makesByItself(page, 'well');
  await signIn(owner);
  await suite.told('A passkey was saved on this device');
  await suite.dashboard.inspect('passkey-saved');
  expect(await keysOf(owner)).toHaveLength(1);
  await suite.dashboard.button('Undo').click();
  await suite.told('The passkey was removed.');
  expect(await keysOf(owner)).toEqual([]);
  // Once is enough.
  await signIn(owner, TO);
  await hasGoneOn();
});

test('on the way to an application it is told before one goes on', async () => {
  await updateSettings(suite.admin, { offerPasskeys: 'SAVE' });
  const another = await person();
  await makesByItself(await open(), 'well');
  await signIn(another, TO);
  await suite.dashboard.heading('A passkey was saved on this device').waitFor();
  await suite.dashboard.inspect('passkey-saved-onward');
  await suite.dashboard.button('Continue').click();
  await hasGoneOn();
  expect(await keysOf(another)).toHaveLength(1);
});

test('a browser that will not is asked in the usual way, and forgets a passkey that the server does not take', async () => {
  await updateSettings(suite.admin, { offerPasskeys: 'SAVE' });
  const owner = await person();
  const page = await open();
  await makesByItself(page, 'not now');
  await signIn(owner);
  await offer().waitFor();

  await makesByItself(page, 'for another challenge');
  await signIn(owner);
  await offer().waitFor();
  expect(await page.evaluate(() => (window as unknown as { unknown: string[] }).unknown)).toHaveLength(1);
  expect(await keysOf(owner)).toEqual([]);
  suite.dashboard.forgive(/Failed to load resource/);
});
