import { LOCALES, type Locale } from '../../platform/locale.js';
import { FORWARD_TEXTS, type ForwardPage } from './forward-texts.js';
import { escaped, htmlPage } from './html-page.js';

export const PAGE_HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
};

interface Link {
  text: string;
  href: string;
}

interface Page {
  locale: Locale;
  title: string;
  text: string;
  link: Link | null;
  /** Whether the link changes something, and so is a form's button. */
  posts: boolean;
}

/** Why somebody does not get through, whose fault that is, and what to do, in a language of theirs. */
export function pageOf(
  page: ForwardPage,
  acceptLanguage: string | undefined,
  about: { application?: string | null; login?: string | null | undefined; href?: string },
): Page {
  const locale = localeOf(acceptLanguage);
  const texts = FORWARD_TEXTS[locale];
  const named = { application: about.application ?? texts.thisPage, login: about.login ?? '' };
  const [title, text, link] = texts.pages[page];
  const fill = (template: string): string =>
    template.replace(/\{(application|login)\}/g, (_, name: keyof typeof named) => named[name]);
  return {
    locale,
    title: fill(title),
    text: fill(text),
    link: link !== undefined && about.href !== undefined ? { text: link, href: about.href } : null,
    posts: false,
  };
}

export const htmlOf = ({ locale, title, text, link, posts }: Page): string => {
  const way = link ? `\n${posts ? formOf(link) : linkOf(link)}` : '';
  return htmlPage(locale, title, `<p>${escaped(text)}</p>${way}`);
};

const linkOf = ({ href, text }: Link): string => `<p><a href="${escaped(href)}">${escaped(text)}</a></p>`;

const formOf = ({ href, text }: Link): string =>
  `<form method="post" action="${escaped(href)}"><button>${escaped(text)}</button></form>`;

/** The first of ours that the browser names; the order in which it names them is that of its owner. */
function localeOf(acceptLanguage = ''): Locale {
  const wanted = acceptLanguage.split(',').map((range) => range.trim().slice(0, 2).toLowerCase());
  return (
    LOCALES.find((locale) => locale === wanted.find((each) => LOCALES.some((ours) => ours === each))) ?? 'en'
  );
}
