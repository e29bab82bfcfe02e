import { Router } from 'express';
import type { LogoService } from '../../administration/settings/logo.service.js';
import { LOGO_ADDRESS } from '../../settings/branding.js';

/** `/branding/logo/<hash>`: another logo has another address, so browsers keep it for good. */
export function logoRoute(logos: LogoService): Router {
  const router = Router();
  router.get(`${LOGO_ADDRESS}/:hash`, async (request, response, next) => {
    const { hash } = request.params;
    const logo = /^[0-9a-f]{64}$/.test(hash) ? await logos.find(hash) : null;
    if (!logo) {
      next();
      return;
    }
    response
      .set({
        'Content-Type': logo.mediaType,
        'Cache-Control': 'public, max-age=31536000, immutable',
        ETag: `"${logo.hash}"`,
        // Pages in front of applications, which have addresses of their own, show it too.
        'Cross-Origin-Resource-Policy': 'cross-origin',
      })
      .send(logo.content);
  });
  return router;
}
