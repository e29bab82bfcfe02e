import type { RequestHandler } from 'express';

/** The path that PUBLIC_URL has below its host, without a slash at its end: where the service is under one. */
export const publicPath = (publicUrl: string): string => new URL(publicUrl).pathname.replace(/\/$/, '');

/**
 * Takes that path off requests, so that all else knows nothing of it. A proxy may have taken it off before; and what
 * has its place at the root of the host, such as `/.well-known/…`, comes without it.
 */
export function withoutPath(path: string): RequestHandler {
  return (request, _response, next) => {
    const { url } = request;
    if (path !== '' && url.startsWith(path) && /^([/?]|$)/.test(url.slice(path.length))) {
      const rest = url.slice(path.length);
      request.url = rest.startsWith('/') ? rest : `/${rest}`;
    }
    next();
  };
}
