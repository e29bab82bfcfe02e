import { generate } from 'otplib';
import { SECOND } from '../../server/platform/clock.js';
import { Refusal } from '../../server/platform/refusal.js';
import type { Services } from '../../server/app/services.js';
import type { SignedIn } from '../../server/sign-in/completion.js';
import type { SecondFactorRequired } from '../../server/sign-in/sign-in.service.js';
import { SoftAuthenticator } from '../support/authenticator.js';
import type { Browser } from './browsers.js';
import type { StoryClock } from './clock.js';
import type { Random } from './random.js';
import type { AccountProfile } from '../../server/platform/acting/account-profile.js';
import type { SigningInClient } from '../../server/platform/acting/client.js';
import type { Session } from '../../server/platform/acting/session.js';

/** What everyone in the demo shares. */
export interface Stage {
  services: Services;
  clock: StoryClock;
  random: Random;
  /** Of all accounts. */
  password: string;
  /** Where the server's pages will be: keys are bound to it. */
  origin: string;
}

type Keys = { key: SoftAuthenticator; name: string }[];

/** Somebody with an account, who does with it what people do, through the services that serve them. */
export class Person {
  secret: string | undefined;
  otpauthUri: string | undefined;
  readonly keys: Keys = [];
  backupCodes: string[] = [];
  readonly appPasswords: { password: string; scope: string }[] = [];

  constructor(
    private readonly stage: Stage,
    readonly account: AccountProfile,
    readonly browsers: Browser[],
  ) {}

  get atWork(): Browser {
    const [first] = this.browsers;
    if (!first) throw new Error(`${this.account.login} has no browser`);
    return first;
  }

  /** Opens the mail: by the session that is there, or by signing in. */
  async visit(browser = this.atWork): Promise<void> {
    const { services, random } = this.stage;
    if (random.chance(0.55) && (await this.session(browser))) return;
    if (random.chance(0.06)) await this.mistype(browser);
    if (this.secret !== undefined && random.chance(0.05)) await this.mistypeCode(browser);
    const session = await this.signIn(browser);
    if (random.chance(0.07)) await services.tokens.signOut(session);
  }

  /** With a browser of their own, if they have one. */
  async visitFromHome(): Promise<void> {
    const own = this.browsers.at(-1);
    if (own !== this.atWork) await this.visit(own);
  }

  /** The running session, used now; null when it has ended. */
  async session(browser = this.atWork): Promise<Session | null> {
    const { services } = this.stage;
    if (browser.token === undefined) return null;
    const session = await services.sessions.authenticate(browser.token, browser.ipAddress);
    await services.laterWrites.settle();
    return session;
  }

  /** The running session, or a new one. */
  async presentSession(): Promise<Session> {
    return (await this.session()) ?? (await this.signIn());
  }

  async signIn(
    browser = this.atWork,
    { trust = 0.45, phoneIsAtHome = this.stage.random.chance(0.05) } = {},
  ): Promise<Session> {
    const { services, clock, random, password } = this.stage;
    const client = clientOf(browser);
    const answer = await services.signIn.signIn({ login: this.account.login, password }, client);
    const signedIn =
      answer.outcome === 'signed-in'
        ? answer
        : await this.prove(answer, client, random.chance(trust), phoneIsAtHome);
    browser.secret = signedIn.deviceSecret;
    browser.token = signedIn.issued.token;
    clock.advance(random.between(2, 20) * SECOND);
    return signedIn.session;
  }

  /** A wrong password, which is noticed. */
  async mistype(browser = this.atWork): Promise<void> {
    const { clock, random } = this.stage;
    await this.guess('wrong horse', browser);
    clock.advance(random.between(5, 30) * SECOND);
  }

  /** Somebody, the person or not, tries a password that is wrong. */
  async guess(password: string, browser: Browser): Promise<void> {
    const { login } = this.account;
    const client = { ...clientOf(browser), heldToken: undefined };
    await refused(this.stage.services.signIn.signIn({ login, password }, client));
  }

