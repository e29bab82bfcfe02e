import { parse, serialize } from 'cookie';
import type { CookieOptions } from './cookies.js';

// The longest that browsers keep a cookie (RFC 6265bis §5.5).
const LONGEST_SECONDS = 400 * 24 * 60 * 60;
/** As long as a sign-in may take, with an app that has to be installed first. */
const NONCE_SECONDS = 60 * 60;
const NONCE = /^[\w-]{43}$/;

/** The cookies that a browser keeps for an application's host, and sends to that host alone. */
export class ForwardCookies {
  private readonly name: string;
  private readonly secure: boolean;

  constructor({ publicUrl, prefix }: CookieOptions, host: string) {
    this.secure = publicUrl.startsWith('https:');
    const port = /:(\d+)$/.exec(host)?.[1];
    // Browsers tell apart hosts, but not ports.
    this.name = `${this.secure ? '__Host-' : ''}${prefix}_pass${port === undefined ? '' : `_${port}`}`;
  }

  pass(header: string | undefined): string | undefined {
    return header === undefined ? undefined : parse(header)[this.name];
  }

  /** What this browser began with; undefined when it did not, or blocks cookies. */
  nonce(header: string | undefined): string | undefined {
    const value = parse(header ?? '')[`${this.name}_nonce`];
    return value !== undefined && NONCE.test(value) ? value : undefined;
  }

  keepNonce(nonce: string): string {
    return this.set(`${this.name}_nonce`, nonce, NONCE_SECONDS);
  }

  keepPass(pass: string, expiresAt: number | null, now: number): string {
    const seconds = expiresAt === null ? LONGEST_SECONDS : Math.floor((expiresAt - now) / 1000);
    return this.set(this.name, pass, Math.min(seconds, LONGEST_SECONDS));
  }

  dropPass(): string {
    return this.set(this.name, '', 0);
  }

  private set(name: string, value: string, maxAge: number): string {
    return serialize(name, value, {
      httpOnly: true,
      sameSite: 'lax',
      secure: this.secure,
      path: '/',
      maxAge,
    });
  }
}
