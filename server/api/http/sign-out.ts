import { type Request, type Response, Router } from 'express';
import type { Context } from '../../platform/graphql/context.js';
import type { TokensService } from '../../sessions/tokens/tokens.service.js';
import { htmlOf, PAGE_HEADERS, pageOf } from './forward-pages.js';

const SIGN_OUT = '/auth/sign-out';

/**
 * `/auth/sign-out`: where applications send whoever signs out of them. The session ends once the person says so, for any
 * page can send a browser here; only our own can send the form.
 */
export function signOutRoute(parts: {
  publicUrl: string;
  tokens: TokensService;
  contextOf: (given: { req: Request; res: Response }) => Promise<Context>;
}): Router {
  const { publicUrl, tokens, contextOf } = parts;
  const { origin } = new URL(publicUrl);
  const policy = `default-src 'none'; base-uri 'none'; form-action ${origin}; frame-ancestors 'none'`;
  const send = (request: Request, response: Response, page: 'SIGN_OUT' | 'SIGNED_OUT'): void => {
    const href = page === 'SIGN_OUT' ? publicUrl + SIGN_OUT : `${publicUrl}/sign-in`;
    const shown = pageOf(page, request.headers['accept-language'], { href });
    response
      // By this a browser's form names where it comes from, which `no-referrer` would keep it from.
      .set({ ...PAGE_HEADERS, 'Content-Security-Policy': policy, 'Referrer-Policy': 'same-origin' })
      .send(htmlOf({ ...shown, posts: page === 'SIGN_OUT' }));
  };
  const router = Router();
  router.get(SIGN_OUT, async (request, response) => {
    const { session } = await contextOf({ req: request, res: response });
    send(request, response, session ? 'SIGN_OUT' : 'SIGNED_OUT');
  });
  router.post(SIGN_OUT, async (request, response) => {
    const context = await contextOf({ req: request, res: response });
    if (request.headers.origin !== origin) {
      send(request, response, context.session ? 'SIGN_OUT' : 'SIGNED_OUT');
      return;
    }
    if (context.session && context.byCookie) await tokens.signOut(context.session);
    context.dropTokenCookie();
    send(request, response, 'SIGNED_OUT');
  });
  return router;
}
