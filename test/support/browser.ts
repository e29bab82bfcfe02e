import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

export async function startChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export interface AuthenticatorOptions {
  protocol: 'ctap2' | 'u2f';
  transport: 'usb' | 'nfc' | 'ble' | 'internal';
  hasResidentKey?: boolean;
  hasUserVerification?: boolean;
  isUserVerified?: boolean;
  defaultBackupEligibility?: boolean;
  defaultBackupState?: boolean;
  automaticPresenceSimulation?: boolean;
}

type Json = Record<string, unknown>;

/** A page of an origin, with one virtual authenticator plugged in (Chromium's WebAuthn DevTools domain). */
export class AuthenticatorPage {
  private constructor(
    private readonly context: BrowserContext,
    private readonly page: Page,
  ) {}

  static async open(
    browser: Browser,
    url: string,
    options: AuthenticatorOptions,
  ): Promise<AuthenticatorPage> {
    const context = await browser.newContext();
    const page = await context.newPage();
    // A page of the origin without scripts of its own.
    await page.goto(`${url}/healthz`);
    const devTools = await context.newCDPSession(page);
    await devTools.send('WebAuthn.enable');
    await devTools.send('WebAuthn.addVirtualAuthenticator', { options });
    return new AuthenticatorPage(context, page);
  }

  /** navigator.credentials.create with options as the server sends them; rejects as the browser does. */
  async create(options: Json): Promise<Json> {
    return this.page.evaluate(async (json) => {
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
        json as unknown as PublicKeyCredentialCreationOptionsJSON,
      );
      const credential = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
      return credential.toJSON() as unknown as Record<string, unknown>;
    }, options);
  }

  /** navigator.credentials.get, likewise. */
  async get(options: Json): Promise<Json> {
    return this.page.evaluate(async (json) => {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
        json as unknown as PublicKeyCredentialRequestOptionsJSON,
      );
      const credential = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
      return credential.toJSON() as unknown as Record<string, unknown>;
    }, options);
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}
