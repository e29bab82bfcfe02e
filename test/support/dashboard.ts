import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type axe from 'axe-core';
import type { Browser, BrowserContext, CDPSession, Locator, Page } from 'playwright-core';
import { expect, TestRunner } from 'vitest';
import type { AuthenticatorOptions } from './browser.js';
import type { Client } from './client.js';
import type { TestServer } from './server.js';

const SCREENSHOTS = 'test/dashboard/screenshots';
// Pictures of every page are for people: `npm run screenshots`.
const takesPictures = process.env['SCREENSHOTS'] === 'on';

/** WCAG 2.2 AA, and what axe calls best practice. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What a colour scheme can break. */
const RULES_OF_COLOURS = ['color-contrast', 'link-in-text-block'];

// Each width and each scheme is judged by all rules once; structure does not depend on colours. A phone in light has the
// colours of the wide page and the structure of a phone in dark: people look at it, and axe only then.
const LOOKS = [
  { width: 1280, colorScheme: 'light', rules: RULES },
  { width: 1280, colorScheme: 'dark', rules: RULES_OF_COLOURS },
  { width: 360, colorScheme: 'dark', rules: RULES },
  ...(takesPictures ? [{ width: 360, colorScheme: 'light', rules: RULES_OF_COLOURS } as const] : []),
] as const;

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The dashboard in a browser of its own; whatever the console or the policy complains of fails the test. */
export class Dashboard {
  /** Errors of the console, of scripts, and breaches of the content security policy. */
  readonly problems: string[] = [];
  private authenticators: CDPSession | undefined;

