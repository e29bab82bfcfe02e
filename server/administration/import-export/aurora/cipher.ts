import { createDecipheriv, createHash, hkdfSync } from 'node:crypto';
import { invalid } from '../totp-secret.js';
import { openXxtea } from './xxtea.js';

const VERSION = Buffer.from('V2');
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = VERSION.length + NONCE_BYTES + TAG_BYTES;

/** Values that fail before any was opened: then it is the key that is wrong, not the values. */
const MOST_FAILURES = 20;

/**
 * Opens what the suite has sealed by any of its versions, with the key of data/encryption_key.php. In one database there
 * are values of several generations: each is sealed anew only when it changes.
 */
export class SuiteCipher {
  private readonly gcmKey: Buffer;
  private readonly xxteaKeys: readonly Buffer[];
  private opened = 0;
  private failed = 0;

  constructor(key: string) {
    // Since July 2026.
    this.gcmKey = Buffer.from(hkdfSync('sha256', key, '', 'aurora-encrypt-v3', 32));
    const salt = `$2y$07$${key}$`;
    // Since May 2023; and both ways of before that.
    this.xxteaKeys = [
      /^([0-9a-f]{2})+$/i.test(key) ? Buffer.from(key, 'hex') : Buffer.from(key),
      Buffer.from(createHash('md5').update(salt).digest('hex')),
      Buffer.from(salt),
    ];
  }

  /** Null for what cannot be opened. Throws BAD_USER_INPUT when it is seen that the key is another one. */
  open(sealed: string): string | null {
    const bytes = Buffer.from(sealed.trim(), 'base64url');
    const text = this.openGcm(bytes) ?? this.openOlder(bytes);
    if (text !== null) this.opened++;
    else if (++this.failed >= MOST_FAILURES && this.opened === 0) {
      throw invalid(
        'The key of --key-file opens nothing in this database: it is that of another installation.',
      );
    }
    return text;
  }

  private openGcm(bytes: Buffer): string | null {
    if (bytes.length < HEADER_BYTES || !bytes.subarray(0, VERSION.length).equals(VERSION)) return null;
    const nonce = bytes.subarray(VERSION.length, VERSION.length + NONCE_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', this.gcmKey, nonce, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(bytes.subarray(VERSION.length + NONCE_BYTES, HEADER_BYTES));
    try {
      const text = Buffer.concat([decipher.update(bytes.subarray(HEADER_BYTES)), decipher.final()]);
      return textOf(text);
    } catch {
      // One in 65,536 older values begins with the same two bytes.
      return null;
    }
  }

  private openOlder(bytes: Buffer): string | null {
    for (const key of this.xxteaKeys) {
      const opened = openXxtea(bytes, key);
      const text = opened && textOf(opened);
      if (text !== null) return text;
    }
    return null;
  }
}

/** Null for bytes that are no UTF-8, as of a wrong key whose length is right by chance. */
function textOf(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

// A comment, so that nothing inside it counts; or what a PHP file gives a name to, or returns.
const GIVEN =
  /\/\*[\s\S]*?\*\/|(?:\/\/|#)[^\n]*|(?:\$s?(?:EncryptionKey|Salt)\s*=|\breturn\b|\bdefine\s*\(\s*(?:'\w+'|"\w+")\s*,|\bconst\s+\w+\s*=)\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/gi;

/** The key in data/encryption_key.php, or in the salt8.php of earlier versions: read as text, never run. Throws BAD_USER_INPUT. */
export function keyInPhp(text: string): string {
  const keys = [...text.matchAll(GIVEN)].flatMap(([, single, double]) => {
    if (single !== undefined) return [single.replaceAll(/\\([\\'])/g, '$1')];
    if (double === undefined) return [];
    if (/\\|\$[{a-z_]/i.test(double.replaceAll(/\\[\\"$]/g, ''))) {
      throw invalid('The key in --key-file is put together by PHP: write a file that holds it as it is.');
    }
    return [double.replaceAll(/\\([\\"$])/g, '$1')];
  });
  const [key, ...others] = new Set(keys);
  if (key === undefined || key === '') {
    throw invalid('There is no key in --key-file: it is data/encryption_key.php of the suite, or salt8.php.');
  }
  if (others.length > 0) throw invalid('There are several keys in --key-file.');
  return key;
}
