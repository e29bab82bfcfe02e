import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Decided, ForwardAuthService } from '../../integrations/forward-auth/forward-auth.service.js';
import { troubleOf } from '../../platform/database/driver-errors.js';
import { forwardChecked } from '../../platform/telemetry/diagnostics.js';
import { logTrouble } from '../graphql/errors.js';
import { type Answerer, isFor, queryOf } from './before-express.js';
import { clientAddressOf, type Trust } from './client-address.js';
import type { CookieOptions } from './cookies.js';
import { ForwardCookies } from './forward-cookies.js';
import { type Forwarded, forwardedOf, placeAt, type Unclear } from './forwarded.js';
import { entryOf, NOBODY } from './forward-headers.js';
import type { PageName } from './page-texts/texts.js';
import type { Pages } from './pages.js';
import { SIGN_OUT } from './sign-out.js';

const CHECK = '/auth/forward';
const NOT_KEPT = { 'Cache-Control': 'no-store' };

/**
 * `GET /auth/forward`: whether a request gets through to the application behind a proxy, for nginx's auth_request, Caddy's
 * forward_auth and Traefik's forwardAuth. It is asked at each request, so it is answered before Express sees it; false:
 * it is no such question.
 */
export function forwardCheck(parts: {
  forwardAuth: ForwardAuthService;
  trust: Trust;
  cookies: CookieOptions;
  pages: Pages;
  log: Logger;
}): Answerer {
  const { forwardAuth, trust, cookies, pages, log } = parts;
  const scheme = cookies.publicUrl.startsWith('https:') ? 'https' : 'http';
  const isForThis = isFor(cookies.publicUrl, CHECK);

  const check = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const forwarded = forwardedOf(request, trust, scheme);
    if (typeof forwarded === 'string') {
      await refuse(request, response, forwarded);
      return;
    }
    const { host } = forwarded;
    if (isForeignSocket(request, `${scheme}://${host}`)) {
      await refuse(request, response, 'FOREIGN_SOCKET');
      return;
    }
    const pass = new ForwardCookies(cookies, host).pass(request.headers.cookie);
    const decided = await forwardAuth.check(host, pass, () => clientAddressOf(request, trust));
    const { outcome } = decided;
    forwardChecked.publish({ outcome });
    if (outcome === 'ENTER') {
      response.writeHead(200, entryOf(decided)).end();
    } else if (outcome === 'FORBIDDEN' || outcome === 'SWITCHED_OFF' || outcome === 'UNKNOWN_HOST') {
      await sendPage(request, response, outcome, decided);
    } else {
      askToSignIn(request, response, forwarded);
    }
  };

  const askToSignIn = (request: IncomingMessage, response: ServerResponse, to: Forwarded): void => {
    const headers = { ...NOBODY, ...NOT_KEPT, 'Content-Length': 0 };
    if (!isNavigation(request, to)) {
      response.writeHead(401, headers).end();
      return;
    }
    const origin = `${scheme}://${to.host}`;
    const place = placeAt(origin, to.uri).slice(origin.length);
    const Location = `${origin}/.latchkey/start?to=${encodeURIComponent(place)}`;
    const status = queryOf(request).get('answer') === '302' ? 302 : 401;
    response.writeHead(status, { ...headers, Location }).end();
  };

  const sendPage = async (
    request: IncomingMessage,
    response: ServerResponse,
    why: PageName,
    decided: Decided | null,
  ): Promise<void> => {
    const { html, headers } = await pages.page(why, request.headers['accept-language'], {
      application: decided?.name ?? null,
      login: decided?.visitor?.session.account.login ?? null,
      href: cookies.publicUrl + SIGN_OUT,
    });
    response.writeHead(403, { ...NOBODY, ...headers, 'Content-Length': Buffer.byteLength(html) }).end(html);
  };

  const refuse = (
    request: IncomingMessage,
    response: ServerResponse,
    why: Unclear | 'FOREIGN_SOCKET',
  ): Promise<void> => {
    const ipAddress = clientAddressOf(request, trust);
    log.warn({ why, proxy: request.socket.remoteAddress, ipAddress }, 'a forward authentication is refused');
    forwardChecked.publish({ outcome: why });
    return sendPage(request, response, why, null);
  };

  return (request, response) => {
    if (!isForThis(request)) return false;
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { ...NOBODY, ...NOT_KEPT, Allow: 'GET, HEAD', 'Content-Length': 0 }).end();
      return true;
    }
    check(request, response).catch((error: unknown) => {
      const trouble = troubleOf(error);
      if (trouble === undefined) log.error({ err: error }, 'a forward authentication failed');
      else logTrouble(log, trouble, { err: error });
      const status = trouble === undefined ? 500 : 503;
      forwardChecked.publish({ outcome: 'FAILED' });
      response.writeHead(status, { ...NOBODY, ...NOT_KEPT, 'Content-Length': 0 }).end();
    });
    return true;
  };
}

/**
 * A WebSocket of a page of another site. Browsers send cookies along with it where that is a neighbour's (SameSite looks
 * at the domain only), keep no answer from it, and few applications look where it comes from.
 */
const isForeignSocket = ({ headers }: IncomingMessage, origin: string): boolean =>
  (headers['sec-websocket-key'] !== undefined || headers.upgrade?.toLowerCase() === 'websocket') &&
  headers.origin !== undefined &&
  headers.origin !== origin;

/** Only a page that is opened can be led to sign in; a script or an image that is sent there gets a page it cannot use. */
function isNavigation({ headers }: IncomingMessage, { method }: Forwarded): boolean {
  const mode = headers['sec-fetch-mode'];
  if (mode !== undefined) return mode === 'navigate';
  return method === 'GET' && (headers.accept ?? '').includes('text/html');
}
