import { type Request, type Response, Router } from 'express';
import type { ForwardAuthService } from '../../integrations/forward-auth/forward-auth.service.js';
import { START } from '../../integrations/forward-auth/start-address.js';
import type { Session } from '../../platform/acting/session.js';
import type { Clock } from '../../platform/clock.js';
import { randomSecret, sha256 } from '../../platform/encryption/secrets.js';
import { clientAddress, type Trust } from './client-address.js';
import { signInPage } from './continue.js';
import type { CookieOptions } from './cookies.js';
import { ForwardCookies } from './forward-cookies.js';
import { forwardedOf, hostIn, placeAt } from './forwarded.js';
import type { Pages } from './pages.js';
import { SIGN_OUT } from './sign-out.js';

const CHALLENGE = /^[0-9a-f]{64}$/;
const CODE = /^[\w-]{43}$/;

/**
 * How a browser comes by a pass: it begins at the application's host, where it is given a secret; here it is given a code
 * that is good with that secret; and back there a cookie for the code. What is below `/.latchkey/` is reached by way of
 * the application's proxy.
 */
export function forwardRoutes(parts: {
  forwardAuth: ForwardAuthService;
  cookies: CookieOptions;
  pages: Pages;
  trust: Trust;
  clock: Clock;
  /** Of the cookie for this service itself, if it is a session that may do what its account may. */
  sessionOf: (request: Request, response: Response) => Promise<Session | null>;
}): Router {
  const { forwardAuth, cookies, pages, trust, clock, sessionOf } = parts;
  const { publicUrl } = cookies;
  const scheme = publicUrl.startsWith('https:') ? 'https' : 'http';
  const originOf = (host: string): string => `${scheme}://${host}`;
  const router = Router();

  /** The host of the application that it is asked at; null: it has been refused. */
  const hostOf = async (request: Request, response: Response): Promise<string | null> => {
    response.set('Cache-Control', 'no-store');
    const forwarded = forwardedOf(request, trust, scheme);
    if (typeof forwarded !== 'string') return forwarded.host;
    await pages.send(request, response, 403, forwarded);
    return null;
  };

  router.get('/.latchkey/start', async (request, response) => {
    const host = await hostOf(request, response);
    if (host === null) return;
    const jar = new ForwardCookies(cookies, host);
    // One for all tabs, or the last to begin would spoil it for the others.
    const nonce = jar.nonce(request.headers.cookie) ?? randomSecret();
    const origin = originOf(host);
    const to = placeAt(origin, request.query['to']).slice(origin.length);
    const query = new URLSearchParams({ host, challenge: sha256(nonce), to });
    response
      .append('Set-Cookie', jar.keepNonce(nonce))
      .redirect(302, `${publicUrl}${START}?${query.toString()}`);
  });

  router.get(START, async (request, response) => {
    response.set('Cache-Control', 'no-store');
    const host = hostIn(request.query['host'], scheme);
    const { challenge } = request.query;
    if (host === null || typeof challenge !== 'string' || !CHALLENGE.test(challenge)) {
      await pages.send(request, response, 400, 'MALFORMED');
      return;
    }
    const origin = originOf(host);
    const to = placeAt(origin, request.query['to']).slice(origin.length);
    const session = await sessionOf(request, response);
    const { outcome, code, name, visitor } = await forwardAuth.begin(session, { host, challenge });
    if (code !== null) {
      const query = new URLSearchParams({ code, to });
      response.redirect(302, `${origin}/.latchkey/callback?${query.toString()}`);
    } else if (outcome === 'SIGN_IN' || outcome === 'REAUTHENTICATE' || outcome === 'ENROL') {
      const query = new URLSearchParams({ host, challenge, to });
      response.redirect(302, signInPage(publicUrl, `${START}?${query.toString()}`));
    } else if (outcome !== 'ENTER') {
      const login = visitor?.session.account.login;
      await pages.send(request, response, 403, outcome, {
        application: name,
        login,
        href: publicUrl + SIGN_OUT,
      });
    }
  });

  router.get('/.latchkey/callback', async (request, response) => {
    const host = await hostOf(request, response);
    if (host === null) return;
    const jar = new ForwardCookies(cookies, host);
    const nonce = jar.nonce(request.headers.cookie);
    const origin = originOf(host);
    if (nonce === undefined) {
      await pages.send(request, response, 400, 'NO_COOKIE', { href: `${origin}/` });
      return;
    }
    const { code } = request.query;
    const errand = { host, challenge: sha256(nonce) };
    const isCode = typeof code === 'string' && CODE.test(code);
    const given = isCode ? await forwardAuth.redeem(errand, code, clientAddress(request)) : null;
    if (!given) {
      await pages.send(request, response, 400, 'CODE_USED', { href: `${origin}/` });
      return;
    }
    response
      .append('Set-Cookie', jar.keepPass(given.pass, given.expiresAt, clock.now()))
      .redirect(302, placeAt(origin, request.query['to']));
  });

  router.get('/.latchkey/sign-out', async (request, response) => {
    const host = await hostOf(request, response);
    if (host === null) return;
    response
      .append('Set-Cookie', new ForwardCookies(cookies, host).dropPass())
      .redirect(302, publicUrl + SIGN_OUT);
  });
  return router;
}
