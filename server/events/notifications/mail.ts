import { mailPage } from './mail-page.js';
import type { MailContent } from './mail-content.js';
import type { Facts } from './occasions.js';
import { de } from './texts/de.js';
import { en } from './texts/en.js';
import { es } from './texts/es.js';
import { fr } from './texts/fr.js';
import { hu } from './texts/hu.js';
import { nl } from './texts/nl.js';
import { ru } from './texts/ru.js';
import type { Texts } from './texts/texts.js';
import type { Brand } from '../../platform/brand.js';
import { placeText } from '../../platform/places/place-text.js';
import type { Place } from '../../platform/places/places.js';
import type { Locale } from '../../platform/locale.js';

export interface Mail {
  subject: string;
  text: string;
  html: string;
}

export const TEXTS: Record<Locale, Texts> = { en, de, fr, es, nl, hu, ru };

export function composeMail(
  { occasion, facts }: Pick<MailContent, 'occasion' | 'facts'>,
  locale: Locale,
  service: {
    brand: Omit<Brand, 'logoPath'>;
    accountPage: string;
    /** Where the address is that it tells of. */
    place?: Place | null;
    /** Where its reader says that it was somebody else. */
    notMe?: string | null;
    link?: string;
  },
): Mail {
  const { brand, accountPage, place = null, notMe = null, link: address = accountPage } = service;
  const texts = TEXTS[locale];
  const { subject, sentence: happened } = texts.occasions[occasion](facts);
  const ended = facts.appPasswords?.length ?? 0;
  const sentence = ended === 0 ? happened : `${happened} ${texts.appPasswordsEnded(ended)}`;
  const rows = factRows(texts, facts, locale, place);
  const advice =
    texts.advice[occasion] ??
    `${texts.wasMe} ${notMe === null ? (texts.wasNotMe[occasion] ?? texts.wasNotMe.otherwise) : texts.notMe.advice}`;
  const footer = texts.footer(brand.name);
  return {
    subject: brand.name + texts.colon + subject,
    text: [
      sentence,
      rows.map(([label, value]) => label + texts.colon + value).join('\n'),
      advice,
      address,
      ...(notMe === null ? [] : [`${texts.notMe.button}${texts.colon}\n${notMe}`]),
      ...helpOf(texts, brand),
      `-- \n${footer}`,
    ].join('\n\n'),
    html: mailPage(locale, {
      title: subject,
      sentence,
      rows,
      advice,
      button: texts.buttons[occasion] ?? texts.buttons.otherwise,
      address,
      notMe: notMe === null ? null : { address: notMe, button: texts.notMe.button },
      help: texts.help,
      footer,
      brand,
    }),
  };
}

/** Whom to ask, in one paragraph; none where nobody is named. */
function helpOf({ help }: Texts, { helpUrl, helpText }: Pick<Brand, 'helpUrl' | 'helpText'>): string[] {
  const named = [helpText, helpUrl].filter((one) => one !== null);
  return named.length === 0 ? [] : [`${help} ${named.join('\n')}`];
}

function factRows(
  { labels, localNetwork }: Texts,
  facts: Facts,
  locale: Locale,
  place: Place | null,
): [label: string, value: string][] {
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  const rows: [string, string | null | undefined][] = [
    [labels.account, facts.login],
    [labels.time, `${time.format(facts.at)} UTC`],
    [labels.deadline, facts.deadline === undefined ? null : `${time.format(facts.deadline)} UTC`],
    [labels.device, facts.device],
    [labels.item, facts.item],
    [labels.appPasswords, facts.appPasswords?.join(', ')],
    [labels.times, facts.times?.toString()],
    [labels.address, facts.ipAddress],
    [labels.place, place && placeText(place, locale, localNetwork)],
    [labels.by, facts.by],
  ];
  return rows.filter((row): row is [string, string] => Boolean(row[1]));
}
