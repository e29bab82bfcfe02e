import { channel, subscribe } from 'node:diagnostics_channel';
import type { IncomingHttpHeaders } from 'node:http';
import type { RequestNotes } from './request.js';

/**
 * What the service tells of its work while it works. One way: nobody need listen, a listener changes nothing, and
 * no fact holds a secret.
 */
class Fact<T> {
  private readonly channel;

  constructor(private readonly name: string) {
    this.channel = channel(`latchkey:${name}`);
  }

  publish(fact: T): void {
    if (this.channel.hasSubscribers) this.channel.publish(fact);
  }

  subscribe(listener: (fact: T) => void): void {
    subscribe(`latchkey:${this.name}`, (fact) => listener(fact as T));
  }
}

/** An audit event whose transaction has committed. */
export const auditRecorded = new Fact<{ action: string; details?: Record<string, unknown> }>('audit');

/** An attempt that was refused before it was checked, because too many came before it. */
export const attemptRefused = new Fact<{ kind: string }>('attempt-refused');

export const tokenLookedUp = new Fact<{ kind: 'stored' | 'signed' | 'service'; valid: boolean }>(
  'token-lookup',
);

/** A request to an application behind a proxy that was decided about, or answered without being. */
export const forwardChecked = new Fact<{ outcome: string }>('forward-check');

/** A service asked about a token: `active`, `inactive`, or `refused`, since it is none that may ask. */
export const tokenIntrospected = new Fact<{ outcome: string }>('introspection');

/** Somebody entered an application by OpenID Connect, and was given a code for it. */
export const openIdAuthorized = new Fact<Record<string, never>>('openid-authorization');

/** An application was given tokens for a code or a refresh token, by the standard's name. */
export const openIdGranted = new Fact<{ grant: string }>('openid-grant');

/** What was refused at an endpoint of OpenID Connect, by the standard's name of the error. */
export const openIdRefused = new Fact<{ endpoint: string; error: string }>('openid-refusal');

/** A password hash computed: seconds of waiting for a turn, and of computing. */
export const passwordHashed = new Fact<{ waited: number; took: number }>('password-hash');

/** A request refused because the queue for password hashing was full. */
export const hashingRefused = new Fact<Record<string, never>>('hashing-refused');

/** A statement on SQLite; mysql2 tells of its own on channels of its own. Seconds. */
export const statementRan = new Fact<{ sql: string; took: number }>('statement');

/** A request that has arrived; `sentBy` are the headers of a trusted proxy, which may have begun a span for it. */
export const requestBegan = new Fact<{
  request: RequestNotes;
  method: string;
  path: string;
  sentBy: IncomingHttpHeaders;
}>('request-began');

/** Seconds until a request was answered or broken off. */
export const requestAnswered = new Fact<{ request: RequestNotes; status: number; took: number }>('request');

/** A GraphQL operation that is about to run: its type, and its fields by the schema's names. */
export const operationBegan = new Fact<{ request: RequestNotes; type: string; fields: string[] }>(
  'operation-began',
);

/** With the codes of what it was refused. */
export const operationEnded = new Fact<{ request: RequestNotes; codes: string[] }>('operation-ended');
