import express, { type Request, type Response, Router } from 'express';
import type {
  Asker,
  Introspected,
  IntrospectionService,
} from '../../integrations/introspection/introspection.service.js';
import type { Factors } from '../../factors/factors.js';
import { Refusal } from '../../platform/refusal.js';
import { refused, statusOf } from '../refusals.js';
import { basicCredentials } from './basic-credentials.js';
import { clientAddress } from './client-address.js';

/** `POST /oauth2/introspect` (RFC 7662), for clients that name themselves as RFC 6749 §2.3.1 has it. */
export function introspectionRoute(
  introspection: IntrospectionService,
  factors: Factors,
  issuer: string,
): Router {
  const router = Router();
  router.post(
    '/oauth2/introspect',
    express.urlencoded({ extended: false, limit: '20kb' }),
    async (request, response, next) => {
      if (!(await introspection.isOffered())) {
        next('router');
        return;
      }
      response.set('Cache-Control', 'no-store');
      let asker: Asker;
      try {
        const { name, secret } = clientCredentials(request);
        asker = await introspection.authenticate(name, secret, clientAddress(request));
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
      const found = await introspection.introspect(token, asker);
      response.json(found ? describe(found, issuer, factors) : { active: false });
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

function describe(
  { session, granted }: Introspected,
  iss: string,
  factors: Factors,
): Record<string, unknown> {
  const { account, issuedAt, expiresAt, secondFactor } = session;
  const person = { sub: account.id, username: account.login };
  const amr = factors.amrOf(secondFactor);
  const shared = { active: true, ...person, token_type: 'Bearer', amr };
  if (granted) {
    const { scope, clientId: client_id, issuedAt: iat, expiresAt: exp } = granted;
    return { ...shared, iss, scope, client_id, iat, exp };
  }
  return {
    ...shared,
    scope: account.role === 'ADMIN' ? 'user admin' : 'user',
    iat: seconds(issuedAt),
    ...(expiresAt !== null && { exp: seconds(expiresAt) }),
  };
}
