import { z } from 'zod';
import { isScope } from '../integrations/app-passwords/scopes.js';
import { parseServerUrl, type ServerUrl, ServerUrlError } from '../platform/server-url.js';

type Part = 'path' | 'parameters' | 'fragment';

/** The first part of a URL that nobody would read: dropping it without a word helps nobody. */
function strayPart(
  { username, password, pathname, search, hash }: URL,
  allowed: readonly Part[],
): string | null {
  if (username !== '' || password !== '') return 'a user or password';
  if (pathname !== '/' && !allowed.includes('path')) return 'a path';
  if (search !== '' && !allowed.includes('parameters')) return 'parameters (?…)';
  return hash !== '' && !allowed.includes('fragment') ? 'a fragment (#…)' : null;
}

/** An http(s) URL that may have these parts, and no other. */
export const webUrl = (...allowed: Part[]) =>
  z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }).superRefine((text, context) => {
    // What is no URL was refused already, but is looked at all the same.
    if (!URL.canParse(text)) return;
    const part = strayPart(new URL(text), allowed);
    if (part !== null) context.addIssue(`must not have ${part}`);
  });

export const origin = webUrl().transform((url) => new URL(url).origin);

/** Without the slash at its end. */
export const publicUrl = webUrl('path')
  .transform((url) => new URL(url))
  .refine(
    // It stands in the path of cookies, and in pages.
    ({ pathname }) => /^(\/|(\/[A-Za-z0-9._~-]+)+\/?)$/.test(pathname),
    'must have a path of letters, digits and . _ ~ - alone, or none',
  )
  .transform(({ origin: own, pathname }) => own + pathname.replace(/\/$/, ''));

// Apps in a web view have a scheme of their own: capacitor://localhost, ionic://localhost, app://.
const APP_ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9._-]+(:\d{1,5})?\/?$/i;

/** As a browser or a web view writes it into Origin (RFC 6454 §6.2). `null` is that of every sandbox and file. */
export const allowedOrigin = z.string().transform((text, context) => {
  if (text === 'null') return text;
  if (/^https?:/i.test(text)) {
    const web = origin.safeParse(text);
    if (web.success) return web.data;
    context.addIssue(`${text} ${web.error.issues[0]?.message ?? 'is not an origin'}`);
  } else if (/^file:/i.test(text)) {
    context.addIssue(`${text} is no origin: pages of files send null, which can be written here`);
  } else if (APP_ORIGIN.test(text)) {
    return text.toLowerCase().replace(/\/$/, '');
  } else {
    context.addIssue(`${text} is no origin such as https://mail.example.org or capacitor://localhost`);
  }
  return z.NEVER;
});

/** `problemOf` says what else must be so; `form` is what one looks like. */
const serverUrl = (schemes: readonly string[], form: string, problemOf: (url: ServerUrl) => string | false) =>
  z.string().transform((text, context) => {
    try {
      const url = parseServerUrl(text);
      const problem = schemes.includes(url.protocol) ? problemOf(url) : `must be ${form}`;
      if (problem === false) return url;
      context.addIssue(problem);
    } catch (error) {
      if (!(error instanceof ServerUrlError)) throw error;
      context.addIssue(`${error.message}; it must be ${form}`);
    }
    return z.NEVER;
  });

const mysqlUrl = serverUrl(
  ['mysql:'],
  'mysql://user:password@host/database or sqlite:path',
  ({ path }) =>
    (path === '' || path.includes('/')) && 'must name one database: mysql://user:password@host/database',
);

/** Checked here, and read again where the connection is made. */
export const databaseUrl = z.string().superRefine((text, context) => {
  if (!text.startsWith('sqlite:')) {
    for (const { message } of mysqlUrl.safeParse(text).error?.issues ?? []) context.addIssue(message);
    return;
  }
  const file = text.slice('sqlite:'.length);
  // In memory, what a process keeps is its own, and gone with it.
  if (['', ':memory:'].includes(file.trim())) context.addIssue('must name a file: sqlite:path');
  if (/^\/\/[^/]/.test(file))
    context.addIssue('must be sqlite:path, with one slash for a path from the root');
  if (file.includes('?')) context.addIssue('must not have parameters (?…): none is read');
});

export const smtpUrl = serverUrl(
  ['smtp:', 'smtps:'],
  'smtp://user:password@host:port or smtps://…',
  ({ path }) => path !== '' && 'must not have a path',
);

export const passwordServer = serverUrl(
  ['imap:', 'imaps:', 'ldap:', 'ldaps:'],
  'imaps://host, imap://host, ldaps://host or ldap://host',
  ({ user, path }) =>
    (user !== undefined &&
      'must not have a user or password: LDAP_BIND_DN and LDAP_BIND_PASSWORD are for that') ||
    (path !== '' && 'must not have a path: LDAP_BASE is for that'),
);

const NAME_AND_PORT = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?:\d{1,5}$/i;

/** Where a program that has an app password of a scope connects to. */
export const programServer = z.string().transform((text, context) => {
  const [, scope = '', address = ''] = /^([^=]*)=(.*)$/.exec(text) ?? [];
  const isAddress = NAME_AND_PORT.test(address) || webUrl('path').safeParse(address).success;
  if (isScope(scope) && isAddress) return { scope, address };
  // Not the text: it may hold a password.
  context.addIssue('must be a list of scope=host:port or scope=URL, such as imap=mail.example.org:993');
  return z.NEVER;
});
