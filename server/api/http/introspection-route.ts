import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse } from 'node:querystring';
import express from 'express';
import type { Logger } from 'pino';
import type {
  Introspected,
  IntrospectionService,
} from '../../integrations/introspection/introspection.service.js';
import type { Factors } from '../../factors/factors.js';
import { isAdministrator } from '../../platform/acting/permissions.js';
import { Refusal } from '../../platform/refusal.js';
import { asError, headersOf, statusOf } from '../refusals.js';
import { basicCredentials } from './basic-credentials.js';
import { type Answerer, isFor, sendJson } from './before-express.js';
import { bytesOf, isPlain } from './plain-body.js';
import { failureOf } from './request-errors.js';
import type { RequestLog } from './request-log.js';

const INTROSPECT = '/oauth2/introspect';
const NOT_KEPT = { 'Cache-Control': 'no-store' };

/**
 * `POST /oauth2/introspect` (RFC 7662), for clients that name themselves as RFC 6749 §2.3.1 has it. Mail servers ask at
 * each connection.
 */
export function introspectionRoute(parts: {
  introspection: IntrospectionService;
  factors: Factors;
  publicUrl: string;
  logged: RequestLog;
  securityHeaders: Record<string, string>;
  log: Logger;
}): Answerer {
  const { introspection, factors, publicUrl, logged, log } = parts;
  const isForThis = isFor(publicUrl, INTROSPECT);
  const headers = { ...parts.securityHeaders, ...NOT_KEPT };

  const answer = async (
    request: IncomingMessage,
    response: ServerResponse,
    ipAddress: string | null,
  ): Promise<void> => {
    const body = await bodyOf(request, response);
    const asker = { ...clientCredentials(request, body), ipAddress };
    try {
      const found = await introspection.introspect(asker, parameter(body, 'token'));
      sendJson(response, 200, found ? describe(found, publicUrl, factors) : { active: false }, headers);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refuse(response, error, headers);
    }
  };

  return (request, response) => {
    if (request.method !== 'POST' || !isForThis(request)) return false;
    logged(request, response, INTROSPECT, (ipAddress) => {
      answer(request, response, ipAddress).catch((error: unknown) => {
        const failure = failureOf(error, log);
        sendJson(response, failure.status, failure.body, { ...headers, ...failure.headers });
      });
    });
    return true;
  };
}

type Body = Partial<Record<string, unknown>>;

const LIMIT = 20 * 1024;
const FORM = /^application\/x-www-form-urlencoded(?:; ?charset=utf-8)?$/i;
const readForm = express.urlencoded({ extended: false, limit: LIMIT });

async function bodyOf(request: IncomingMessage, response: ServerResponse): Promise<Body> {
  // Of one that is given twice, both are ignored.
  if (isPlain(request, FORM, LIMIT)) return parse((await bytesOf(request)).toString());
  await new Promise<void>((resolve, reject) => {
    readForm(request, response, (error?: Error) => {
      if (error) reject(error);
      else resolve();
    });
  });
  return (request as { body?: Body }).body ?? {};
}

function clientCredentials({ headers }: IncomingMessage, body: Body): { name: string; secret: string } {
  const basic = basicCredentials(headers.authorization);
  return basic
    ? { name: basic.user, secret: basic.password }
    : { name: parameter(body, 'client_id'), secret: parameter(body, 'client_secret') };
}

function parameter(body: Body, name: string): string {
  const value = body[name];
  return typeof value === 'string' ? value : '';
}

/** In the form of RFC 6749 §5.2. */
function refuse(response: ServerResponse, refusal: Refusal, shared: Record<string, string>): void {
  const status = statusOf(refusal.code);
  const challenge = status === 401 ? { 'WWW-Authenticate': 'Basic realm="Latchkey"' } : {};
  const headers = { ...shared, ...headersOf(refusal), ...challenge };
  // Nobody may ask: there is no such address.
  if (refusal.code === 'NOT_FOUND') {
    sendJson(response, status, { errors: [asError(refusal)] }, headers);
    return;
  }
  const error = refusal.code === 'BAD_USER_INPUT' ? 'invalid_request' : 'invalid_client';
  sendJson(response, status, { error, error_description: refusal.message }, headers);
}

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);

function describe(
  { session, granted, groups }: Introspected,
  iss: string,
  factors: Factors,
): Record<string, unknown> {
  const { account, issuedAt, expiresAt, secondFactor } = session;
  const person = { sub: account.id, username: account.login };
  const amr = factors.amrOf(secondFactor);
  const shared = { active: true, ...person, token_type: 'Bearer', amr };
  if (granted) {
    const { scope, clientId: client_id, issuedAt: iat, expiresAt: exp } = granted;
    return { ...shared, iss, scope, client_id, iat, exp, ...(groups && { groups }) };
  }
  return {
    ...shared,
    // An administrator who was let in by a temporary code cannot administer.
    scope: isAdministrator(account) && secondFactor !== 'BYPASS_CODE' ? 'user admin' : 'user',
    iat: seconds(issuedAt),
    ...(expiresAt !== null && { exp: seconds(expiresAt) }),
  };
}
