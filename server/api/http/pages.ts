import type { Request, Response } from 'express';
import { LOCALES, type Locale } from '../../platform/locale.js';
import type { Branding } from '../../settings/branding.js';
import { escaped, htmlPage } from './html-page.js';
import { de } from './page-texts/de.js';
import { en } from './page-texts/en.js';
import { es } from './page-texts/es.js';
import { fr } from './page-texts/fr.js';
import { hu } from './page-texts/hu.js';
import { nl } from './page-texts/nl.js';
import { ru } from './page-texts/ru.js';
import { type PageName, type PageTexts, WHOSE } from './page-texts/texts.js';

export const PAGE_TEXTS: Record<Locale, PageTexts> = { en, de, fr, es, nl, hu, ru };

/** What a page tells of besides its own texts. */
interface About {
  application?: string | null;
  login?: string | null | undefined;
  /** Where its link leads, if it has one. */
  href?: string | undefined;
  /** In place of a link: what is sent to sign out, and how not to. */
  signOut?: SignOutForm;
  /** Sites that its form may send people to, besides our own. */
  formTargets?: readonly string[];
  /** For whoever is told of it. */
  detail?: { code: string; description: string | undefined };
}

interface SignOutForm {
  id: string;
  /** HTML. */
  form: string;
  /** The address of who stays; null: the form itself is sent without the word. */
  stay: string | null;
}

export interface Shown {
  html: string;
  headers: Record<string, string>;
}

/** Pages that are not the dashboard's: in a language of the person's, and looking like the service. */
export class Pages {
  constructor(
    private readonly branding: Branding,
    private readonly publicUrl: string,
  ) {}

  /** `acceptLanguage` is the header of the request. */
  async page(name: PageName, acceptLanguage: string | undefined, about: About = {}): Promise<Shown> {
    // A page that says what is wrong must not need what is wrong.
    const brand = await this.branding.current().catch(() => this.branding.unset);
    const locale = localeOf(acceptLanguage);
    const texts = PAGE_TEXTS[locale];
    const [title, text, link] = texts.pages[name];
    const named = {
      service: brand.name,
      application: about.application ?? texts.application,
      login: about.login ?? '',
    };
    const fill = (template: string): string =>
      template.replace(/\{(service|application|login)\}/g, (_, each: keyof typeof named) => named[each]);
    const whose = WHOSE[name];
    const { html, policy } = htmlPage({
      locale,
      title: fill(title),
      body: [
        `<p>${escaped(fill(text))}</p>`,
        whose === null ? '' : `<p>${escaped(fill(texts.whose[whose]))}</p>`,
        this.wayOn(about, link, texts),
        detailOf(about),
      ].join(''),
      brand,
      help: texts.help,
      publicUrl: this.publicUrl,
    });
    const { origin } = new URL(this.publicUrl);
    const targets = about.signOut ? [origin, ...(about.formTargets ?? [])].join(' ') : "'none'";
    return {
      html,
      headers: {
        'Content-Type': 'text/html; charset=utf-8',
        'Cache-Control': 'no-store',
        'Content-Security-Policy': `default-src 'none'; base-uri 'none'; form-action ${targets}; ${policy}; frame-ancestors 'none'`,
        'X-Content-Type-Options': 'nosniff',
        'X-Frame-Options': 'DENY',
        // By this a browser's form names where it comes from, which `no-referrer` would keep it from.
        'Referrer-Policy': about.signOut ? 'same-origin' : 'no-referrer',
      },
    };
  }

  /** Answers with the page. */
  async send(
    request: Request,
    response: Response,
    status: number,
    name: PageName,
    about?: About,
  ): Promise<void> {
    const { html, headers } = await this.page(name, request.headers['accept-language'], about);
    response.status(status).set(headers).send(html);
  }

  /** The start page, where a person can begin again who has no better place. */
  get home(): string {
    return `${this.publicUrl}/`;
  }

  private wayOn({ signOut, href }: About, link: string | undefined, { stay }: PageTexts): string {
    if (link === undefined) return '';
    if (!signOut) {
      return href === undefined
        ? ''
        : `<div class="act"><a href="${escaped(href)}">${escaped(link)}</a></div>`;
    }
    const form = escaped(signOut.id);
    const staying =
      signOut.stay === null
        ? `<button class="other" type="submit" form="${form}">${escaped(stay)}</button>`
        : `<a class="other" href="${escaped(signOut.stay)}">${escaped(stay)}</a>`;
    return `${signOut.form}<div class="act"><button type="submit" form="${form}" name="logout" value="yes">${escaped(link)}</button>${staying}</div>`;
  }
}

/** Whether it is a person in a browser who asks, and not a program. */
export const wantsPage = (request: Request): boolean =>
  (request.method === 'GET' || request.method === 'HEAD') && request.accepts(['json', 'html']) === 'html';

const detailOf = ({ detail }: About): string =>
  detail === undefined
    ? ''
    : `<p class="detail"><code>${escaped(detail.code)}</code>${detail.description === undefined ? '' : `: ${escaped(detail.description)}`}</p>`;

/** The first of ours that the browser names; the order in which it names them is that of its owner. */
export function localeOf(acceptLanguage = ''): Locale {
  const wanted = acceptLanguage.split(',').map((range) => range.trim().slice(0, 2).toLowerCase());
  return (
    LOCALES.find((locale) => locale === wanted.find((each) => LOCALES.some((ours) => ours === each))) ?? 'en'
  );
}
