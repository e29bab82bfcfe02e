import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Router, type Response } from 'express';
import helmet from 'helmet';
import sirv from 'sirv';
import type { TwoFactorService } from '../../factors/two-factor/two-factor.service.js';
import type { Branding } from '../../settings/branding.js';
import { type CookieOptions, Cookies } from './cookies.js';
import { localeOf } from './pages.js';
import { formTextsIn, pageFor, type Shown } from './sign-in-form.js';

/** Addresses of the dashboard's views, with all below them; others are not found. */
const ADMINISTRATION = [
  'accounts',
  'devices',
  'tokens',
  'applications',
  'groups',
  'service-accounts',
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
  'forgotten-password',
  'reset-password',
  'confirm-address',
  'not-me',
  'security',
  ...ADMINISTRATION,
].flatMap((page) => [`/${page}`, `/${page}/*rest`]);

/** Where a link of a mail or of the sign-in page leads: to something else than the password. */
const PAGES_OF_LINKS = new Set([
  '/activate',
  '/forgotten-password',
  '/reset-password',
  '/confirm-address',
  '/not-me',
]);

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

/** Only the scripts find out whether a session that there is a cookie of is still good. */
function lookOf(path: string, hasToken: boolean): Shown['look'] {
  if (PAGES_OF_LINKS.has(path)) return 'card';
  if (!hasToken) return 'form';
  return path === '/sign-in' ? 'card' : 'page';
}

/** The dashboard at `/`: hashed files cached for good, its page never, under a strict CSP (Level 3). */
export function dashboardRoutes(parts: {
  secure: boolean;
  path: string;
  cookies: CookieOptions;
  branding: Branding;
  twoFactor: Pick<TwoFactorService, 'offersPasskeys'>;
  offersPasswordReset: () => Promise<boolean>;
}): Router {
  const { secure, path, branding, twoFactor, offersPasswordReset } = parts;
  const router = Router();
  const built = builtPage();
  if (!built) {
    router.get('/', (_request, response) => {
      response.type('text').send('Latchkey is running. Its GraphQL API is at /graphql.\n');
    });
    return router;
  }
  const html = atRoot(built.html, path);
  const formTexts = formTextsIn(built.folder);
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
      const cookies = new Cookies(request, response, parts.cookies);
      const nonce = nonceOf(response);
      const page = pageFor(html.replaceAll(NONCE, nonce), path, formTexts, {
        brand,
        look: lookOf(request.path, cookies.token !== undefined),
        locale: cookies.language ?? localeOf(request.headers['accept-language']),
        offersPasswordReset: await offersPasswordReset().catch(() => false),
        offersPasskeys: await twoFactor.offersPasskeys().catch(() => false),
        nonce,
      });
      // A nonce is good for one answer.
      response.set('Cache-Control', 'no-cache');
      response.type('html').send(page);
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
