import type { Platform } from '../platform/create-platform.js';
import type { AccountScopes } from '../platform/paging/account-scope.js';
import { EVERY_MINUTE } from '../platform/jobs/job-runner.js';
import { AuditChainService } from './audit/audit-chain.service.js';
import { AuditService } from './audit/audit.service.js';
import { AuditVerification } from './audit/audit-verification.js';
import { AuditResolver } from './audit/audit.resolver.js';
import { SecurityEventsResolver } from './audit/security-events.resolver.js';
import type { Addressees } from './notifications/addressees.js';
import { GatheredMails } from './notifications/gathered-mails.js';
import { type MailedLinks, type MailOptions, MailSender } from './notifications/mail-sender.js';
import { NotificationsResolver } from './notifications/notifications.resolver.js';
import { NotificationsService, type OpenReport } from './notifications/notifications.service.js';
import { OutboxService } from './notifications/outbox.service.js';
import { WebhookSender } from './notifications/webhook-sender.js';

export type Events = ReturnType<typeof createEvents>;

/** The audit log, sealed every minute. */
export function createEvents({
  platform: { database, clock, log, dataKeys, jobs, places },
  scopes,
  auditRetentionDays,
}: {
  platform: Platform;
  scopes: AccountScopes;
  auditRetentionDays: number;
}) {
  const audit = new AuditService(database, clock, dataKeys, scopes);
  const auditChain = new AuditChainService({
    database,
    clock,
    keys: dataKeys,
    audit,
    log,
    retentionDays: auditRetentionDays,
  });
  jobs.define({
    name: 'seal-audit-log',
    schedule: EVERY_MINUTE,
    run: async () => ({ sealed: await auditChain.seal() }),
  });
  return {
    audit,
    auditChain,
    auditVerification: new AuditVerification(database, dataKeys),
    sweeps: { auditEvents: () => auditChain.sweepOld() },
    resolvers: [new AuditResolver(audit, places), new SecurityEventsResolver(audit, places)],
  };
}

/** What follows from events: mails to people, where there is a relay, and webhooks. */
export function createNotifications({
  platform: { database, clock, log, keys, jobs, places },
  events: { audit },
  ...needs
}: {
  platform: Platform;
  events: Events;
  addressees: Addressees;
  /** Undefined: there is no relay. */
  mail: Omit<MailOptions, 'keys' | 'places'> | undefined;
  links: MailedLinks;
  openReport: OpenReport;
  webhooks: { urls: readonly string[]; secrets: readonly string[]; events: readonly string[] };
}) {
  const outbox = new OutboxService(database, clock, log);
  const gatheredMails = new GatheredMails(database, clock, outbox);
  const webhooks = new WebhookSender(clock, needs.webhooks.urls, needs.webhooks.secrets);
  outbox.register('webhook', webhooks);
  if (needs.mail)
    outbox.register('mail', new MailSender({ ...needs.mail, keys, places }, needs.links, needs.addressees));
  const notifications = new NotificationsService({
    contacts: needs.addressees,
    outbox,
    mails: gatheredMails,
    openReport: needs.openReport,
    keys,
    options: {
      mailConfigured: needs.mail !== undefined,
      webhookTargets: webhooks.targets,
      webhookEvents: needs.webhooks.events,
    },
  });
  audit.listen((tx, event) => notifications.hear(tx, event));
  jobs.define({
    name: 'send-notifications',
    schedule: EVERY_MINUTE,
    run: async ({ signal }) => ({
      ...(await outbox.sendDue(signal)),
      forgotten: await outbox.forgetFailed(),
    }),
  });
  return {
    notifications,
    outbox,
    sweeps: { mailPaces: () => gatheredMails.sweepOld() },
    resolvers: [new NotificationsResolver(notifications)],
  };
}
