import { Router } from 'express';
import { hostToStart } from '../../integrations/forward-auth/start-address.js';
import { interactionIn } from '../../integrations/openid-connect/interactions.service.js';
import { publicPath } from './public-path.js';

/** Where the sign-in page sends people once they are signed in, and how it is told where that is. */
const CONTINUE = '/auth/continue';

// Plain characters, of which none begins a fragment.
const PLAIN = /^[\x21-\x7e]{1,8000}$/;

/** Path and query of a place here that a sign-in may lead to; null for all else, be it of ours or of others. */
export function placeToContinue(to: unknown): string | null {
  if (typeof to !== 'string' || !PLAIN.test(to) || /[\\#]/.test(to)) return null;
  return interactionIn(to) !== undefined || hostToStart(to) !== null ? to : null;
}

/** The sign-in page, which goes on from there to `place`, one that placeToContinue knows. */
export const signInPage = (publicUrl: string, place: string): string =>
  `${publicPath(publicUrl)}/sign-in?continue=${encodeURIComponent(place)}`;

/** `GET /auth/continue?to=`: where somebody wanted to go when they had to sign in first, or the start page. */
export function continueRoute(publicUrl: string): Router {
  const router = Router();
  router.get(CONTINUE, (request, response) => {
    const place = placeToContinue(request.query['to']) ?? '/';
    response.set('Cache-Control', 'no-store').redirect(303, publicPath(publicUrl) + place);
  });
  return router;
}
