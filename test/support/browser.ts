import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core';

let chromiumOfWorker: Promise<Browser> | undefined;

/** One for all files that a worker runs; what they do with the clipboard stays apart from the other worker's. */
export const startChromium = (): Promise<Browser> => (chromiumOfWorker ??= launchChromium());

/** Closes what a file has opened in it. */
export async function leaveChromium(browser: Browser): Promise<void> {
  await Promise.all(browser.contexts().map((context) => context.close()));
}

/** One of the caller's own, to be closed by it. */
export async function launchChromium(...switches: string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium-headless-shell',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...switches,
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

/** A credential that is on an authenticator from before (Chromium's WebAuthn DevTools domain). */
export interface StoredCredential {
  credentialId: Buffer;
  /** What it is bound to: an RP ID, or the app id of a U2F key. */
  rpId: string;
  /** PKCS #8. */
  privateKey: Buffer;
  signCount: number;
  /** Of one that is discoverable. */
  userHandle?: Buffer;
}

/** A page of an origin, with one virtual authenticator plugged in (Chromium's WebAuthn DevTools domain). */
export class AuthenticatorPage {
  private constructor(
    private readonly context: BrowserContext,
    private readonly page: Page,
    private readonly devTools: CDPSession,
    private readonly authenticatorId: string,
  ) {}

  /** A page of the server that asks for nothing itself, as the dashboard would. */
  static async open(
    browser: Browser,
    url: string,
    options: AuthenticatorOptions,
  ): Promise<AuthenticatorPage> {
    const context = await browser.newContext();
    return AuthenticatorPage.openIn(context, `${url}/healthz`, options);
  }

  /** An empty page at a URL where nothing listens. */
  static async pretend(
    browser: Browser,
    url: string,
    options: AuthenticatorOptions,
  ): Promise<AuthenticatorPage> {
    const context = await browser.newContext();
    await context.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '' }));
    return AuthenticatorPage.openIn(context, url, options);
  }

  private static async openIn(
    context: BrowserContext,
    url: string,
    options: AuthenticatorOptions,
  ): Promise<AuthenticatorPage> {
    const page = await context.newPage();
    await page.goto(url);
    const devTools = await context.newCDPSession(page);
    await devTools.send('WebAuthn.enable');
    const { authenticatorId } = await devTools.send('WebAuthn.addVirtualAuthenticator', { options });
    return new AuthenticatorPage(context, page, devTools, authenticatorId);
  }

  async store({ credentialId, rpId, privateKey, signCount, userHandle }: StoredCredential): Promise<void> {
    await this.devTools.send('WebAuthn.addCredential', {
      authenticatorId: this.authenticatorId,
      credential: {
        credentialId: credentialId.toString('base64'),
        isResidentCredential: userHandle !== undefined,
        ...(userHandle && { userHandle: userHandle.toString('base64') }),
        rpId,
        privateKey: privateKey.toString('base64'),
        signCount,
      },
    });
  }

  /** How many credentials are on the authenticator. */
  async credentials(): Promise<number> {
    const { authenticatorId } = this;
    const { credentials } = await this.devTools.send('WebAuthn.getCredentials', { authenticatorId });
    return credentials.length;
  }

  /** Whether somebody touches the authenticator when it asks. */
  async touches(enabled: boolean): Promise<void> {
    const { authenticatorId } = this;
    await this.devTools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
  }

  /** Tells the browser which passkeys are left (WebAuthn L3 §5.1.10). */
  async signalAllAccepted(signal: Json): Promise<void> {
    await this.page.evaluate(
      (options) =>
        (
          PublicKeyCredential as unknown as { signalAllAcceptedCredentials(options: object): Promise<void> }
        ).signalAllAcceptedCredentials(options),
      signal,
    );
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

  /** navigator.credentials.get, likewise; `conditional` is how autofill asks. */
  async get(options: Json, mediation: 'optional' | 'conditional' = 'optional'): Promise<Json> {
    return this.page.evaluate(
      async ([json, how]) => {
        const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
          json as unknown as PublicKeyCredentialRequestOptionsJSON,
        );
        const credential = (await navigator.credentials.get({
          publicKey,
          mediation: how,
        })) as PublicKeyCredential;
        return credential.toJSON() as unknown as Record<string, unknown>;
      },
      [options, mediation] as const,
    );
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}
