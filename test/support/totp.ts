import { execFileSync } from 'node:child_process';
import { generateSync } from 'otplib';
import {
  GUARDRAILS,
  OWN_PARAMETERS,
  type TotpParameters,
} from '../../server/factors/authenticator-app/totp.js';

/** What an authenticator app shows. That oathtool shows the same is tested once (authenticator-app/rfc-vectors). */
export const appCode = (
  secret: string,
  atMilliseconds: number,
  { algorithm, digits, period }: TotpParameters = OWN_PARAMETERS,
): string =>
  generateSync({
    secret,
    epoch: Math.floor(atMilliseconds / 1000),
    guardrails: GUARDRAILS,
    algorithm: algorithm.toLowerCase() as 'sha1' | 'sha256' | 'sha512',
    digits,
    period,
  });

/** A code computed by oathtool, which shares nothing with our server. */
export function oathtoolCode(secret: string, atMilliseconds: number): string {
  const at = new Date(atMilliseconds).toISOString().slice(0, 19).replace('T', ' ');
  return execFileSync('oathtool', ['--totp', '--base32', '--now', `${at} UTC`, secret], {
    encoding: 'utf8',
  }).trim();
}

/** What an app learns from scanning the QR code. */
export const secretFromUri = (otpauthUri: string): string =>
  new URL(otpauthUri).searchParams.get('secret') ?? '';
