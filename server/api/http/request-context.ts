import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../platform/clock.js';
import type { Context } from '../../platform/graphql/context.js';
import { Loaders } from '../../platform/graphql/loaders.js';
import type { Guard } from '../../platform/acting/guard.js';
import { type MachinesService } from '../../sessions/service-accounts/machines.service.js';
import type { SessionsService } from '../../sessions/sessions.service.js';
import type { TokensService } from '../../sessions/tokens/tokens.service.js';
import { type CookieOptions, Cookies } from './cookies.js';
import { sourceOf } from './cross-origin.js';
import { leaving } from './leaving.js';
import { localeOf } from './pages.js';

/** Who sends a request that comes from this address, and what may be done for it. */
export type ContextOf = (
  request: IncomingMessage,
  response: ServerResponse,
  ipAddress: string | null,
) => Promise<Context>;

export function requestContext(parts: {
  sessions: SessionsService;
  /** Left out where service tokens are not accepted: everywhere but /graphql. */
  machines?: MachinesService;
  tokens: TokensService;
  guard: Guard;
  clock: Clock;
  cookies: CookieOptions;
  allowedOrigins: readonly string[];
}): ContextOf {
  const { sessions, machines, tokens, guard, clock, allowedOrigins } = parts;
  const { publicUrl } = parts.cookies;
  const { origin } = new URL(publicUrl);
  return async (request, response, ipAddress) => {
    const cookies = new Cookies(request, response, parts.cookies);
    const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const token = bearer ?? cookies.token;
    let loaders: Loaders | undefined;
    const signal = leaving(response);
    const found = token === undefined ? null : await sessions.authenticateEnrolling(token, ipAddress);
    // Only as a bearer token: browsers send cookies by themselves, and a program has none.
    const machine = bearer === undefined ? null : await machines?.authenticate(bearer, ipAddress);
    const session = found && { ...found, actor: { ...found.actor, signal } };
    const byCookie = bearer === undefined && cookies.token !== undefined;
    return {
      session,
      machine: machine ? { ...machine, actor: { ...machine.actor, signal } } : null,
      source: sourceOf(request, origin, allowedOrigins),
      publicUrl,
      byCookie,
      get locale() {
        return cookies.language ?? localeOf(request.headers['accept-language']);
      },
      // Most requests need none.
      get loaders() {
        return (loaders ??= new Loaders());
      },
      client: {
        ipAddress,
        userAgent: request.headers['user-agent'] ?? null,
        signal,
        deviceSecret: (accountId) => cookies.deviceSecret(accountId),
        heldToken: cookies.token,
      },
      keepCookies(signedIn) {
        cookies.keep(signedIn, clock.now());
      },
      dropTokenCookie() {
        cookies.dropToken();
      },
      async renewBearerToken() {
        if (bearer === undefined || !session) return null;
        return guard.own(session, (tx) => tokens.renew(session, bearer, tx));
      },
      async renewTokenCookie() {
        if (!byCookie || token === undefined || !session) return;
        const renewed = await tokens.renew(session, token);
        if (renewed) cookies.keepToken(renewed, clock.now());
      },
    };
  };
}
