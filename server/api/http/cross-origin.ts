import type { IncomingMessage } from 'node:http';

type Headers = Readonly<Record<string, string>>;

const VARIES = { Vary: 'Origin' };
const PREFLIGHT = {
  'Access-Control-Allow-Methods': 'POST',
  'Access-Control-Allow-Headers': 'Content-Type, Authorization',
  'Access-Control-Max-Age': '600',
};

/** What an answer to this request says of CORS (Fetch §3.2); `preflight`: it is nothing but the question. */
export type CrossOrigin = (request: IncomingMessage) => { headers: Headers; preflight: boolean };

/** For the configured origins; others get no leave to read or to send. */
export function crossOrigin(ownOrigin: string, allowedOrigins: readonly string[]): CrossOrigin {
  const others = allowedOrigins.filter((origin) => origin !== ownOrigin);
  const allowed = new Map(others.map((origin) => [origin, { ...VARIES, ...leaveOf(origin) }]));
  return ({ method, headers: { origin } }) => {
    const headers = origin === undefined ? undefined : allowed.get(origin);
    if (!headers) return { headers: VARIES, preflight: false };
    if (method !== 'OPTIONS') return { headers, preflight: false };
    return { headers: { ...headers, ...PREFLIGHT }, preflight: true };
  };
}

const leaveOf = (origin: string): Headers => ({
  'Access-Control-Allow-Origin': origin,
  // Anybody's sandbox is `null`: it may call with a token of its own, and has no use of the cookies.
  ...(origin !== 'null' && { 'Access-Control-Allow-Credentials': 'true' }),
  'Access-Control-Expose-Headers': 'Retry-After',
});

/** Where a browser says the request comes from: this service, an origin it was told to allow, another, or nothing. */
export function sourceOf(
  request: IncomingMessage,
  ownOrigin: string,
  allowedOrigins: readonly string[],
): 'allowed' | 'foreign' | 'unknown' {
  const { origin } = request.headers;
  if (origin === undefined) return 'unknown';
  // Of whom it is not known who they are, bearer tokens alone are taken.
  if (origin === 'null' && allowedOrigins.includes(origin)) return 'unknown';
  return origin === ownOrigin || allowedOrigins.includes(origin) ? 'allowed' : 'foreign';
}
