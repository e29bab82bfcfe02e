import type { IncomingMessage } from 'node:http';
import type { Trust } from './client-address.js';

/** A request to an application, as the proxy in front of it tells us of it. */
export interface Forwarded {
  host: string;
  /** Path and query. */
  uri: string;
  method: string;
}

/** Why nothing can be said of it: the administrator has to change something. */
export type Unclear = 'UNTRUSTED_PROXY' | 'NO_HOST' | 'OTHER_SCHEME' | 'SPOOFED_HEADER';

const PLAIN_HOST = /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/;
const USUAL_PORT = { https: ':443', http: ':80' };
const SOCKETS: Partial<Record<string, string>> = { wss: 'https', ws: 'http' };
// Plain ASCII, for it becomes part of a header.
const PLAIN_PATH = /^\/[\x21-\x7e]*$/;
const LONGEST_PATH = 4096;

/**
 * What X-Forwarded-* says, if it is one of TRUSTED_PROXIES that says it: others could pretend to be any application's
 * proxy. Where one of these headers holds two values, one of them may be the client's, so it holds none.
 */
export function forwardedOf(
  request: IncomingMessage,
  trust: Trust,
  scheme: 'https' | 'http',
): Forwarded | Unclear {
  if (!trust(request.socket.remoteAddress ?? '', 0)) return 'UNTRUSTED_PROXY';
  const { headers } = request;
  const host = hostIn(headers['x-forwarded-host'], scheme);
  if (host === null) return 'NO_HOST';
  const proto = headers['x-forwarded-proto'];
  if (typeof proto !== 'string' || (SOCKETS[proto] ?? proto) !== scheme) return 'OTHER_SCHEME';
  if (Object.keys(headers).some(isTakenForOurs)) return 'SPOOFED_HEADER';
  const uri = headers['x-forwarded-uri'];
  const method = headers['x-forwarded-method'];
  return {
    host,
    uri: typeof uri === 'string' ? uri : '/',
    method: typeof method === 'string' ? method : 'GET',
  };
}

/** In the spelling in which hosts are kept; null: it is none, or more than one. */
export function hostIn(given: unknown, scheme: 'https' | 'http'): string | null {
  if (typeof given !== 'string') return null;
  const host = given.toLowerCase();
  if (!PLAIN_HOST.test(host)) return null;
  const usual = USUAL_PORT[scheme];
  return host.endsWith(usual) ? host.slice(0, -usual.length) : host;
}

/** Where to go on at an application: a path of this origin, whatever is asked for. */
export function placeAt(origin: string, path: unknown): string {
  const isPath = typeof path === 'string' && path.length <= LONGEST_PATH && PLAIN_PATH.test(path);
  // Our own addresses there would send the person round in a circle.
  const place = isPath && !path.startsWith('/.latchkey/') ? origin + path : `${origin}/`;
  return URL.canParse(place) && new URL(place).origin === origin ? place : `${origin}/`;
}

/**
 * Programs that are run by CGI, WSGI or PHP see `X_Latchkey_User` and `X.Latchkey.User` under the name of the header that
 * the proxy sets, and few proxies drop those spellings.
 */
function isTakenForOurs(name: string): boolean {
  if (name.charCodeAt(0) !== 0x78 || !/^x[-_.]latchkey[-_.]/.test(name)) return false;
  return /[_.]/.test(name);
}
