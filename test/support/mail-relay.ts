import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { needsSmtpUtf8 } from '../../server/platform/email-address.js';

export interface ReceivedMail {
  /** As the envelope says. */
  from: string;
  to: string[];
  raw: string;
  mail: Email;
}

/** A real SMTP server that keeps what it is given. */
export class MailRelay {
  readonly received: ReceivedMail[] = [];
  /** Answers RCPT TO with this status code instead of accepting. */
  refuseRecipients: number | undefined;
  /** Whether it offers SMTPUTF8; without it, it refuses other scripts before the @. Set before it starts. */
  offersUtf8 = true;
  private server: SMTPServer | undefined;
  private port = 0;

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  /** On the same port as before, if it was started before. */
  async start(): Promise<void> {
    this.server = new SMTPServer({
      authOptional: true,
      closeTimeout: 1,
      disabledCommands: ['STARTTLS', 'AUTH'],
      hideSMTPUTF8: !this.offersUtf8,
      onRcptTo: ({ address }, _session, callback) => {
        const mayTake = this.offersUtf8 || !needsSmtpUtf8(address);
        const responseCode = mayTake ? this.refuseRecipients : 553;
        if (responseCode === undefined) callback();
        else callback(Object.assign(new Error('Refused'), { responseCode }));
      },
      onData: (stream, session, callback) => {
        void buffer(stream).then(async (raw) => {
          const { mailFrom, rcptTo } = session.envelope;
          this.received.push({
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            raw: raw.toString(),
            mail: await PostalMime.parse(raw),
          });
          callback();
        });
      },
    });
    this.server.on('error', () => undefined);
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server.server, 'listening');
    this.port = (this.server.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const { server } = this;
    if (server) await new Promise<void>((resolve) => server.close(resolve));
    this.server = undefined;
  }
}
