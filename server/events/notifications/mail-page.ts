import { createElement as element, type CSSProperties, type ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { Locale } from '../../platform/locale.js';
import { accentOn } from '../../platform/accent.js';
import type { Brand } from '../../platform/brand.js';

export interface MailPage {
  title: string;
  sentence: string;
  rows: readonly [label: string, value: string][];
  advice: string;
  button: string;
  address: string;
  /** The second link, by which its reader says that it was somebody else. */
  notMe: { address: string; button: string } | null;
  /** What is said where help is offered. */
  help: string;
  footer: string;
  brand: Omit<Brand, 'logoPath'>;
}

// Inline, since mail programs drop other styles. System fonts, and no colour but the button's: it suits light and dark.
export const STYLES = {
  body: { margin: 0, padding: '24px', font: "16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif" },
  column: { maxWidth: '560px', margin: '0 auto' },
  name: { margin: '0 0 24px', fontSize: '14px', fontWeight: 600, opacity: 0.8 },
  title: { fontSize: '20px', lineHeight: 1.3, margin: '0 0 16px' },
  sentence: { margin: '0 0 16px' },
  facts: { borderCollapse: 'collapse', margin: '0 0 16px', fontSize: '14px' },
  label: { padding: '4px 16px 4px 0', opacity: 0.7, verticalAlign: 'top' },
  value: { padding: '4px 0', wordBreak: 'break-word' },
  advice: { margin: '0 0 24px' },
  link: { margin: '0 0 32px' },
  button: {
    display: 'inline-block',
    padding: '10px 20px',
    borderRadius: '6px',
    background: '#1f4fd8',
    color: '#ffffff',
    textDecoration: 'none',
  },
  help: { margin: '0 0 16px', fontSize: '14px' },
  part: { margin: '0 0 24px' },
  partTitle: { fontSize: '16px', margin: '0 0 4px' },
  partText: { margin: '0 0 8px', fontSize: '14px', opacity: 0.8 },
  names: { margin: '0 0 8px', wordBreak: 'break-word' },
  footer: { margin: 0, fontSize: '12px', opacity: 0.7 },
} as const satisfies Record<string, CSSProperties>;

/** Programs show mails on white, or turn its colours round with it. */
export function buttonOf({ accentColour }: MailPage['brand']): CSSProperties {
  if (accentColour === null) return STYLES.button;
  const { fill, onFill } = accentOn('#ffffff', accentColour);
  return { ...STYLES.button, background: fill, color: onFill };
}

function helpOf(help: string, { helpUrl, helpText }: MailPage['brand']): ReactNode {
  if (helpUrl === null && helpText === null) return null;
  const link = helpUrl === null ? help : element('a', { href: helpUrl }, help);
  return element('p', { style: STYLES.help }, link, helpText === null ? null : ` ${helpText}`);
}

/** A mail as HTML: one column without an image. React escapes all that is put into it. */
export function framed(
  lang: Locale,
  { title, brand, footer }: Pick<MailPage, 'title' | 'brand' | 'footer'>,
  ...content: ReactNode[]
): string {
  const head = element(
    'head',
    null,
    element('meta', { charSet: 'utf-8' }),
    element('meta', { name: 'viewport', content: 'width=device-width' }),
    element('meta', { name: 'color-scheme', content: 'light dark' }),
    element('title', null, title),
  );
  const column = element(
    'div',
    { style: STYLES.column },
    element('p', { style: STYLES.name }, brand.name),
    element('h1', { style: STYLES.title }, title),
    ...content,
    element('p', { style: STYLES.footer }, footer),
  );
  const body = element('body', { style: STYLES.body }, column);
  return `<!DOCTYPE html>\n${renderToStaticMarkup(element('html', { lang }, head, body))}\n`;
}

/** A mail that tells of an event. */
export function mailPage(lang: Locale, mail: MailPage): string {
  const { sentence, rows, advice, button, address, notMe, help, brand } = mail;
  const facts = rows.map(([label, value]) =>
    element(
      'tr',
      { key: label },
      element('td', { style: STYLES.label }, label),
      element('td', { style: STYLES.value }, value),
    ),
  );
  return framed(
    lang,
    mail,
    element('p', { style: STYLES.sentence }, sentence),
    element('table', { role: 'presentation', style: STYLES.facts }, element('tbody', null, facts)),
    element('p', { style: STYLES.advice }, advice),
    element('p', { style: STYLES.link }, element('a', { href: address, style: buttonOf(brand) }, button)),
    notMe && element('p', { style: STYLES.link }, element('a', { href: notMe.address }, notMe.button)),
    helpOf(help, brand),
  );
}
