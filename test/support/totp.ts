import { execFileSync } from 'node:child_process';

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
