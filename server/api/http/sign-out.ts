import { type Request, type Response, Router } from 'express';
import type { Context } from '../../platform/graphql/context.js';
import type { TokensService } from '../../sessions/tokens/tokens.service.js';
import { escaped } from './html-page.js';
import type { Pages } from './pages.js';

export const SIGN_OUT = '/auth/sign-out';

/**
 * `/auth/sign-out`: where applications send whoever signs out of them. The session ends once the person says so, for any
 * page can send a browser here; only our own can send the form.
 */
export function signOutRoute(parts: {
  publicUrl: string;
  pages: Pages;
  tokens: TokensService;
  contextOf: (request: Request, response: Response) => Promise<Context>;
}): Router {
  const { publicUrl, pages, tokens, contextOf } = parts;
  const { origin } = new URL(publicUrl);
  const form = `<form method="post" id="sign-out" action="${escaped(publicUrl + SIGN_OUT)}"></form>`;
  const ask = (request: Request, response: Response): Promise<void> =>
    pages.send(request, response, 200, 'SIGN_OUT', { signOut: { id: 'sign-out', form, stay: pages.home } });
  const done = (request: Request, response: Response): Promise<void> =>
    pages.send(request, response, 200, 'SIGNED_OUT', { href: `${publicUrl}/sign-in` });
  const router = Router();
  router.get(SIGN_OUT, async (request, response) => {
    const { session } = await contextOf(request, response);
    await (session ? ask(request, response) : done(request, response));
  });
  router.post(SIGN_OUT, async (request, response) => {
    const context = await contextOf(request, response);
    if (request.headers.origin !== origin) {
      await (context.session ? ask(request, response) : done(request, response));
      return;
    }
    if (context.session && context.byCookie) await tokens.signOut(context.session);
    context.dropTokenCookie();
    await done(request, response);
  });
  return router;
}
