import type { Transporter } from 'nodemailer';
import { SECOND } from '../../platform/clock.js';
import type { Addressees } from './addressees.js';
import type { KeyRing } from '../../platform/encryption/key-ring.js';
import type { Places } from '../../platform/places/places.js';
import { domainOf, type Mailbox, needsSmtpUtf8 } from '../../platform/email-address.js';
import type { ServerUrl } from '../../platform/server-url.js';
import type { DigestContent } from './digest.js';
import type { Mail } from './mail.js';
import { LINK_CONTEXT, type MailContent } from './mail-content.js';
import type { Occasion } from './occasions.js';
import type { OutboxMessage } from './outbox-message.entity.js';
import { SendError, type Sender } from './outbox.service.js';
import type { Locale } from '../../platform/locale.js';
import type { Brand } from '../../platform/brand.js';

const CONNECTIONS = 5;
const TIME_OUT = 15 * SECOND;

/** The relay, and who writes. */
export interface MailConfig {
  smtp: ServerUrl;
  /** Whether `smtp:` must be upgraded to TLS (RFC 3207) before anything is sent. */
  startTls: boolean;
  from: Mailbox;
  /** For accounts that have chosen none. */
  locale: Locale;
}

export interface MailOptions extends MailConfig {
  brand: () => Promise<Brand>;
  /** Where people manage their factors. */
  accountPage: string;
  /** Where people confirm an address, and what opens the token for it. */
  confirmPage: string;
  /** Where administrators find an account, by its id. */
  accountsPage: string;
  /** Where they see all of them at a glance. */
  overviewPage: string;
  keys: KeyRing;
  places: Places;
}

/** Give the address of a link that is to be mailed, by its id; null when it is no longer good. */
export interface MailedLinks {
  /** That of what a mail tells of, if there is one. */
  about: Partial<Record<Occasion, (linkId: string) => Promise<string | null>>>;
  report(linkId: string): Promise<string | null>;
}

/** Mail over SMTP. */
export class MailSender implements Sender {
  private transport: Promise<Transporter> | undefined;

  constructor(
    private readonly options: MailOptions,
    private readonly links: MailedLinks,
    private readonly addressees: Pick<Addressees, 'noteRefused' | 'noteAccepted'>,
  ) {}

  async send({ id, target, payload }: OutboxMessage): Promise<void> {
    const { from } = this.options;
    const content = payload as MailContent | DigestContent;
    const mail = await this.compose(content);
    if (mail === null) return;
    try {
      this.transport ??= connect(this.options);
      const transport = await this.transport;
      await transport.sendMail({
        from,
        // An object: in a string, a comma would make two recipients of one.
        to: { name: '', address: target },
        ...mail,
        messageId: `<${id}@${domainOf(from.address)}>`,
        // RFC 3834: nobody's absence is to be told to us.
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      });
    } catch (error) {
      const refused = refusalOf(error, [from.address, target]);
      if (content.accountId !== undefined && isOfRecipient(error) && !refused.mayPass) {
        await this.addressees.noteRefused(content.accountId, target, refused.message);
      }
      throw refused;
    }
    if (content.accountId !== undefined) await this.addressees.noteAccepted(content.accountId, target);
  }

  /** What writes is loaded with the first mail. Null when the link that it is for was used or replaced since it was queued. */
  private async compose(content: MailContent | DigestContent): Promise<Mail | null> {
    const { accountPage, accountsPage, overviewPage, places } = this.options;
    const locale = content.locale ?? this.options.locale;
    if ('digest' in content) {
      const { composeDigest } = await import('./digest-mail.js');
      const brand = await this.options.brand();
      return composeDigest(content.digest, locale, { brand, accountsPage, overviewPage });
    }
    const link = await this.linkIn(content);
    if (link === null) return null;
    const { composeMail } = await import('./mail.js');
    return composeMail(content, locale, {
      brand: await this.options.brand(),
      accountPage,
      place: await places.of(content.facts.ipAddress, locale),
      notMe: content.reportId === undefined ? null : await this.links.report(content.reportId),
      ...(link !== undefined && { link }),
    });
  }

  /** A token stands behind a #, which browsers send to no server. Null when the link is no longer good. */
  private async linkIn(content: MailContent): Promise<string | null | undefined> {
    const { occasion, linkId, sealedToken, subjectId } = content;
    if (linkId !== undefined) return (await this.links.about[occasion]?.(linkId)) ?? null;
    if (subjectId !== undefined) return `${this.options.accountsPage}/${subjectId}`;
    if (sealedToken === undefined) return undefined;
    try {
      return `${this.options.confirmPage}#${this.options.keys.open(sealedToken, LINK_CONTEXT)}`;
    } catch {
      throw new SendError('its link was sealed with a key that is gone', false);
    }
  }

  close(): void {
    void this.transport?.then((transport) => transport.close());
  }
}

async function connect({ smtp, startTls }: MailOptions): Promise<Transporter> {
  const { createTransport } = await import('nodemailer');
  return createTransport({
    host: smtp.host,
    ...(smtp.port !== undefined && { port: smtp.port }),
    secure: smtp.protocol === 'smtps:',
    ...(smtp.user !== undefined && { auth: { user: smtp.user, pass: smtp.password ?? '' } }),
    requireTLS: startTls,
    pool: true,
    maxConnections: CONNECTIONS,
    connectionTimeout: TIME_OUT,
    greetingTimeout: TIME_OUT,
    socketTimeout: TIME_OUT,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

interface SmtpError {
  code?: string;
  command?: string;
  responseCode?: number;
}

function refusalOf(error: unknown, addresses: string[]): SendError {
  const { code, responseCode } = error as SmtpError;
  if (code === 'ETLS') return new SendError('no TLS: see SMTP_STARTTLS', true);
  if (responseCode === undefined) return new SendError(code ?? 'not sent', true);
  // The relay refuses this address or this message, and will again.
  const isFinal = (code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode >= 500;
  const mayLackUtf8 = isFinal && addresses.some(needsSmtpUtf8);
  return new SendError(
    `SMTP ${responseCode}${mayLackUtf8 ? ': the address needs a relay with SMTPUTF8' : ''}`,
    !isFinal,
  );
}

const isOfRecipient = (error: unknown): boolean => (error as SmtpError).command === 'RCPT TO';
