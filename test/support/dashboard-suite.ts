import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { type AuthenticatorOptions, leaveChromium, startChromium } from './browser.js';
import type { Client } from './client.js';
import { Dashboard } from './dashboard.js';
import { administrator, PASSWORD, signedIn, signInWithCode, STEP } from './flows.js';
import { ADMIN, startTestServer, type TestServer } from './server.js';
import { appCode } from './totp.js';

/** This device itself, with a fingerprint. */
export const LAPTOP: AuthenticatorOptions = {
  protocol: 'ctap2',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
};
export const USB: AuthenticatorOptions = { protocol: 'ctap2', transport: 'usb' };

/** Longer than a proof is good for. */
const PROOF_IS_STALE = 11 * 60_000;

/** As headless Chromium introduces itself. */
const userAgentOf = (browser: Browser): string =>
  `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/${browser.version()} Safari/537.36`;

/** One browser and one server for the tests of a file, and a dashboard for each, which must end without problems. */
export class DashboardSuite {
  browser!: Browser;
  server!: TestServer;
  /** The first administrator, who has just signed in. */
  admin!: Client;
  dashboard!: Dashboard;

  constructor(env: () => Record<string, string> = () => ({})) {
    beforeAll(async () => {
      [this.browser, this.server] = await Promise.all([startChromium(), startTestServer(env())]);
    });
    beforeEach(async () => {
      this.admin = await administrator(this.server);
    });
    afterEach(async () => {
      this.dashboard.expectNoProblems();
      await this.dashboard.close();
    });
    afterAll(async () => {
      await leaveChromium(this.browser);
      await this.server.stop();
    });
  }

  get page(): Page {
    return this.dashboard.page;
  }

  /**
   * A browser in which somebody has signed in, by password and the app's code where there is a secret, on the page
   * that is asked for. How it looks to sign in is tested in dashboard/sign-in.
   */
  async open(login: string, path: string, secret?: string): Promise<Page> {
    const client = this.server.client({ userAgent: userAgentOf(this.browser) });
    const password = login === ADMIN.login ? ADMIN.password : PASSWORD;
    if (secret === undefined) await signedIn(client, login, password);
    else await signInWithCode(this.server, client, login, secret, false, password);
    this.dashboard = await Dashboard.open(this.browser, this.server, { path, cookies: client.cookies });
    // A dialog that opens by itself hides the page from those who listen to it.
    await this.page.getByRole('button', { name: /^Your account/, includeHidden: true }).waitFor();
    return this.page;
  }

  /** The app's code of now; the next one is another. */
  codeOf(secret: string): string {
    const code = appCode(secret, this.server.clock.now());
    this.server.clock.advance(STEP);
    return code;
  }

  /** From now on, what changes anything asks for proof again. */
  letProofGoStale(): void {
    this.server.clock.advance(PROOF_IS_STALE);
  }

  /** A row of a list, by any text in it. */
  row(text: string | RegExp): Locator {
    return this.page.getByRole('row').filter({ hasText: text });
  }

  /** Chooses from the menu of a row. */
  async choose(row: string, action: string): Promise<void> {
    await this.page.getByRole('button', { name: `Actions for ${row}` }).click();
    await this.page.getByRole('menuitem', { name: action, exact: true }).click();
  }

  /** The question that is on the screen, with this title. */
  question(title: string | RegExp): Locator {
    return this.page.getByRole('alertdialog', { name: title });
  }

  /** Answers it with yes. */
  async confirm(title: string | RegExp, button: string): Promise<void> {
    await this.question(title).getByRole('button', { name: button, exact: true }).click();
  }

  /** What is said in passing when something was done. */
  async told(text: string | RegExp): Promise<void> {
    await this.page.getByRole('alert').filter({ hasText: text }).waitFor();
  }

  /** The sign-in page, at the person's own wish: it neither says that the session has ended, nor asks to sign in again. */
  async isSignedOut(): Promise<void> {
    await this.page.waitForURL('**/sign-in');
    await this.page.getByLabel('Login').waitFor();
    expect(await this.page.getByText('Your session has ended').count()).toBe(0);
  }
}
