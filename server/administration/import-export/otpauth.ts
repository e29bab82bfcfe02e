import { OWN_PARAMETERS } from '../../factors/authenticator-app/totp.js';
import { invalid, type OtpEntry } from './totp-secret.js';

/**
 * One otpauth URI (Key Uri Format), as apps write it: type and names of parameters in any case, `+` for blanks, unknown
 * parameters. Throws BAD_USER_INPUT for what is none.
 */
export function parseOtpauth(text: string): OtpEntry {
  // Their messages would quote the URI, and so the secret.
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (url?.protocol === 'steam:') return steam(url.host + url.pathname);
  if (url?.protocol !== 'otpauth:' || url.host === '') throw invalid('This is not a whole otpauth:// URI.');
  const parameters = new Map<string, string>();
  for (const [name, value] of url.searchParams) {
    const key = name.toLowerCase();
    if (value !== '' && !parameters.has(key)) parameters.set(key, value);
  }
  const secret = parameters.get('secret');
  if (secret === undefined) throw invalid('This is not a whole otpauth:// URI.');
  const type = parameters.get('encoder')?.toLowerCase() === 'steam' ? 'steam' : url.host;
  return {
    type,
    secret,
    ...named(labelOf(url.pathname.slice(1)), parameters.get('issuer')?.trim()),
    algorithm: parameters.get('algorithm') ?? OWN_PARAMETERS.algorithm,
    digits: Number(parameters.get('digits') ?? OWN_PARAMETERS.digits),
    period: Number(parameters.get('period') ?? OWN_PARAMETERS.period),
  };
}

/** Steam's own codes, as some apps keep them: `steam://SECRET`. */
const steam = (secret: string): OtpEntry => ({
  ...OWN_PARAMETERS,
  type: 'steam',
  secret,
  issuer: 'Steam',
  account: '',
});

/** Issuer and account of a label: `Issuer:account` or `Issuer (account)`, where the issuer may hold either itself. */
export function named(label: string, given: string | undefined): Pick<OtpEntry, 'issuer' | 'account'> {
  const text = label.trim();
  const issuer = given === '' ? undefined : given;
  if (issuer !== undefined && text.toLowerCase().startsWith(issuer.toLowerCase())) {
    const rest = text.slice(issuer.length).trim();
    const inside = /^\((.+)\)$/.exec(rest)?.[1];
    if (inside !== undefined) return { issuer, account: inside.trim() };
    if (rest.startsWith(':')) return { issuer, account: rest.slice(1).trim() };
  }
  const colon = text.indexOf(':');
  if (colon === -1) return { issuer, account: text };
  return { issuer: issuer ?? text.slice(0, colon).trim(), account: text.slice(colon + 1).trim() };
}

/**
 * Who writes blanks as `+` writes `@` and `+` as %40 and %2B (application/x-www-form-urlencoded); of an address that
 * stands there as it is, a plus is a part.
 */
function labelOf(path: string): string {
  const isForm = !path.includes('@') && (path.includes('%') || /\+.*:/.test(path));
  return unescaped(isForm ? path.replaceAll('+', ' ') : path);
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
