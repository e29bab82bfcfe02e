import type { IncomingMessage } from 'node:http';
import { LRUCache } from 'lru-cache';
import type { PasswordHasher } from '../../accounts/password-hasher.js';
import { currentRequest } from '../../platform/telemetry/request.js';
import { asError } from '../refusals.js';
import { accepted } from './before-express.js';

// Far more than the clients of one service send; flooding it with others only makes us learn anew.
const MOST_DOCUMENTS = 100;
const TYPES = ['application/json', 'application/graphql-response+json'] as const;

/**
 * While as many people sign in as have a place, those who come then are refused without GraphQL, at half the cost:
 * these refusals are the bulk of a flood. Of a burst, one comes at a time, so that sessions are answered in between. It
 * knows a sign-in by its document, once GraphQL has seen one.
 */
export class SignInGate {
  private readonly responseKeys = new LRUCache<string, string>({ max: MOST_DOCUMENTS });
  private last = Promise.resolve();

  constructor(private readonly hasher: PasswordHasher) {}

  /** A document that does nothing but sign in, and the name of its answer. */
  learn(document: string, responseKey: string): void {
    this.responseKeys.set(document, responseKey);
  }

  /** The answer to a request with this body, where it is to be refused. */
  async refusalOf(
    body: unknown,
    request: IncomingMessage,
    ipAddress: string | null,
  ): Promise<{ type: string; text: string } | null> {
    const { query } = (body ?? {}) as { query?: unknown };
    const responseKey = typeof query === 'string' ? this.responseKeys.get(query) : undefined;
    if (responseKey === undefined) return null;
    await this.turn();
    const refusal = this.hasher.refusalWithoutPlace({ account: null, ipAddress });
    if (!refusal) return null;
    Object.assign(currentRequest() ?? {}, { operations: ['signIn'], codes: [refusal.code] });
    const { message, extensions } = asError(refusal);
    const error = { message, path: [responseKey], extensions };
    const type = accepted(request, ...TYPES) || TYPES[0];
    return { type: `${type}; charset=utf-8`, text: JSON.stringify({ errors: [error], data: null }) };
  }

  /** One in each turn of the event loop. */
  private turn(): Promise<void> {
    return (this.last = this.last.then(() => new Promise((resolve) => setImmediate(resolve))));
  }
}
