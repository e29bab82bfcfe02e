import type { EntityManager } from 'typeorm';
import type { AuditEvent } from '../audit/audit-event.entity.js';
import type { Addressees } from './addressees.js';
import type { KeyRing } from '../../platform/encryption/key-ring.js';
import type { GatheredMails, NewMail } from './gathered-mails.js';
import { LINK_CONTEXT, type MailContent } from './mail-content.js';
import { occasionsOf, REPORTABLE } from './occasions.js';
import type { OutboxService, OutboxStatus } from './outbox.service.js';
import { webhookPayload } from './webhook-sender.js';

export interface NotificationsStatus extends OutboxStatus {
  /** Without a mail relay nobody is notified of anything, and nothing is queued. */
  mailConfigured: boolean;
  webhooks: number;
}

export interface NotificationOptions {
  mailConfigured: boolean;
  webhookTargets: readonly string[];
  /** Actions, `name.*` or `*`; none: those that people are notified of. */
  webhookEvents: readonly string[];
}

/** Makes the link by which an account's owner says that it was somebody else; of a sign-in on this device. Returns its id. */
export type OpenReport = (tx: EntityManager, accountId: string, deviceId: string | null) => Promise<string>;

/** Tells owners and other systems of security events; hears of them all through the audit log. */
export class NotificationsService {
  constructor(
    private readonly needs: {
      contacts: Addressees;
      outbox: OutboxService;
      mails: GatheredMails;
      openReport: OpenReport;
      keys: KeyRing;
      options: NotificationOptions;
    },
  ) {}

  /** Queues what an event calls for, in its transaction. */
  async hear(tx: EntityManager, event: AuditEvent): Promise<void> {
    const { mailConfigured, webhookTargets } = this.needs.options;
    const webhooks = this.goesToWebhooks(event)
      ? webhookTargets.map((target) => ({
          channel: 'webhook' as const,
          target,
          payload: webhookPayload(event),
        }))
      : [];
    if (webhooks.length > 0) await this.needs.outbox.queue(tx, webhooks);
    if (!mailConfigured) return;
    if (event.action === 'account.contact_requested') await this.askToConfirm(tx, event);
    if (event.action === 'account.reported_compromised') await this.tellAdministrators(tx, event);
    for (const mail of await this.mailsFor(tx, event)) {
      // Somebody waits for a link, and none may take the place of another.
      if (mail.content.linkId === undefined) await this.needs.mails.queue(tx, mail);
      else
        await this.needs.outbox.queue(tx, [{ channel: 'mail', target: mail.target, payload: mail.content }]);
    }
  }

  get mailConfigured(): boolean {
    return this.needs.options.mailConfigured;
  }

  async status(): Promise<NotificationsStatus> {
    const { mailConfigured, webhookTargets } = this.needs.options;
    return { ...(await this.needs.outbox.status()), mailConfigured, webhooks: webhookTargets.length };
  }

  private goesToWebhooks(event: AuditEvent): boolean {
    const { webhookTargets, webhookEvents } = this.needs.options;
    if (webhookTargets.length === 0) return false;
    if (webhookEvents.length === 0) return occasionsOf(event).length > 0;
    return webhookEvents.some((pattern) =>
      pattern.endsWith('*') ? event.action.startsWith(pattern.slice(0, -1)) : event.action === pattern,
    );
  }

  /** The only mail to an address that nobody has confirmed. Counted before, so that it need not be gathered. */
  private async askToConfirm(tx: EntityManager, event: AuditEvent): Promise<void> {
    const { accountId, accountLogin: login, at } = event;
    if (accountId === null || login === null) return;
    const link = await this.needs.contacts.issueLink(tx, accountId);
    if (!link) return;
    const { locale } = await this.needs.contacts.recipient(tx, accountId, login);
    const content: MailContent = {
      occasion: 'confirmAddress',
      accountId,
      locale,
      facts: { login, at, ipAddress: null, by: null },
      sealedToken: this.needs.keys.seal(link.token, LINK_CONTEXT),
    };
    await this.needs.outbox.queue(tx, [{ channel: 'mail', target: link.email, payload: content }]);
  }

  private async tellAdministrators(tx: EntityManager, event: AuditEvent): Promise<void> {
    const { accountId: subjectId, accountLogin, at, ipAddress } = event;
    if (subjectId === null || accountLogin === null) return;
    for (const { id: accountId, login } of await this.needs.contacts.administrators(tx, subjectId)) {
      const { email: target, locale } = await this.needs.contacts.recipient(tx, accountId, login);
      if (target === null) continue;
      const facts = { login: accountLogin, at, ipAddress, by: null };
      const content: MailContent = { occasion: 'reportedByOther', accountId, subjectId, locale, facts };
      await this.needs.mails.queue(tx, { accountId, target, content });
    }
  }

  private async mailsFor(tx: EntityManager, event: AuditEvent): Promise<NewMail[]> {
    const { accountId, accountLogin } = event;
    const told = occasionsOf(event);
    if (told.length === 0 || accountId === null || accountLogin === null) return [];
    const { email, locale } = await this.needs.contacts.recipient(tx, accountId, accountLogin);
    const isOwnAct = event.actorId === null || event.actorId === event.accountId;
    const common = {
      login: accountLogin,
      at: event.at,
      // Where an administrator sits is not for everyone to know.
      ipAddress: isOwnAct ? event.ipAddress : null,
      by: isOwnAct ? null : event.actorLogin,
    };
    const contents = told.map(({ occasion, linkId, ...more }): MailContent => ({
      occasion,
      accountId,
      locale,
      ...(linkId !== undefined && { linkId }),
      facts: { ...common, ...more },
    }));
    const mails = [...new Set([email, earlierAddress(event)])]
      .filter((target): target is string => target !== null)
      .flatMap((target) => contents.map((content) => ({ accountId, target, content })));
    if (!isOwnAct) return mails;
    for (const { content } of mails) {
      if (!REPORTABLE.has(content.occasion)) continue;
      content.reportId = await this.needs.openReport(tx, accountId, deviceOf(event));
    }
    return mails;
  }
}

/** An intruder who takes an account over also changes where it is notified. */
function earlierAddress({ action, details }: AuditEvent): string | null {
  if (action !== 'account.contact_changed') return null;
  return (details as { email?: { from: string | null } } | null)?.email?.from ?? null;
}

const deviceOf = ({ details }: AuditEvent): string | null =>
  (details as { deviceId?: string } | null)?.deviceId ?? null;
