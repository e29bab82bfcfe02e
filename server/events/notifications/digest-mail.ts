import { createElement as element } from 'react';
import type { Brand } from '../../platform/brand.js';
import type { Locale } from '../../platform/locale.js';
import type { Digest, DigestPart } from './digest.js';
import { type Mail, TEXTS } from './mail.js';
import { buttonOf, framed, STYLES } from './mail-page.js';
import { DIGEST_TEXTS } from './texts/digest.js';

interface Service {
  brand: Omit<Brand, 'logoPath'>;
  overviewPage: string;
  /** The list of accounts. */
  accountsPage: string;
}

/** A digest in the words of its reader. */
export function composeDigest(digest: Digest, locale: Locale, service: Service): Mail {
  const { brand, overviewPage } = service;
  const texts = DIGEST_TEXTS[locale];
  const number = new Intl.NumberFormat(locale);
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const sentence = digest.isSwitchedOff
    ? texts.isSwitchedOff
    : texts.protected({
        accounts: number.format(digest.accounts),
        protected: number.format(digest.protected),
        // Rounded up, all would seem to be protected before they are.
        share: share.format(Math.floor((100 * digest.protected) / Math.max(1, digest.accounts)) / 100),
      });
  const parts = digest.parts.map(({ what, count, logins, filter }) => ({
    title: `${texts.parts[what].title} (${number.format(count)})`,
    text: texts.parts[what].text,
    names: logins.join(', '),
    more: count > logins.length ? texts.more(number.format(count - logins.length)) : null,
    address: listAddress(service.accountsPage, filter),
  }));
  const subject = texts.subject[digest.every];
  const footer = texts.footer(brand.name);
  return {
    subject: brand.name + TEXTS[locale].colon + subject,
    text: [
      sentence,
      ...parts.map(({ title, text, names, more, address }) =>
        [title, text, more === null ? names : `${names} … ${more}`, address].join('\n'),
      ),
      `${texts.open}${TEXTS[locale].colon}\n${overviewPage}`,
      `-- \n${footer}`,
    ].join('\n\n'),
    html: framed(
      locale,
      { title: subject, brand, footer },
      element('p', { style: STYLES.sentence }, sentence),
      ...parts.map(({ title, text, names, more, address }) =>
        element(
          'div',
          { key: title, style: STYLES.part },
          element('h2', { style: STYLES.partTitle }, title),
          element('p', { style: STYLES.partText }, text),
          element('p', { style: STYLES.names }, names, more && ` … ${more}`),
          element('a', { href: address }, texts.show),
        ),
      ),
      element(
        'p',
        { style: STYLES.link },
        element('a', { href: overviewPage, style: buttonOf(brand) }, texts.open),
      ),
    ),
  };
}

/** As the dashboard reads it: see list-address.ts there. */
const listAddress = (page: string, filter: DigestPart['filter']): string =>
  `${page}?filter=${encodeURIComponent(JSON.stringify(filter))}`;
