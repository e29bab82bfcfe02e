import { createHash } from 'node:crypto';
import { type Accent, accentOn } from '../../platform/accent.js';
import type { Brand } from '../../platform/brand.js';
import type { Locale } from '../../platform/locale.js';

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for an element or a quoted attribute. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');

export interface HtmlPage {
  html: string;
  /** The directives of its content security policy that let its style and its logo in. */
  policy: string;
}

// The dashboard's colours: dashboard/src/theme/theme.ts.
const LIGHT = {
  surface: '#ffffff',
  colours: '--ground:#f6f7f9;--surface:#ffffff;--line:#e3e6ec;--text:#151a26;--muted:#545c6e;',
  own: { fill: '#3b46d1', onFill: '#ffffff' },
};
const DARK = {
  surface: '#151922',
  colours: '--ground:#0c0e14;--surface:#151922;--line:#282e3b;--text:#eceef4;--muted:#a6aebe;',
  own: { fill: '#9da6ff', onFill: '#12153f' },
};

const RULES = `
*{box-sizing:border-box}
body{margin:0;min-height:100vh;min-height:100dvh;display:flex;flex-direction:column;align-items:center;padding:0 16px;
background:var(--ground);color:var(--text);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;
overflow-wrap:anywhere}
header{display:flex;align-items:center;gap:10px;padding:clamp(32px,9vh,72px) 0 24px;font-weight:650}
header img{max-height:40px;max-width:160px}
main{width:100%;max-width:420px;padding:clamp(24px,6vw,36px);background:var(--surface);border:1px solid var(--line);
border-radius:14px;box-shadow:0 16px 48px -24px rgba(16,24,40,.25)}
h1{margin:0 0 12px;font-size:1.5rem;line-height:1.25;letter-spacing:-.02em;font-weight:650}
p{margin:0 0 12px}
.act{display:flex;flex-direction:column;gap:10px;margin-top:24px}
button,.act a{display:block;width:100%;padding:11px 16px;border:1px solid transparent;border-radius:8px;cursor:pointer;
background:var(--fill);color:var(--on);font:inherit;font-weight:560;text-align:center;text-decoration:none}
.act .other{background:none;border-color:var(--line);color:var(--text)}
:focus-visible{outline:2px solid var(--fill);outline-offset:2px}
.detail{margin:20px 0 0;color:var(--muted);font-size:.8125rem}
footer{margin-top:auto;padding:24px 0;color:var(--muted);font-size:.875rem;text-align:center}
footer a{color:inherit}
`;

const coloursOf = ({ colours }: typeof LIGHT, { fill, onFill }: Accent): string =>
  `${colours}--fill:${fill};--on:${onFill};`;

function styleOf(accentColour: string | null): string {
  const accentIn = ({ surface, own }: typeof LIGHT): Accent =>
    accentColour === null ? own : accentOn(surface, accentColour);
  return `:root{color-scheme:light;${coloursOf(LIGHT, accentIn(LIGHT))}}
@media (prefers-color-scheme:dark){:root{color-scheme:dark;${coloursOf(DARK, accentIn(DARK))}}}${RULES}`;
}

/** A page that is not part of the dashboard, and looks like its sign-in. `body` is HTML; all else is text. */
export function htmlPage(page: {
  locale: Locale;
  title: string;
  body: string;
  brand: Brand;
  /** What is said where help is offered. */
  help: string;
  /** Where the logo is. */
  publicUrl: string;
}): HtmlPage {
  const { locale, title, body, brand, help, publicUrl } = page;
  const { origin } = new URL(publicUrl);
  const style = styleOf(brand.accentColour);
  const hash = createHash('sha256').update(style).digest('base64');
  const logo = brand.logoPath === null ? '' : `<img src="${escaped(origin + brand.logoPath)}" alt="">`;
  return {
    html: `<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(title)} – ${escaped(brand.name)}</title><style>${style}</style></head>
<body><header>${logo}<span>${escaped(brand.name)}</span></header>
<main><h1>${escaped(title)}</h1>
${body}
</main>${helpOf(brand, help)}</body>
</html>
`,
    policy: `style-src 'sha256-${hash}'${logo === '' ? '' : `; img-src ${origin}`}`,
  };
}

function helpOf({ helpUrl, helpText }: Brand, help: string): string {
  if (helpUrl === null && helpText === null) return '';
  const link = helpUrl === null ? escaped(help) : `<a href="${escaped(helpUrl)}">${escaped(help)}</a>`;
  return `\n<footer>${link}${helpText === null ? '' : ` ${escaped(helpText)}`}</footer>`;
}
