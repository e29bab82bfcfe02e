import { type Response, Router } from 'express';
import type { BackendsService } from '../../integrations/basic-check/backends.service.js';
import { Refusal } from '../../platform/refusal.js';
import { sendRefusal, statusOf } from '../refusals.js';
import { basicCredentials } from './basic-credentials.js';
import { clientAddress } from './client-address.js';
import { leaving } from './leaving.js';

/** `GET /auth/basic?scope=dav`: for nginx's auth_request, Apache, Dovecot and whatever else knows a status code. */
export function backendRoutes(backends: BackendsService): Router {
  const router = Router();
  router.get('/auth/basic', async (request, response) => {
    response.set('Cache-Control', 'no-store');
    const { scope } = request.query;
    const given = basicCredentials(request.headers.authorization);
    if (!given) {
      refuse(response, new Refusal('INVALID_CREDENTIALS', 'Give a login and an app password.'));
      return;
    }
    try {
      const admitted = await backends.admit({
        login: given.user,
        password: given.password,
        scope: typeof scope === 'string' ? scope : '',
        ipAddress: clientAddress(request),
        signal: leaving(response),
      });
      response
        .set({ 'X-Latchkey-User': utf8(admitted.login), 'X-Latchkey-Account': admitted.accountId })
        .json({ account: admitted.accountId, login: admitted.login });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refuse(response, error);
    }
  });
  return router;
}

function refuse(response: Response, refusal: Refusal): void {
  if (statusOf(refusal.code) === 401) {
    response.set('WWW-Authenticate', 'Basic realm="Latchkey", charset="UTF-8"');
  }
  sendRefusal(response, refusal);
}

/** Node writes header values as Latin-1; what backends expect are the bytes of UTF-8. */
const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
