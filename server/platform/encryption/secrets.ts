import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits, base64url. */
export const randomSecret = (): string => randomBytes(32).toString('base64url');

/** SHA-256 in hex: enough at rest for secrets of full entropy, never for passwords or short codes. */
export const sha256 = (secret: string): string => createHash('sha256').update(secret).digest('hex');
