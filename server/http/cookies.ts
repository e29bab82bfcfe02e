import { parse, serialize, type SerializeOptions } from 'cookie';
import type { Request, Response } from 'express';
import type { SignedIn } from '../sign-in/sign-in.service.js';
import type { Renewed } from '../tokens/tokens.service.js';

const TOKEN = 'latchkey';
const DEVICE = 'latchkey_device_';
// The longest that browsers keep a cookie (RFC 6265bis §5.5).
const LONGEST_SECONDS = 400 * 24 * 60 * 60;

/** The cookies of one request: the token, and one device secret for each account that signs in in this browser. */
export class Cookies {
  private readonly received: Partial<Record<string, string>>;
  private readonly prefix: string;

  constructor(
    request: Request,
    private readonly response: Response,
    private readonly secure: boolean,
  ) {
    this.received = parse(request.headers.cookie ?? '');
    // __Host-: only this very host, over https, can have set it.
    this.prefix = secure ? '__Host-' : '';
  }

  get token(): string | undefined {
    return this.received[this.prefix + TOKEN];
  }

  deviceSecret(accountId: string): string | undefined {
    return this.received[this.deviceCookie(accountId)];
  }

  keep({ issued, deviceSecret, account }: SignedIn, now: number): void {
    this.keepToken(issued, now);
    this.set(this.deviceCookie(account.id), deviceSecret, LONGEST_SECONDS);
  }

  keepToken({ token, expiresAt }: Renewed, now: number): void {
    const seconds = expiresAt === null ? LONGEST_SECONDS : Math.floor((expiresAt - now) / 1000);
    this.set(this.prefix + TOKEN, token, Math.min(seconds, LONGEST_SECONDS));
  }

  dropToken(): void {
    this.set(this.prefix + TOKEN, '', 0);
  }

  private deviceCookie(accountId: string): string {
    return this.prefix + DEVICE + accountId;
  }

  private set(name: string, value: string, maxAge: number): void {
    const options: SerializeOptions = {
      httpOnly: true,
      sameSite: 'lax',
      secure: this.secure,
      path: '/',
      maxAge,
    };
    this.response.append('Set-Cookie', serialize(name, value, options));
  }
}
