import type { Decided } from '../../integrations/forward-auth/forward-auth.service.js';

/** What the application is given to know. All of them are always there, so that a proxy replaces what a client sent. */
export const NOBODY = {
  'X-Latchkey-User': '',
  'X-Latchkey-Account': '',
  'X-Latchkey-Name': '',
  'X-Latchkey-Email': '',
  'X-Latchkey-Groups': '',
  'X-Latchkey-Factor': '',
};

/** The headers of the answer that lets somebody in. */
export function entryOf({
  visitor,
  email,
  groups,
}: Pick<Decided, 'visitor' | 'email' | 'groups'>): Readonly<Record<string, string | number>> {
  if (!visitor) return NOBODY;
  const { account } = visitor.session;
  // In one piece: this is made for each request of each page.
  return {
    'X-Latchkey-User': encoded(account.login),
    'X-Latchkey-Account': account.id,
    'X-Latchkey-Name': encoded(account.displayName ?? ''),
    'X-Latchkey-Email': encoded(email ?? ''),
    'X-Latchkey-Groups': encoded(groups.join(',')),
    'X-Latchkey-Factor': visitor.proofs.secondFactor === null ? '1fa' : '2fa',
    'Cache-Control': 'no-store',
    'Content-Length': 0,
  };
}

/** The bytes of UTF-8, for Node writes header values as Latin-1; and no controls, which could end the line. */
const encoded = (text: string): string =>
  /^[\x20-\x7e]*$/.test(text) ? text : Buffer.from(text.replace(/\p{Cc}/gu, ' '), 'utf8').toString('latin1');
