import type { Request, RequestHandler } from 'express';
import { LRUCache } from 'lru-cache';
import type { PasswordHasher } from '../../accounts/password-hasher.js';
import type { Refusal } from '../../platform/refusal.js';
import { currentRequest } from '../../platform/telemetry/request.js';
import { asError } from '../refusals.js';
import { clientAddress } from './client-address.js';

// Far more than the clients of one service send; flooding it with others only makes us learn anew.
const MOST_DOCUMENTS = 100;

/**
 * While as many people sign in as have a place, those who come then are refused without GraphQL, at half the cost:
 * these refusals are the bulk of a flood. It knows a sign-in by its document, once GraphQL has seen one.
 */
export class SignInGate {
  private readonly responseKeys = new LRUCache<string, string>({ max: MOST_DOCUMENTS });

  constructor(private readonly hasher: PasswordHasher) {}

  /** A document that does nothing but sign in, and the name of its answer. */
  learn(document: string, responseKey: string): void {
    this.responseKeys.set(document, responseKey);
  }

  private refusalFor(request: Request): Refusal | null {
    return this.hasher.refusalWithoutPlace({ account: null, ipAddress: clientAddress(request) });
  }

  readonly handle: RequestHandler = (request, response, next) => {
    const { query } = (request.body ?? {}) as { query?: unknown };
    const responseKey = typeof query === 'string' ? this.responseKeys.get(query) : undefined;
    const refusal = responseKey === undefined ? null : this.refusalFor(request);
    if (!refusal) {
      next();
      return;
    }
    Object.assign(currentRequest() ?? {}, { operations: ['signIn'], codes: [refusal.code] });
    const { message, extensions } = asError(refusal);
    const error = { message, path: [responseKey], extensions };
    response.type(request.accepts('json', 'application/graphql-response+json') || 'json');
    response.send(JSON.stringify({ errors: [error], data: null }));
  };
}
