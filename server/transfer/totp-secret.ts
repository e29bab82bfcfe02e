import { parse } from '@otplib/uri';
import { ScureBase32Plugin } from 'otplib';
import { SHORTEST_SECRET_BYTES } from '../authenticator-app/totp.js';
import { invalid } from './account-record.js';

const LONGEST_SECRET_BYTES = 64;
/** RFC 4226 §4 R6. */
const ADVISED_SECRET_BYTES = 16;

const base32 = new ScureBase32Plugin();

/** What a QR code or an export of an authenticator app says of one entry. */
export interface OtpEntry {
  type: string;
  /** Base32. */
  secret: string;
  issuer: string | undefined;
  /** The account's name, without the issuer before it. */
  account: string;
  algorithm: string;
  digits: number;
  period: number;
}

/** Throws BAD_USER_INPUT for what is not an otpauth URI (Key Uri Format). */
export function parseOtpauth(uri: string): OtpEntry {
  let parsed;
  try {
    parsed = parse(uri.trim());
  } catch {
    // Its message quotes the URI, and so the secret.
    throw invalid('This is not a whole otpauth:// URI.');
  }
  const { type, label, params } = parsed;
  return {
    type,
    secret: params.secret,
    issuer: params.issuer,
    account: withoutIssuer(label),
    algorithm: params.algorithm ?? 'sha1',
    digits: params.digits ?? 6,
    period: params.period ?? 30,
  };
}

/** `Issuer:account`, as most apps write it. */
export const withoutIssuer = (label: string): string => label.slice(label.indexOf(':') + 1).trim();

/** The secret, when it makes the codes that we check. Throws BAD_USER_INPUT. */
export function usableSecret({ type, secret, algorithm, digits, period }: OtpEntry): string {
  if (type.toLowerCase() !== 'totp') throw invalid(`Only TOTP can be used, this is ${type.toUpperCase()}.`);
  if (!/^sha-?1$/i.test(algorithm) || digits !== 6 || period !== 30) {
    throw invalid(
      `Only 6 digits every 30 s by SHA-1 can be used, this is ${digits} every ${period} s by ${algorithm.toUpperCase()}.`,
    );
  }
  return secret;
}

export const secretOfUri = (uri: string): string => usableSecret(parseOtpauth(uri));

/** Throws BAD_USER_INPUT unless it is Base32 (RFC 4648 §6) of a length that can be used. */
export function checkTotp(secret: string | null): { secret: string; warning: string | null } | null {
  if (secret === null) return null;
  const canonical = secret.replaceAll(/[\s=-]/g, '').toUpperCase();
  const length = byteLength(canonical);
  if (length < SHORTEST_SECRET_BYTES || length > LONGEST_SECRET_BYTES) {
    throw invalid(
      `The TOTP secret must have ${SHORTEST_SECRET_BYTES} to ${LONGEST_SECRET_BYTES} bytes, this has ${length}.`,
    );
  }
  const warning =
    length < ADVISED_SECRET_BYTES
      ? `The TOTP secret has only ${length * 8} bits: have the app set up anew.`
      : null;
  return { secret: canonical, warning };
}

function byteLength(secret: string): number {
  try {
    return base32.decode(secret).length;
  } catch {
    throw invalid('The TOTP secret is not Base32.');
  }
}
