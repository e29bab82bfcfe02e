import { createGuardrails } from 'otplib';

/** RFC 4226 §4 R6 asks for 128 bits, and ours have 160; but 80 are still handed out elsewhere, and brought along. */
export const SHORTEST_SECRET_BYTES = 10;

/** RFC 4226 §4 R6. */
export const ADVISED_SECRET_BYTES = 16;

/** Of a Base32 secret (RFC 4648 §6), which has 5 bits a character. */
export const isShort = (secret: string): boolean =>
  Math.floor((secret.replaceAll('=', '').length * 5) / 8) < ADVISED_SECRET_BYTES;

export const GUARDRAILS = createGuardrails({ MIN_SECRET_BYTES: SHORTEST_SECRET_BYTES });

export const ALGORITHMS = ['SHA1', 'SHA256', 'SHA512'] as const;

/** How codes are made of a secret (RFC 6238 §4, RFC 4226 §5.3). */
export interface TotpParameters {
  algorithm: (typeof ALGORITHMS)[number];
  digits: number;
  /** Length of a time step, in seconds. */
  period: number;
}

/** What every app can do, and so what our own set-ups ask of it. */
export const OWN_PARAMETERS: TotpParameters = { algorithm: 'SHA1', digits: 6, period: 30 };

/** Of apps and tokens that were set up elsewhere: what RFC 4226 §5.3 and common tokens have. */
export const DIGITS = { fewest: 6, most: 8 };
export const PERIOD = { shortest: 15, longest: 300 };
