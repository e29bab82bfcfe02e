import type { Facts, Occasion } from './occasions.js';
import { de } from './texts/de.js';
import { en } from './texts/en.js';
import { es } from './texts/es.js';
import { fr } from './texts/fr.js';
import type { Texts } from './texts/texts.js';
import type { Locale } from '../../platform/locale.js';

/** What the outbox keeps of a mail: it is written in words when it is sent. */
export interface MailContent {
  occasion: Occasion;
  facts: Facts;
  locale: Locale | null;
  /** Whom it is about; queued by an earlier version, it may not say so. */
  accountId?: string;
  /** The link that is its reason; its address is made when it is sent. */
  linkId?: string;
  /** Of the link to the address that it confirms. */
  sealedToken?: string;
}

/** What a token is sealed for until its mail is sent. */
export const LINK_CONTEXT = 'link in a mail';

export interface Mail {
  subject: string;
  text: string;
  html: string;
}

const TEXTS: Record<Locale, Texts> = { en, de, fr, es };

export function composeMail(
  { occasion, facts }: Pick<MailContent, 'occasion' | 'facts'>,
  locale: Locale,
  service: { issuer: string; accountPage: string; link?: string },
): Mail {
  const { issuer, accountPage, link: address = accountPage } = service;
  const texts = TEXTS[locale];
  const { subject, sentence } = texts.occasions[occasion](facts);
  const rows = factRows(texts, facts, locale);
  const advice =
    texts.advice[occasion] ?? `${texts.wasMe} ${texts.wasNotMe[occasion] ?? texts.wasNotMe.otherwise}`;
  const footer = texts.footer(issuer);
  return {
    subject: issuer + texts.colon + subject,
    text: [
      sentence,
      rows.map(([label, value]) => label + texts.colon + value).join('\n'),
      advice,
      address,
      `-- \n${footer}`,
    ].join('\n\n'),
    html: htmlPage(locale, {
      title: subject,
      sentence,
      rows,
      advice,
      button: texts.buttons[occasion] ?? texts.buttons.otherwise,
      address,
      footer,
    }),
  };
}

function factRows({ labels }: Texts, facts: Facts, locale: Locale): [label: string, value: string][] {
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  const rows: [string, string | null | undefined][] = [
    [labels.account, facts.login],
    [labels.time, `${time.format(facts.at)} UTC`],
    [labels.device, facts.device],
    [labels.item, facts.item],
    [labels.times, facts.times?.toString()],
    [labels.address, facts.ipAddress],
    [labels.by, facts.by],
  ];
  return rows.filter((row): row is [string, string] => Boolean(row[1]));
}

/** One column, system fonts, no image, light and dark; styles inline, since mail programs drop others. */
function htmlPage(
  locale: Locale,
  mail: {
    title: string;
    sentence: string;
    rows: [string, string][];
    advice: string;
    button: string;
    address: string;
    footer: string;
  },
): string {
  const rows = mail.rows
    .map(
      ([label, value]) =>
        `<tr><td style="padding:4px 16px 4px 0;opacity:.7;vertical-align:top">${escape(label)}</td>` +
        `<td style="padding:4px 0;word-break:break-word">${escape(value)}</td></tr>`,
    )
    .join('\n');
  return `<!DOCTYPE html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escape(mail.title)}</title>
</head>
<body style="margin:0;padding:24px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif">
<div style="max-width:560px;margin:0 auto">
<h1 style="font-size:20px;line-height:1.3;margin:0 0 16px">${escape(mail.title)}</h1>
<p style="margin:0 0 16px">${escape(mail.sentence)}</p>
<table role="presentation" style="border-collapse:collapse;margin:0 0 16px;font-size:14px">
${rows}
</table>
<p style="margin:0 0 24px">${escape(mail.advice)}</p>
<p style="margin:0 0 32px"><a href="${escape(mail.address)}" style="display:inline-block;padding:10px 20px;border-radius:6px;background:#1f4fd8;color:#ffffff;text-decoration:none">${escape(mail.button)}</a></p>
<p style="margin:0;font-size:12px;opacity:.7">${escape(mail.footer)}</p>
</div>
</body>
</html>
`;
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
