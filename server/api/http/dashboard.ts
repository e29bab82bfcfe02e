import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Router, type Response } from 'express';
import helmet from 'helmet';
import sirv from 'sirv';
import type { Brand } from '../../platform/brand.js';
import type { Branding } from '../../settings/branding.js';
import { type CookieOptions, Cookies } from './cookies.js';
import { escaped } from './html-page.js';

/** Addresses of the dashboard's views, with all below them; others are not found. */
const ADMINISTRATION = [
  'accounts',
  'devices',
  'tokens',
  'applications',
  'audit',
  'settings',
  'jobs',
  'about',
];
const PAGES = [
  '',
  'index.html',
  'sign-in',
  'activate',
  'confirm-address',
  'security',
  ...ADMINISTRATION,
].flatMap((page) => [`/${page}`, `/${page}/*rest`]);

const SIGN_IN_PAGES = new Set(['/sign-in', '/activate', '/confirm-address']);

const NONCE = '__nonce__';

/** What `npm start` builds of dashboard/; undefined where only the server was built. */
function builtPage(): { folder: string; html: string } | undefined {
  try {
    const file = createRequire(import.meta.url).resolve('#dashboard/index.html');
    return { folder: dirname(file), html: readFileSync(file, 'utf8') };
  } catch {
    return undefined;
  }
}

const nonceOf = (response: Response): string => response.locals['nonce'] as string;

/** Where the built page has the addresses that begin at its root: its files, and what its script calls the root. */
const atRoot = (html: string, path: string): string =>
  html.replaceAll('="./', `="${path}/`).replace('data-root="/"', `data-root="${path}/"`);

/** What shows before its script has asked: the name in the tab, the icon, and what it takes colour and logo from; and the first look. */
function branded(html: string, brand: Brand): string {
  const { name, logoPath } = brand;
  const icon = logoPath === null ? null : `<link rel="icon" href="${escaped(logoPath)}" />`;
  return html
    .replace(/<html /, () => `<html data-brand="${escaped(JSON.stringify(brand))}" `)
    .replace(/<title>[^<]*<\/title>/, () => `<title>${escaped(name)}</title>`)
    .replace(/<link rel="icon"[^>]*>/, (own) => icon ?? own)
    .replace(/(<img class="first-logo" src=")[^"]*/, (own, start: string) =>
      logoPath === null ? own : start + escaped(logoPath),
    )
    .replace(/(<span class="first-name">)[^<]*/, (_own, start: string) => start + escaped(name));
}

/** The dashboard at `/`: hashed files cached for good, its page never, under a strict CSP (Level 3). */
export function dashboardRoutes(parts: {
  secure: boolean;
  path: string;
  cookies: CookieOptions;
  branding: Branding;
}): Router {
  const { secure, path, branding } = parts;
  const router = Router();
  const built = builtPage();
  if (!built) {
    router.get('/', (_request, response) => {
      response.type('text').send('Latchkey is running. Its GraphQL API is at /graphql.\n');
    });
    return router;
  }
  const html = atRoot(built.html, path);
  // What is seen until the script is there.
  const htmlOfPages = html.replace('data-first="sign-in"', 'data-first="page"');
  const contentSecurityPolicy = helmet.contentSecurityPolicy({
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      // The styles of components are made in the browser; the nonce tells them from injected ones.
      styleSrc: ["'self'", (_request, response) => `'nonce-${nonceOf(response as Response)}'`],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      ...(secure && { upgradeInsecureRequests: [] }),
    },
  });
  router.get(
    PAGES,
    (_request, response, next) => {
      response.locals['nonce'] = randomBytes(16).toString('base64');
      next();
    },
    contentSecurityPolicy,
    async (request, response) => {
      // The page says itself what is wrong, where nothing can be read.
      const brand = await branding.current().catch(() => branding.unset);
      const { token } = new Cookies(request, response, parts.cookies);
      const isPage = token !== undefined && !SIGN_IN_PAGES.has(request.path);
      const page = isPage ? htmlOfPages : html;
      // A nonce is good for one answer.
      response.set('Cache-Control', 'no-cache');
      response.type('html').send(branded(page.replaceAll(NONCE, nonceOf(response)), brand));
    },
  );
  router.use(
    sirv(built.folder, {
      brotli: true,
      gzip: true,
      etag: true,
      setHeaders: (response, file) => {
        response.setHeader(
          'Cache-Control',
          file.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        );
        // Documents and licences, which hold more than ASCII.
        if (file.endsWith('.txt')) response.setHeader('Content-Type', 'text/plain; charset=utf-8');
      },
    }),
  );
  return router;
}
