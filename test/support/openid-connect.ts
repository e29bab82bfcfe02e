import * as oidc from 'openid-client';
import { parseSetCookie } from 'cookie';
import type { Client } from './client.js';
import type { TestServer } from './server.js';

export const REDIRECT_URI = 'https://mail.example.org/callback';

/** A browser: it shares its cookies with a client of GraphQL, and follows nothing by itself. */
export class Browser {
  /** With the paths that they are for. */
  private readonly more: { name: string; value: string; path: string }[] = [];

  constructor(
    private readonly server: Pick<TestServer, 'url'>,
    readonly client: Client,
  ) {}

  async open(to: string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(to, this.server.url);
    const headers = new Headers(init.headers);
    headers.set('cookie', this.cookiesFor(url.pathname));
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const header of response.headers.getSetCookie()) this.keep(header);
    return response;
  }

  /** Follows redirects for as long as they stay here; returns the first address that does not, or the last answer. */
  async follow(to: string): Promise<{ left?: URL; response: Response; url: URL; hops: number }> {
    let url = new URL(to, this.server.url);
    for (let hops = 1; hops < 12; hops++) {
      const response = await this.open(url.href);
      const location = response.headers.get('location');
      if (location === null) return { response, url, hops };
      const next = new URL(location, url);
      if (next.origin !== new URL(this.server.url).origin) return { left: next, response, url, hops };
      url = next;
      if (url.pathname === '/sign-in') return { response, url, hops };
    }
    throw new Error(`Redirected for ever, at last to ${url.href}`);
  }

  private cookiesFor(path: string): string {
    const all = [
      ...[...this.client.cookies].map(([name, value]) => ({ name, value, path: '/' })),
      ...this.more,
    ];
    return all
      .filter((cookie) => path.startsWith(cookie.path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  private keep(header: string): void {
    const { name, value = '', path = '/', maxAge, expires } = parseSetCookie(header);
    const isOver = maxAge === 0 || (expires !== undefined && expires.getTime() < Date.now());
    if (path === '/') {
      if (isOver) this.client.cookies.delete(name);
      else this.client.cookies.set(name, value);
      return;
    }
    const index = this.more.findIndex((cookie) => cookie.name === name && cookie.path === path);
    if (index >= 0) this.more.splice(index, 1);
    if (!isOver) this.more.push({ name, value, path });
  }
}

// The tests' servers are reached by http, which the library allows only by what it calls deprecated, to warn of it.
const overHttp = (oidc as unknown as Record<string, (configuration: oidc.Configuration) => void>)[
  'allowInsecureRequests'
]!;

export interface RelyingParty {
  configuration: oidc.Configuration;
  redirectUri: string;
}

/** An application, as the library openid-client plays it. */
export async function relyingParty(
  server: Pick<TestServer, 'url'>,
  {
    clientId,
    secret,
    method = oidc.ClientSecretBasic,
    algorithm = 'RS256',
  }: {
    clientId: string;
    secret: string | null;
    method?: (secret: string) => oidc.ClientAuth;
    algorithm?: 'RS256' | 'ES256';
  },
): Promise<RelyingParty> {
  const configuration = await oidc.discovery(
    new URL(server.url),
    clientId,
    { id_token_signed_response_alg: algorithm },
    secret === null ? oidc.None() : method(secret),
    { execute: [overHttp] },
  );
  // Signatures are looked at, too, though they came straight from us.
  oidc.enableNonRepudiationChecks(configuration);
  return { configuration, redirectUri: REDIRECT_URI };
}

export interface Begun {
  url: URL;
  verifier: string;
  state: string;
  nonce: string;
}

/** The address that an application sends the browser to. */
export async function begin(
  { configuration, redirectUri }: RelyingParty,
  parameters: Record<string, string> = {},
): Promise<Begun> {
  const verifier = oidc.randomPKCECodeVerifier();
  const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
  const url = oidc.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope: 'openid profile email',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    ...parameters,
  });
  return { url, verifier, state, nonce };
}

/** Redeems the code with which the browser came back. */
export const redeem = (
  { configuration }: RelyingParty,
  { verifier, state, nonce }: Begun,
  back: URL,
  more: { maxAge?: number } = {},
): Promise<oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers> =>
  oidc.authorizationCodeGrant(configuration, back, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    ...more,
  });

/** All of it, for somebody who is signed in and has nothing else to do. */
export async function enter(
  party: RelyingParty,
  browser: Browser,
  parameters: Record<string, string> = {},
): Promise<oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers> {
  const begun = await begin(party, parameters);
  const { left, response } = await browser.follow(begun.url.href);
  if (!left) throw new Error(`Not sent back: ${response.status} ${await response.text()}`);
  return redeem(party, begun, left);
}
