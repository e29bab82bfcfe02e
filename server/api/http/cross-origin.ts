import type { Request, RequestHandler } from 'express';

/** Answers CORS (Fetch §3.2) for the configured origins; others get no leave to read or to send. */
export const crossOrigin =
  (ownOrigin: string, allowedOrigins: readonly string[]): RequestHandler =>
  (request, response, next) => {
    const { origin } = request.headers;
    response.vary('Origin');
    if (origin !== undefined && origin !== ownOrigin && allowedOrigins.includes(origin)) {
      response.set({
        'Access-Control-Allow-Origin': origin,
        // Anybody's sandbox is `null`: it may call with a token of its own, and has no use of the cookies.
        ...(origin !== 'null' && { 'Access-Control-Allow-Credentials': 'true' }),
        'Access-Control-Expose-Headers': 'Retry-After',
      });
      if (request.method === 'OPTIONS') {
        response
          .set({
            'Access-Control-Allow-Methods': 'POST',
            'Access-Control-Allow-Headers': 'Content-Type, Authorization',
            'Access-Control-Max-Age': '600',
          })
          .status(204)
          .end();
        return;
      }
    }
    next();
  };

/** Where a browser says the request comes from: this service, an origin it was told to allow, another, or nothing. */
export function sourceOf(
  request: Request,
  ownOrigin: string,
  allowedOrigins: readonly string[],
): 'allowed' | 'foreign' | 'unknown' {
  const { origin } = request.headers;
  if (origin === undefined) return 'unknown';
  // Of whom it is not known who they are, bearer tokens alone are taken.
  if (origin === 'null' && allowedOrigins.includes(origin)) return 'unknown';
  return origin === ownOrigin || allowedOrigins.includes(origin) ? 'allowed' : 'foreign';
}
