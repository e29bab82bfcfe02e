import { createTransport } from 'nodemailer';
import type { Locale } from '../contacts/contact.entity.js';
import { SECOND } from '../database/clock.js';
import { composeMail, type MailContent } from './mail.js';
import type { OutboxMessage } from './outbox-message.entity.js';
import { SendError, type Sender } from './outbox.service.js';

const CONNECTIONS = 5;
const TIME_OUT = 15 * SECOND;

export interface MailOptions {
  smtpUrl: string;
  /** Whether `smtp:` must be upgraded to TLS (RFC 3207) before anything is sent. */
  startTls: boolean;
  /** `address` or `Name <address>`. */
  from: string;
  /** For accounts that have chosen none. */
  locale: Locale;
  issuer: string;
  /** Where people manage their factors. */
  accountPage: string;
}

/** Mail over SMTP. */
export class MailSender implements Sender {
  private readonly transport;

  /** `linkOf` gives the address of a link that is to be mailed; null when it is no longer good. */
  constructor(
    private readonly options: MailOptions,
    private readonly linkOf: (linkId: string) => Promise<string | null>,
  ) {
    this.transport = createTransport({
      url: options.smtpUrl,
      requireTLS: options.startTls,
      pool: true,
      maxConnections: CONNECTIONS,
      connectionTimeout: TIME_OUT,
      greetingTimeout: TIME_OUT,
      socketTimeout: TIME_OUT,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send({ id, target, payload }: OutboxMessage): Promise<void> {
    const { issuer, accountPage, from } = this.options;
    const content = payload as MailContent;
    const link = content.linkId === undefined ? undefined : await this.linkOf(content.linkId);
    // Used or replaced since it was queued.
    if (link === null) return;
    const mail = composeMail(content, content.locale ?? this.options.locale, {
      issuer,
      accountPage,
      ...(link !== undefined && { link }),
    });
    const domain = /@([\w.-]+)/.exec(from)?.[1] ?? 'localhost';
    try {
      await this.transport.sendMail({
        from,
        // An object: in a string, a comma would make two recipients of one.
        to: { name: '', address: target },
        ...mail,
        messageId: `<${id}@${domain}>`,
        // RFC 3834: nobody's absence is to be told to us.
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      });
    } catch (error) {
      const { code, responseCode } = error as { code?: string; responseCode?: number };
      // The relay refuses this address or this message, and will again.
      const isRefused = (code === 'EENVELOPE' || code === 'EMESSAGE') && Number(responseCode) >= 500;
      if (code === 'ETLS') throw new SendError('no TLS: see SMTP_STARTTLS', true);
      const reason = responseCode === undefined ? (code ?? 'not sent') : `SMTP ${responseCode}`;
      throw new SendError(reason, !isRefused);
    }
  }

  close(): void {
    this.transport.close();
  }
}
