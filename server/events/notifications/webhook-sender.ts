import { Webhook } from 'standardwebhooks';
import type { AuditEvent } from '../audit/audit-event.entity.js';
import { type Clock, SECOND } from '../../platform/clock.js';
import { sha256 } from '../../platform/encryption/secrets.js';
import type { OutboxMessage } from './outbox-message.entity.js';
import { SendError, type Sender } from './outbox.service.js';

const TIME_OUT = 15 * SECOND;
const GONE = 410;

/** Where events are posted. */
export interface WebhookConfig {
  urls: string[];
  /** All sign. */
  secrets: string[];
  /** Empty: the events that people are notified of. */
  events: string[];
}

/** The body of a webhook (Standard Webhooks §Payload structure). */
export const webhookPayload = (event: AuditEvent): object => ({
  type: event.action,
  timestamp: new Date(event.at).toISOString(),
  data: {
    id: event.id,
    actorId: event.actorId,
    actorLogin: event.actorLogin,
    accountId: event.accountId,
    accountLogin: event.accountLogin,
    ipAddress: event.ipAddress,
    details: event.details,
  },
});

/** Signed webhooks (Standard Webhooks 1.0), to the operator's own URLs. */
export class WebhookSender implements Sender {
  private readonly urls: ReadonlyMap<string, string>;
  private readonly signers: readonly Webhook[];

  /** All secrets sign, so that a receiver can change from one to the next. */
  constructor(
    private readonly clock: Clock,
    urls: readonly string[],
    secrets: readonly string[],
  ) {
    this.urls = new Map(urls.map((url) => [sha256(url), url]));
    this.signers = secrets.map((secret) => new Webhook(secret));
  }

  get targets(): string[] {
    return [...this.urls.keys()];
  }

  async send({ id, target, payload }: OutboxMessage): Promise<void> {
    const url = this.urls.get(target);
    if (url === undefined) throw new SendError('no longer configured', false);
    const status = await this.post(url, id, JSON.stringify(payload));
    if (status >= 200 && status < 300) return;
    throw new SendError(`HTTP ${status}`, status !== GONE);
  }

  private async post(url: string, id: string, body: string): Promise<number> {
    const now = new Date(this.clock.now());
    try {
      const response = await fetch(url, {
        method: 'POST',
        body,
        // To follow one would take the signed body to wherever the receiver points.
        redirect: 'manual',
        signal: AbortSignal.timeout(TIME_OUT),
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Latchkey',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(now.getTime() / SECOND)),
          'webhook-signature': this.signers.map((signer) => signer.sign(id, now, body)).join(' '),
        },
      });
      await response.body?.cancel();
      return response.status;
    } catch (error) {
      throw new SendError(reasonOf(error), true);
    }
  }
}

/** Such as ECONNREFUSED; never the URL, which may hold a secret. */
function reasonOf(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: string } };
  return cause?.code ?? (name === 'TimeoutError' ? 'no answer in time' : 'not reachable');
}