  private constructor(
    readonly server: TestServer,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async open(
    browser: Browser,
    server: TestServer,
    options: { locale?: string; path?: string; width?: number; cookies?: Client['cookies'] } = {},
  ): Promise<Dashboard> {
    const context = await browser.newContext({
      locale: options.locale ?? 'en-GB',
      viewport: { width: options.width ?? 1280, height: 900 },
      reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await context.addCookies(
      [...(options.cookies ?? [])].map(([name, value]) => ({ name, value, url: server.url })),
    );
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    const dashboard = new Dashboard(server, context, page);
    page.on('pageerror', (error) => dashboard.problems.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') dashboard.problems.push(message.text());
    });
    await page.exposeFunction('reportViolation', (text: string) => dashboard.problems.push(text));
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        const { reportViolation } = window as unknown as { reportViolation: (text: string) => void };
        reportViolation(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
      });
    });
    await page.goto(server.url + (options.path ?? '/'));
    return dashboard;
  }

  /** Plugs in one more authenticator. */
  async plugIn(options: AuthenticatorOptions): Promise<{ credentials(): Promise<number> }> {
    if (!this.authenticators) {
      this.authenticators = await this.context.newCDPSession(this.page);
      await this.authenticators.send('WebAuthn.enable');
    }
    const { authenticators } = this;
    const key = await authenticators.send('WebAuthn.addVirtualAuthenticator', { options });
    return {
      credentials: async () => (await authenticators.send('WebAuthn.getCredentials', key)).credentials.length,
    };
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name });
  }

  heading(name: string | RegExp): Locator {
    return this.page.getByRole('heading', { name });
  }

  async enterPassword(login: string, password: string): Promise<void> {
    await this.page.getByLabel('Login').fill(login);
    await this.page.getByLabel('Password', { exact: true }).fill(password);
    await this.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  }

  /** axe on the page as it is, wide and narrow, light and dark. */
  async inspect(name: string): Promise<void> {
    const size = this.page.viewportSize();
    await this.shown();
    if (!(await this.page.evaluate(() => 'axe' in window))) await this.page.evaluate(AXE);
    expect(await this.namesakes(), `buttons of one list of ${name} that share a name`).toEqual([]);
    for (const { width, colorScheme, rules } of LOOKS) {
      await this.page.emulateMedia({ colorScheme });
      await this.page.setViewportSize({ width, height: 900 });
      await this.settled(colorScheme);
      if (takesPictures) {
        const isCovered = (await this.page.locator('.MuiModal-root').count()) > 0;
        await this.picture(`${name}-${width}-${colorScheme}`, !isCovered);
      }
      expect(await this.overflow(), `${name} at ${width} px is wider than the screen`).toBe(0);
      expect(await this.squeezed(), `texts of ${name} at ${width} px of a word a line`).toEqual([]);
      expect(await this.violations(rules), `axe on ${name}, ${width} px, ${colorScheme}`).toEqual([]);
    }
    await this.page.emulateMedia({ colorScheme: 'light' });
    if (size) await this.page.setViewportSize(size);
  }

  /** Buttons of one list that share an accessible name, though each does its own thing. */
  private namesakes(): Promise<string[]> {
    return this.page.evaluate(() => {
      const nameOf = (button: Element) =>
        button.getAttribute('aria-label') ?? button.textContent.replace(/\s+/g, ' ').trim();
      return [...document.querySelectorAll('ul, ol, table, [role=list]')].flatMap((list) => {
        const names = [...list.querySelectorAll('button, [role=button]')].map(nameOf);
        return names.filter((name, place) => names.indexOf(name) !== place);
      });
    });
  }

  /** That nothing is wider than a phone, and no text is missing. For pages inspected elsewhere. */
  async fits(name: string): Promise<void> {
    const size = this.page.viewportSize();
    await this.page.setViewportSize({ width: 360, height: 900 });
    await this.settled('light');
    if (takesPictures) await this.picture(`${name}-360-light`, true);
    expect(await this.overflow(), `${name} is wider than the screen`).toBe(0);
    expect(await this.page.locator('body').innerText(), name).not.toMatch(/%\{|\|{4}|\b(admin|security)\.\w/);
    if (size) await this.page.setViewportSize(size);
  }

  /** For tests that break something on purpose. */
  forgive(problem: RegExp): void {
    const others = this.problems.filter((each) => !problem.test(each));
    this.problems.splice(0, this.problems.length, ...others);
  }

  expectNoProblems(): void {
    expect(this.problems).toEqual([]);
  }

  /** Leaves a picture of the page as it was when its test failed. */
  async close(): Promise<void> {
    const test = TestRunner.getCurrentTest();
    if (test?.result?.state === 'fail' && !this.page.isClosed()) {
      const name = `failed/${test.name.replace(/[^\p{L}\d]+/gu, '-').slice(0, 80)}`;
      process.stderr.write(`Picture of the failure: ${await this.picture(name, true)}\n`);
    }
    await this.context.close();
  }

  /** Of a state that `inspect` does not know, for people. */
  async show(name: string): Promise<void> {
    if (takesPictures) await this.picture(name, true);
  }

  private async picture(name: string, fullPage: boolean): Promise<string> {
    const path = join(SCREENSHOTS, `${name}.png`);
    // What stays in place while one scrolls would be in the middle of a picture of the whole page.
    if (fullPage) await this.page.evaluate(() => window.scrollTo(0, 0));
    await this.page.screenshot({ path, fullPage });
    return path;
  }

  /** The page itself: neither its first look, which stays until it is there, nor what turns while parts of it come. */
  private async shown(): Promise<void> {
    await this.page.waitForFunction(() => {
      const shows = (what: string) =>
        [...document.querySelectorAll(what)].some((element) => element.checkVisibility());
      return (
        // What stands above a page is there before the page is.
        shows('h1, [role=dialog], [role=alertdialog]') && !shows('[data-early], .lk-wait[role=progressbar]')
      );
    });
  }

  /** The theme has followed, and colours have ended their way through what inherits them. */
  private async settled(colorScheme: 'light' | 'dark'): Promise<void> {
    await this.page.waitForFunction(
      (expected) =>
        getComputedStyle(document.documentElement).colorScheme === expected &&
        document.fonts.status === 'loaded' &&
        document.getAnimations().every(({ playState }) => playState !== 'running'),
      colorScheme,
    );
    // Charts measure themselves after that.
    await this.page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
  }

  private overflow(): Promise<number> {
    return this.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
  }

  /** Texts that what stands beside them leaves no room for. */
  private squeezed(): Promise<string[]> {
    return this.page.evaluate(() => {
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const found: string[] = [];
      while (texts.nextNode()) {
        const range = document.createRange();
        range.selectNodeContents(texts.currentNode);
        const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
        const isPreformatted = texts.currentNode.parentElement?.closest('pre');
        if (lines > 4 && !isPreformatted && range.getBoundingClientRect().width < 120) {
          found.push(texts.currentNode.textContent ?? '');
        }
      }
      return found;
    });
  }

  private async violations(rules: readonly string[]): Promise<string[]> {
    const runOnly = { type: rules === RULES ? ('tag' as const) : ('rule' as const), values: [...rules] };
    return this.page.evaluate(async (given) => {
      const { axe: inPage } = window as unknown as { axe: typeof axe };
      // A menu that floats above the page belongs to no landmark; it may have come a moment ago.
      const region = { enabled: given.type === 'tag' && !document.querySelector('.MuiModal-root') };
      const { violations } = await inPage.run({
        runOnly: given,
        rules: { region },
        // What passes need not be told, which costs as much as finding out.
        resultTypes: ['violations'],
        preload: false,
      });
      return violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
      );
    }, runOnly);
  }
}
