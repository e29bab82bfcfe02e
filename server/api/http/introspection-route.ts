import express, { type Request, type Response, Router } from 'express';
import type { IntrospectionService } from '../../integrations/introspection/introspection.service.js';
import type { Factors } from '../../factors/factors.js';
import { Refusal } from '../../platform/refusal.js';
import { refused, statusOf } from '../refusals.js';
import { basicCredentials } from './basic-credentials.js';
import { clientAddress } from './client-address.js';
import type { Session } from '../../platform/acting/session.js';

/** `POST /oauth2/introspect` (RFC 7662), for clients that name themselves as RFC 6749 §2.3.1 has it. */
export function introspectionRoute(introspection: IntrospectionService, factors: Factors): Router {
  const router = Router();
  router.post(
    '/oauth2/introspect',
    express.urlencoded({ extended: false, limit: '20kb' }),
    async (request, response) => {
      response.set('Cache-Control', 'no-store');
      try {
        const { name, secret } = clientCredentials(request);
        await introspection.authenticate(name, secret, clientAddress(request));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        refuse(response, error);
        return;
      }
      const token = parameter(request, 'token');
      if (token === '') {
        response.status(400).json({ error: 'invalid_request', error_description: 'token must be given.' });
        return;
      }
      const session = await introspection.introspect(token);
      response.json(session ? describe(session, factors.amrOf(session.secondFactor)) : { active: false });
    },
  );
  return router;
}

function clientCredentials(request: Request): { name: string; secret: string } {
  const basic = basicCredentials(request.headers.authorization);
  return basic
    ? { name: basic.user, secret: basic.password }
    : { name: parameter(request, 'client_id'), secret: parameter(request, 'client_secret') };
}

function parameter(request: Request, name: string): string {
  const value = (request.body as Record<string, unknown> | undefined)?.[name];
  return typeof value === 'string' ? value : '';
}

/** In the form of RFC 6749 §5.2. */
function refuse(response: Response, refusal: Refusal): void {
  if (statusOf(refusal.code) === 401) response.set('WWW-Authenticate', 'Basic realm="Latchkey"');
  refused(response, refusal).json({ error: 'invalid_client', error_description: refusal.message });
}

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);

const describe = ({ account, issuedAt, expiresAt }: Session, amr: readonly string[]) => ({
  active: true,
  sub: account.id,
  username: account.login,
  scope: account.role === 'ADMIN' ? 'user admin' : 'user',
  token_type: 'Bearer',
  iat: seconds(issuedAt),
  ...(expiresAt !== null && { exp: seconds(expiresAt) }),
  amr,
});
