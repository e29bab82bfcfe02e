import { ScureBase32Plugin } from 'otplib';
import type { ImportedApp } from '../../factors/authenticator-app/authenticator-app.service.js';
import {
  ADVISED_SECRET_BYTES,
  ALGORITHMS,
  DIGITS,
  OWN_PARAMETERS,
  PERIOD,
  SHORTEST_SECRET_BYTES,
  type TotpParameters,
} from '../../factors/authenticator-app/totp.js';
import { Refusal } from '../../platform/refusal.js';

const LONGEST_SECRET_BYTES = 64;

const base32 = new ScureBase32Plugin();

export const toBase32 = (bytes: Uint8Array): string => base32.encode(bytes);

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

/** The parameters, when codes can be checked by them. Throws BAD_USER_INPUT, by a message that names what it is. */
export function usableParameters(entry: Omit<OtpEntry, 'secret' | 'issuer' | 'account'>): TotpParameters {
  const { type, digits, period } = entry;
  if (type.toLowerCase() !== 'totp') {
    throw invalid(`Only TOTP can be used, this is ${NAMES[type.toLowerCase()] ?? type.toUpperCase()}.`);
  }
  const named = entry.algorithm.toUpperCase().replaceAll(/[-_]|^HMAC/g, '');
  const algorithm = ALGORITHMS.find((one) => one === named);
  if (!algorithm) {
    throw invalid(`Codes by ${entry.algorithm} cannot be checked, only by ${ALGORITHMS.join(', ')}.`);
  }
  if (!(Number.isInteger(digits) && digits >= DIGITS.fewest && digits <= DIGITS.most)) {
    throw invalid(`Codes have ${DIGITS.fewest} to ${DIGITS.most} digits, here ${digits}.`);
  }
  if (!(Number.isInteger(period) && period >= PERIOD.shortest && period <= PERIOD.longest)) {
    throw invalid(`Codes last ${PERIOD.shortest} to ${PERIOD.longest} s, here ${period}.`);
  }
  return { algorithm, digits, period };
}

/** Throws BAD_USER_INPUT unless it is Base32 (RFC 4648 §6) of a length that can be used. */
export function checkTotp(secret: string, parameters: TotpParameters = OWN_PARAMETERS) {
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
  const app: ImportedApp = { secret: canonical, ...parameters };
  return { app, warning };
}

function byteLength(secret: string): number {
  try {
    return base32.decode(secret).length;
  } catch {
    throw invalid('The TOTP secret is not Base32.');
  }
}

const NAMES: Partial<Record<string, string>> = { steam: 'Steam Guard', hotp: 'HOTP (counted, RFC 4226)' };

export const invalid = (message: string): Refusal => new Refusal('BAD_USER_INPUT', message);