  async mistypeCode(browser = this.atWork): Promise<void> {
    const { services, clock, random, password } = this.stage;
    const client = clientOf({ ...browser, secret: undefined });
    const answer = await services.signIn.signIn({ login: this.account.login, password }, client);
    if (answer.outcome !== 'second-factor-required') return;
    clock.advance(random.between(6, 20) * SECOND);
    await refused(
      services.secondStep.verifyCode('AUTHENTICATOR_APP', answer.challenge, '000000', false, client),
    );
    clock.advance(40 * SECOND);
  }

  async setUpApp(session: Session): Promise<void> {
    const { services, clock, random } = this.stage;
    const { secret, otpauthUri } = await services.authenticatorAppSetup.begin(session);
    this.secret = secret;
    this.otpauthUri = otpauthUri;
    clock.advance(random.between(30, 90) * SECOND);
    await services.authenticatorAppSetup.confirm(session, await this.code());
    clock.advance(31 * SECOND);
  }

  async addKey(session: Session, model: { name: string; aaguid: string; flags: number }): Promise<void> {
    const { services, clock, random, origin } = this.stage;
    const key = new SoftAuthenticator(origin);
    key.aaguid = Buffer.from(model.aaguid.replaceAll('-', ''), 'hex');
    key.flags |= model.flags;
    const options = await services.registration.begin(session, false);
    clock.advance(random.between(8, 30) * SECOND);
    const response = await key.create({ ...options });
    await services.registration.finish(session, model.name, response);
    this.keys.push({ key, name: model.name });
  }

  async createAppPassword(session: Session, name: string, scopes: string[]): Promise<void> {
    const { services } = this.stage;
    const { password } = await services.appPasswords.create(session, { name, scopes });
    this.appPasswords.push({ password, scope: scopes[0] ?? '' });
  }

  /** Their phone or mail program fetches what is new. */
  async fetchMail(): Promise<void> {
    const { services, random } = this.stage;
    if (this.appPasswords.length === 0) return;
    const { password, scope } = random.pick(this.appPasswords);
    const { ipAddress } = this.browsers.at(-1) ?? this.atWork;
    await services.backends.admit({ login: this.account.login, password, scope, ipAddress });
    await services.laterWrites.settle();
  }

  /** The app's code of now. */
  private async code(): Promise<string> {
    if (this.secret === undefined) throw new Error(`${this.account.login} has no app`);
    return generate({ secret: this.secret, epoch: Math.floor(this.stage.clock.now() / SECOND) });
  }

  private async prove(
    { challenge, methods }: SecondFactorRequired,
    client: SigningInClient,
    trust: boolean,
    phoneIsAtHome: boolean,
  ): Promise<SignedIn> {
    const { services, clock, random } = this.stage;
    clock.advance(random.between(5, 25) * SECOND);
    const written = phoneIsAtHome && methods.includes('BACKUP_CODE') ? this.backupCodes.pop() : undefined;
    if (written !== undefined) {
      return services.secondStep.verifyCode('BACKUP_CODE', challenge, written, trust, client);
    }
    const [usual] = this.keys;
    if (usual && methods.includes('SECURITY_KEY') && (this.secret === undefined || random.chance(0.7))) {
      const options = await services.secondStep.beginCeremony('SECURITY_KEY', challenge);
      return services.secondStep.verifyCeremony(
        'SECURITY_KEY',
        challenge,
        usual.key.get({ ...options }),
        trust,
        client,
      );
    }
    return services.secondStep.verifyCode('AUTHENTICATOR_APP', challenge, await this.code(), trust, client);
  }
}

export const clientOf = ({ userAgent, ipAddress, secret, token }: Browser): SigningInClient => ({
  userAgent,
  ipAddress,
  deviceSecret: () => secret,
  heldToken: token,
});

/** Waits for an attempt that must be found wrong. */
export async function refused(attempt: Promise<unknown>): Promise<void> {
  try {
    await attempt;
  } catch (error) {
    // Throttled, it would not even be tried, and the story would be another.
    if (error instanceof Refusal && error.code !== 'TOO_MANY_ATTEMPTS') return;
    throw error;
  }
  throw new Error('This was meant to be refused');
}
