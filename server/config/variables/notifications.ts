import { z } from 'zod';
import { LOCALES } from '../../platform/locale.js';
import { parseMailbox } from '../../platform/email-address.js';
import { list, onOff } from '../values.js';
import { smtpUrl, webUrl } from '../url-variables.js';
import type { Variables } from '../variable.js';

const mailbox = z.string().transform((text, context) => {
  const parsed = parseMailbox(text);
  if (parsed !== null) return parsed;
  context.addIssue('must hold an address that mail can be sent from: address, or Name <address>');
  return z.NEVER;
});

export const notifications = {
  SMTP_URL: {
    schema: smtpUrl.optional(),
    meaning: 'The mail relay, `smtps://user:password@host`. Without it, nobody is notified of events.',
    example: 'smtps://latchkey:password@relay.example.org',
    secret: true,
  },
  SMTP_STARTTLS: {
    schema: onOff.default('on'),
    meaning: 'Whether `smtp:` must be upgraded to TLS; `off` on a private network only.',
    example: 'off',
  },
  MAIL_FROM: {
    schema: mailbox.optional(),
    meaning: 'The sender; required with `SMTP_URL`.',
    example: 'Example Mail <security@example.org>',
  },
  MAIL_LOCALE: {
    schema: z.enum(LOCALES).default('en'),
    meaning: `One of ${LOCALES.map((locale) => `\`${locale}\``).join(', ')}, for accounts that have chosen none.`,
    example: 'de',
  },
  WEBHOOK_URLS: {
    schema: list.pipe(z.array(webUrl('path', 'parameters'))),
    meaning: 'Where events are posted.',
    example: 'https://hooks.example.org/latchkey',
    secret: true,
  },
  WEBHOOK_SECRET: {
    schema: list.pipe(
      z.array(
        z.string().regex(/^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/, 'must be whsec_ and 24 to 64 bytes in base64'),
      ),
    ),
    meaning: 'The `whsec_…` that signs them; `new,old` signs with both.',
    example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    secret: true,
  },
  WEBHOOK_EVENTS: {
    schema: list.pipe(
      z.array(
        z.string().regex(/^(\*|[a-z_]+\.(\*|[a-z_]+)|[a-z_]+)$/, 'must be a list of actions, name.* or *'),
      ),
    ),
    meaning: 'Actions, `account.*` or `*`: what is posted.',
    example: 'account.*,sign_in.failed',
    default: 'notified ones',
  },
} satisfies Variables;
