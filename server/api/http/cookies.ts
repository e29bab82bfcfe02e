import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse, serialize, type SerializeOptions } from 'cookie';
import type { GivenToken, KeptSignIn } from '../../platform/graphql/context.js';
import { type Locale, LOCALES } from '../../platform/locale.js';
import { isBrief } from '../../sessions/session-worth.js';
import { publicPath } from './public-path.js';

// The longest that browsers keep a cookie (RFC 6265bis §5.5).
const LONGEST_SECONDS = 400 * 24 * 60 * 60;
/**
 * Accounts that one browser is known by: 57 bytes each come to less than 2 kB, which leaves room in what proxies take
 * for an answer's headers (nginx: 4 kB) and a request's line (8 kB).
 */
export const MOST_ACCOUNTS = 32;
// Cookies of one account each, as they were once: so many are taken over by a sign-in, for the same reason.
const TAKEN_OVER_AT_ONCE = 4;
const ENTRY = /^(?<key>[0-9a-f]{12})\.(?<secret>[\w-]{20,64})$/;

/** Where cookies are from, and what they are called. */
export interface CookieOptions {
  /** Where browsers find us. */
  publicUrl: string;
  /** Their names begin with it: COOKIE_PREFIX. Browsers tell apart hosts and paths, but not ports. */
  prefix: string;
}

/** The random end of an account's id (UUIDv7): enough to find an account's secret among a few. */
const keyOf = (accountId: string): string => accountId.slice(-12).toLowerCase();

/** The cookies of one request: the token, and the device secrets of the accounts that sign in in this browser. */
export class Cookies {
  private readonly received: Partial<Record<string, string>>;
  private readonly secure: boolean;
  private readonly path: string;
  private readonly name: string;

  constructor(
    request: IncomingMessage,
    private readonly response: ServerResponse,
    { publicUrl, prefix }: CookieOptions,
  ) {
    this.received = parse(request.headers.cookie ?? '');
    this.secure = publicUrl.startsWith('https:');
    this.path = publicPath(publicUrl) || '/';
    this.name = this.guarantee + prefix;
  }

  /** RFC 6265bis §4.1.3: only https can have set it; __Host-: and only this very host, which no path may narrow down. */
  private get guarantee(): string {
    if (!this.secure) return '';
    return this.path === '/' ? '__Host-' : '__Secure-';
  }

  get token(): string | undefined {
    return this.received[this.name];
  }

  /** Chosen on a page, whose script keeps it: dashboard/src/i18n/languages.ts. No secret, and the same for all prefixes. */
  get language(): Locale | undefined {
    return LOCALES.find((locale) => locale === this.received['latchkey-language']);
  }

  deviceSecret(accountId: string): string | undefined {
    return this.devices.get(keyOf(accountId)) ?? this.received[this.ofOneAccount + accountId];
  }

  keep({ issued, deviceSecret, account }: KeptSignIn, now: number): void {
    this.keepToken(issued, now);
    this.keepDevice(account.id, deviceSecret);
  }

  /** Without an end of its own where the session is to end with the browser. */
  keepToken({ token, issuedAt, expiresAt }: GivenToken, now: number): void {
    if (isBrief({ issuedAt, expiresAt })) return this.set(this.name, token);
    const seconds = expiresAt === null ? LONGEST_SECONDS : Math.floor((expiresAt - now) / 1000);
    this.set(this.name, token, Math.min(seconds, LONGEST_SECONDS));
  }

  dropToken(): void {
    this.set(this.name, '', 0);
  }

  /** The account that signed in last comes first; those that did so the longest time ago go. */
  private keepDevice(accountId: string, secret: string): void {
    const own = this.ofOneAccount + accountId;
    const others = Object.keys(this.received).filter(
      (name) => name.startsWith(this.ofOneAccount) && name !== own,
    );
    const takenOver = others.slice(0, TAKEN_OVER_AT_ONCE);
    const older = takenOver.map((name) => [keyOf(name), this.received[name] ?? ''] as const);
    const known = new Map([[keyOf(accountId), secret], ...without(this.devices, keyOf(accountId)), ...older]);
    const entries = [...known].map(([key, value]) => `${key}.${value}`).filter((entry) => ENTRY.test(entry));
    this.set(`${this.name}_devices`, entries.slice(0, MOST_ACCOUNTS).join('~'), LONGEST_SECONDS);
    for (const name of [...takenOver, ...(own in this.received ? [own] : [])]) this.set(name, '', 0);
  }

  private get devices(): Map<string, string> {
    const entries = (this.received[`${this.name}_devices`] ?? '').split('~').slice(0, MOST_ACCOUNTS);
    return new Map(
      entries.flatMap((entry) => {
        const { key, secret } = ENTRY.exec(entry)?.groups ?? {};
        return key === undefined || secret === undefined ? [] : [[key, secret] as const];
      }),
    );
  }

  /** What the cookies are called that were there before all accounts shared one. */
  private get ofOneAccount(): string {
    return `${this.name}_device_`;
  }

  private set(name: string, value: string, maxAge?: number): void {
    const options: SerializeOptions = {
      httpOnly: true,
      sameSite: 'lax',
      secure: this.secure,
      path: this.path,
      ...(maxAge !== undefined && { maxAge }),
    };
    this.response.appendHeader('Set-Cookie', serialize(name, value, options));
  }
}

const without = (map: Map<string, string>, key: string): [string, string][] =>
  [...map].filter(([other]) => other !== key);
