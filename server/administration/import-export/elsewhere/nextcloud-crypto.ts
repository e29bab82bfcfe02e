import { createDecipheriv, createHash, createHmac, hkdfSync, pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import { invalid } from '../totp-secret.js';

// As Nextcloud's library derives a key of a password unless it is told otherwise.
const SALT = 'phpseclib';
const ROUNDS = 1000;
const KEY_BYTES = 16;
const DIGEST = 'sha1';
const MATERIAL_BYTES = 64;
const HALF = 32;
const IV_BYTES = 16;
const HEX = /^([\da-f]{2})+$/i;
const VERSIONS = ['1', '2', '3'];

/**
 * Opens what Nextcloud's ICrypto has sealed with the `secret` of config.php: hex of the ciphertext (AES-128-CBC), of the
 * IV and of an HMAC-SHA512 over both texts, with a bar between, and the version: none (the IV is text), 2 (it is hex), 3
 * (two keys by HKDF, where one served for both). What it returns throws BAD_USER_INPUT.
 */
export function nextcloudOpener(secret: string): (sealed: string) => string {
  const whole = Buffer.from(secret, 'utf8');
  const material = Buffer.from(hkdfSync('sha512', whole, '', '', MATERIAL_BYTES));
  const one = derived(whole, whole);
  const two = derived(material.subarray(0, HALF), material.subarray(HALF));
  return (sealed) => {
    const [ciphertext = '', iv = '', mac = '', version = '1', ...more] = sealed.split('|');
    const ivBytes = Buffer.from(iv, version === '1' ? 'latin1' : 'hex');
    const isWhole = HEX.test(ciphertext) && HEX.test(mac) && ivBytes.length === IV_BYTES && more.length === 0;
    if (!isWhole || !VERSIONS.includes(version)) throw invalid('It has none of Nextcloud’s forms.');
    const keys = version === '3' ? two : one;
    const expected = createHmac('sha512', keys.mac)
      .update(ciphertext + iv)
      .digest();
    const given = Buffer.from(mac, 'hex');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw invalid('It is damaged, or was sealed with another secret than the one of this config.php.');
    }
    const decipher = createDecipheriv('aes-128-cbc', keys.encryption, ivBytes);
    try {
      return Buffer.concat([decipher.update(ciphertext, 'hex'), decipher.final()]).toString('utf8');
    } catch {
      throw invalid('It is damaged.');
    }
  };
}

const derived = (forEncryption: Buffer, forMac: Buffer) => ({
  encryption: pbkdf2Sync(forEncryption, SALT, ROUNDS, KEY_BYTES, DIGEST),
  mac: createHash('sha512').update(forMac).update('a').digest('hex'),
});
