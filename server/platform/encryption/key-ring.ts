import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';
import { pooledRandomBytes } from '../random.js';

interface Key {
  id: string;
  encryption: Buffer;
  signing: Buffer;
  lookup: KeyObject;
  vouching: KeyObject;
}

export interface Digest {
  keyId: string;
  hash: string;
}

const derive = (secret: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, 'latchkey', purpose, 32));

/**
 * Keys derived (HKDF, RFC 5869) from SECRET_KEY: the first encrypts and signs, all of them decrypt and verify.
 * Sealed values are AES-256-GCM and name their key, so that keys can be rotated.
 */
export class KeyRing {
  private readonly keys: readonly [Key, ...Key[]];
  /** Of other installations, to look up by and for nothing else. */
  private others: readonly Pick<Key, 'id' | 'lookup'>[] = [];

  constructor(secrets: readonly [string, ...string[]]) {
    const toKey = (secret: string): Key => ({
      id: createHash('sha256').update(derive(secret, 'key id')).digest('hex').slice(0, 8),
      encryption: derive(secret, 'encryption'),
      signing: derive(secret, 'signing'),
      // Imported once: Node 24 would import the bytes anew at each use, and take six times as long.
      lookup: createSecretKey(derive(secret, 'lookup')),
      vouching: createSecretKey(derive(secret, 'vouching')),
    });
    const [first, ...others] = secrets;
    this.keys = [toKey(first), ...others.map(toKey)];
  }

  get currentKeyId(): string {
    return this.keys[0].id;
  }

  has(keyId: string): boolean {
    return this.keys.some(({ id }) => id === keyId);
  }

  /** Encrypts; `context` (say, whose secret it is) must be given again to decrypt. */
  seal(plaintext: string, context: string): string {
    const [key] = this.keys;
    const iv = pooledRandomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key.encryption, iv).setAAD(Buffer.from(context));
    const sealed = Buffer.concat([iv, cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${key.id}.${sealed.toString('base64url')}`;
  }

  /** Throws when the key is not on the ring, the value was altered, or the context is another. */
  open(record: string, context: string): string {
    const [keyId, payload = ''] = record.split('.');
    const key = this.keys.find(({ id }) => id === keyId);
    if (!key) throw new Error(`No key ${String(keyId)} in SECRET_KEY: it was sealed with another one`);
    const sealed = Buffer.from(payload, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', key.encryption, sealed.subarray(0, 12), {
      authTagLength: 16,
    })
      .setAAD(Buffer.from(context))
      .setAuthTag(sealed.subarray(-16));
    return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString('utf8');
  }

  /**
   * HMAC-SHA-256 in hex under each key, the current one first: to look up secrets by an index that is worthless
   * without SECRET_KEY. Of secrets of less than 112 bits it is kept for a day at most.
   */
  digests(secret: string): readonly [Digest, ...Digest[]] {
    const toDigest = ({ id, lookup }: Pick<Key, 'id' | 'lookup'>): Digest => ({
      keyId: id,
      hash: createHmac('sha256', lookup).update(secret).digest('hex'),
    });
    const [first, ...others] = this.keys;
    return [toDigest(first), ...others.map(toDigest), ...this.others.map(toDigest)];
  }

  /** What `digests` makes hashes with, base64url, for an archive; undefined when that key is not here. */
  lookupKey(keyId: string): string | undefined {
    const key = [...this.keys, ...this.others].find(({ id }) => id === keyId);
    return key?.lookup.export().toString('base64url');
  }

  /** From now on `digests` knows these too, which are base64url. */
  lookUpBy(keys: readonly { id: string; key: string }[]): void {
    this.others = keys.map(({ id, key }) => ({
      id,
      lookup: createSecretKey(Buffer.from(key, 'base64url')),
    }));
  }

  /** HMAC-SHA-256 (RFC 2104), with the name of its key, of what is handed out as it is and comes back. */
  vouchFor(content: string): string {
    return macWith(this.keys[0], content);
  }

  /** False for other content, and for a MAC by a key that has left the ring. */
  vouchedFor(content: string, mac: string): boolean {
    const key = this.keys.find(({ id }) => mac.startsWith(`${id}.`));
    if (!key) return false;
    const [expected, given] = [Buffer.from(macWith(key, content)), Buffer.from(mac)];
    return expected.length === given.length && timingSafeEqual(expected, given);
  }

  get signingKey(): { id: string; key: Uint8Array } {
    return { id: this.keys[0].id, key: this.keys[0].signing };
  }

  /** The key that signed, or undefined when it is no longer on the ring. */
  verificationKey(keyId: string | undefined): Uint8Array | undefined {
    return this.keys.find(({ id }) => id === keyId)?.signing;
  }
}

const macWith = ({ id, vouching }: Key, content: string): string =>
  `${id}.${createHmac('sha256', vouching).update(content).digest('base64url')}`;
