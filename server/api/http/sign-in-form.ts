import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shadesOn } from '../../platform/accent.js';
import type { Brand } from '../../platform/brand.js';
import type { Locale } from '../../platform/locale.js';
import { escaped } from './html-page.js';

/** In each language: the script with all of its texts, and the texts of the form. From dashboard/sign-in-form.mjs. */
type FormTexts = Record<Locale, { script: string; texts: Record<string, string> }>;

export const formTextsIn = (folder: string): FormTexts =>
  JSON.parse(readFileSync(join(folder, 'sign-in-form.json'), 'utf8')) as FormTexts;

export interface Shown {
  brand: Brand;
  /** What is seen before the scripts: the form, its empty card, or the bar of the pages behind. */
  look: 'form' | 'card' | 'page';
  locale: Locale;
  offersPasskeys: boolean;
  offersPasswordReset: boolean;
  nonce: string;
}

// Ground, surface and what is sunken: dashboard/src/theme/colours.ts.
const GROUNDS = {
  html: ['#f6f7f9', '#ffffff', '#f1f3f6'],
  'html[data-mode=dark]': ['#0c0e14', '#151922', '#1c212c'],
};
const BONES = '<div class="lk-bones"><i></i><i></i><i></i><i></i></div>';

/** The built page as one person gets it: `path` is that of PUBLIC_URL. */
export function pageFor(html: string, path: string, formTexts: FormTexts, shown: Shown): string {
  const { brand, look, locale, offersPasskeys, offersPasswordReset, nonce } = shown;
  const { script, texts } = formTexts[locale];
  const { name, logoPath, accentColour } = brand;
  const textOf = (key: string): string => (texts[key] ?? '').replace('%{service}', () => name);
  const attributes = `lang="${locale}" data-brand="${escaped(JSON.stringify(brand))}"${offersPasskeys ? ' data-passkeys' : ''}${offersPasswordReset ? ' data-resets' : ''}`;
  const head = [
    accentColour === null ? '' : accentStyle(accentColour, nonce),
    `<link rel="modulepreload" crossorigin href="${path}/${script}" />`,
  ].join('');
  const form = /<form[^]*<\/form>/;
  const choice = /<div class="lk-or[^]*(?=<\/form>)/;
  const forgotten = /<p class="lk-forgotten">[^]*?<\/p>/;
  const page = (look === 'form' ? html : html.replace(form, BONES))
    .replace(choice, (own) => (offersPasskeys ? own : ''))
    .replace(forgotten, (own) => (offersPasswordReset ? own : ''));
  // Its texts first: nothing that was set is looked for more of them.
  return page
    .replace(/\{\{([\w.]+)\}\}/g, (_whole, key: string) => escaped(textOf(key)))
    .replace('lang="en"', () => attributes)
    .replace('data-first="form"', `data-first="${look}"`)
    .replace(/<title>[^<]*/, (own) => (look === 'form' ? own : `<title>${escaped(name)}`))
    .replace('</head>', () => `${head}</head>`)
    .replace(/<div class="lk-help"[^>]*>/, (own) => own + help(brand, textOf('help.title')))
    .replace(/(<span class="first-name"[^>]*>)[^<]*/, (_own, start: string) => start + escaped(name))
    .replace(/<link rel="icon"[^>]*>/, (own) =>
      logoPath === null ? own : `<link rel="icon" href="${escaped(logoPath)}" />`,
    )
    .replace(/<img class="first-logo"[^>]*>/, (own) =>
      logoPath === null ? own : `<img class="first-logo" src="${escaped(logoPath)}" alt="" />`,
    );
}

/** The service’s own colour, in place of the page’s. */
function accentStyle(accentColour: string, nonce: string): string {
  const rules = Object.entries(GROUNDS).map(([selector, grounds]) => {
    const { accent, fill, fillStrong, onFill } = shadesOn(grounds, accentColour);
    return `${selector}{--accent:${accent};--fill:${fill};--fill-strong:${fillStrong};--on-fill:${onFill}}`;
  });
  return `<style nonce="${escaped(nonce)}">${rules.join('')}</style>`;
}

/** Whom to ask, as dashboard/src/components/HelpLine.tsx says it. */
function help({ helpUrl, helpText }: Brand, title: string): string {
  if (helpUrl === null && helpText === null) return '';
  const beside = helpUrl?.startsWith('https:') ? ' target="_blank" rel="noopener noreferrer"' : '';
  const words =
    helpUrl === null
      ? escaped(title)
      : `<a class="lk-link" href="${escaped(helpUrl)}"${beside}>${escaped(title)}</a>`;
  return helpText === null ? words : `${words} ${escaped(helpText)}`;
}
