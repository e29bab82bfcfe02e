import { createDecipheriv, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { Refusal } from '../../../platform/refusal.js';
import { invalid, toBase32 } from '../totp-secret.js';
import { xmlTree } from './xml.js';

/** What a key package says of a token, as far as it could be read. */
export type PskcToken = { serial: string } & (
  { type: string; secret: string; algorithm: string; digits: number; period: number } | { problem: string }
);

const DEFAULT_PERIOD = 30;
const BLOCK = 16;
const MOST_ROUNDS = 10_000_000;
const KEY_IN_HEX = /^(?:0x)?((?:[\da-f]{2}){16,32})$/i;
const CIPHERS: Partial<Record<string, string>> = {
  'aes128-cbc': 'aes-128-cbc',
  'aes192-cbc': 'aes-192-cbc',
  'aes256-cbc': 'aes-256-cbc',
};
const MACS: Partial<Record<string, string>> = {
  'hmac-sha1': 'sha1',
  'hmac-sha256': 'sha256',
  'hmac-sha384': 'sha384',
  'hmac-sha512': 'sha512',
};
const PRFS: Partial<Record<string, string>> = {
  hmacwithsha1: 'sha1',
  hmacwithsha256: 'sha256',
  hmacwithsha512: 'sha512',
  ...MACS,
};

// Names are in lower case: see xmlTree.
const element = z.record(z.string(), z.unknown()).catch({});
const encrypted = z.object({
  encryptionmethod: z.object({ algorithm: z.string() }),
  cipherdata: z.object({ ciphervalue: z.string() }),
});
const derivation = z.object({
  algorithm: z.string(),
  'pbkdf2-params': z.object({
    salt: z.object({ specified: z.string() }),
    iterationcount: z.coerce.number().int().min(1).max(MOST_ROUNDS),
    keylength: z.coerce.number().int().min(16).max(32).optional(),
    prf: z.object({ algorithm: z.string() }).optional(),
  }),
});
const plain = z.object({ plainvalue: z.string() });

const keyPackage = z.object({
  deviceinfo: z.object({ serialno: z.string().optional() }).catch({}),
  key: z.object({
    id: z.string(),
    algorithm: z.string(),
    algorithmparameters: z.object({
      responseformat: z.object({ length: z.coerce.number(), encoding: z.string() }),
      suite: z.union([z.string(), z.object({ hashalgo: z.string() })]).optional(),
    }),
    data: z.object({ secret: element, timeinterval: plain.optional() }),
  }),
});

type Opener = (value: z.infer<typeof encrypted>) => Buffer;

/**
 * The tokens of a PSKC key container (RFC 6030), in the clear or encrypted by AES in CBC mode; `key`: of what is
 * encrypted, the key in hex, or the password that it is derived from (PBKDF2). Throws BAD_USER_INPUT.
 */
export async function pskcTokens(text: string, key: string | undefined): Promise<PskcToken[]> {
  const container = await parsed(text);
  const opener = openerOf(container, key);
  const isRight = macOf(container, key, opener);
  return [container['keypackage'] ?? []]
    .flat()
    .map((given, index) => tokenOf(given, `number ${index + 1}`, opener, isRight));
}

async function parsed(text: string): Promise<Record<string, unknown>> {
  const root = await xmlTree(text);
  if (root.name !== 'keycontainer') throw invalid('This XML is no PSKC key container (RFC 6030).');
  return root.content;
}

function tokenOf(
  given: unknown,
  place: string,
  opened: Opener,
  isRight: (value: string, mac: unknown) => boolean,
): PskcToken {
  const { data } = keyPackage.safeParse(given);
  if (!data) return { serial: place, problem: 'This key package cannot be read.' };
  const { deviceinfo, key } = data;
  const serial = deviceinfo.serialno ?? key.id;
  const { responseformat, suite } = key.algorithmparameters;
  if (responseformat.encoding.toUpperCase() !== 'DECIMAL') {
    return { serial, problem: `Codes in ${responseformat.encoding} cannot be checked, only in DECIMAL.` };
  }
  const secret = secretOf(key.data.secret, opened, isRight);
  if (typeof secret === 'string') return { serial, problem: secret };
  return {
    serial,
    type: key.algorithm.split(':').at(-1) ?? '',
    secret: toBase32(secret),
    algorithm: (typeof suite === 'object' ? suite.hashalgo : suite) ?? 'SHA1',
    digits: responseformat.length,
    // privacyIDEA writes None where none is set.
    period: Number(key.data.timeinterval?.plainvalue) || DEFAULT_PERIOD,
  };
}

/** The bytes, or why there are none. */
function secretOf(
  secret: Record<string, unknown>,
  opened: Opener,
  isRight: (value: string, mac: unknown) => boolean,
): Buffer | string {
  const { data: clear } = z.string().min(1).safeParse(secret['plainvalue']);
  if (clear !== undefined) return Buffer.from(clear, 'base64');
  const { data: sealed } = encrypted.safeParse(secret['encryptedvalue']);
  if (!sealed) return 'It has no secret.';
  if (!isRight(sealed.cipherdata.ciphervalue, secret['valuemac'])) {
    return 'Its MAC is not right: the file is damaged, or the key is another.';
  }
  try {
    return opened(sealed);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    return 'Its secret cannot be decrypted.';
  }
}

/** Throws what is wrong with the key when something is to be opened. */
function openerOf(container: Record<string, unknown>, given: string | undefined): Opener {
  return ({ encryptionmethod, cipherdata }) => {
    const cipher = CIPHERS[lastOf(encryptionmethod.algorithm)];
    if (cipher === undefined)
      throw invalid(`PSKC by ${lastOf(encryptionmethod.algorithm)} is not read, only by AES-CBC.`);
    const key = keyOf(container, given);
    const bytes = Buffer.from(cipherdata.ciphervalue, 'base64');
    const decipher = createDecipheriv(cipher, key, bytes.subarray(0, BLOCK));
    return Buffer.concat([decipher.update(bytes.subarray(BLOCK)), decipher.final()]);
  };
}

function keyOf(container: Record<string, unknown>, given: string | undefined): Buffer {
  if (given === undefined)
    throw invalid('This PSKC is encrypted: --key-file names the file of its key or password.');
  const { derivedkey } = element.parse(container['encryptionkey']);
  if (derivedkey === undefined) {
    const hex = KEY_IN_HEX.exec(given)?.[1];
    if (hex === undefined)
      throw invalid('The key of this PSKC is 32 to 64 digits in hex: the key file has none.');
    return Buffer.from(hex, 'hex');
  }
  const { data } = derivation.safeParse(element.parse(derivedkey)['keyderivationmethod']);
  if (!data || lastOf(data.algorithm) !== 'pbkdf2')
    throw invalid('Of derived keys only those by PBKDF2 are read.');
  const { salt, iterationcount, keylength = BLOCK, prf } = data['pbkdf2-params'];
  const digest = prf === undefined ? 'sha1' : PRFS[lastOf(prf.algorithm)];
  if (digest === undefined) throw invalid('The PRF of this PSKC’s PBKDF2 is not known.');
  return pbkdf2Sync(given, Buffer.from(salt.specified, 'base64'), iterationcount, keylength, digest);
}

/** RFC 6030 §6.1.1: over what is encrypted; where the container names no MAC, everything is right. */
function macOf(
  container: Record<string, unknown>,
  given: string | undefined,
  opened: Opener,
): (value: string, mac: unknown) => boolean {
  const { algorithm, mackey } = element.parse(container['macmethod']);
  if (typeof algorithm !== 'string') return () => true;
  const digest = MACS[lastOf(algorithm)];
  if (digest === undefined) throw invalid(`PSKC with a MAC by ${lastOf(algorithm)} is not read.`);
  const { data } = encrypted.safeParse(mackey);
  let key: Buffer;
  try {
    key = data ? opened(data) : keyOf(container, given);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw invalid(
      'The MAC key of this PSKC cannot be decrypted: the file is damaged, or the key is another.',
    );
  }
  return (value, mac) => {
    const expected = createHmac(digest, key).update(Buffer.from(value, 'base64')).digest();
    const claimed = Buffer.from(typeof mac === 'string' ? mac : '', 'base64');
    return claimed.length === expected.length && timingSafeEqual(claimed, expected);
  };
}

/** Algorithms are URIs that end in their name. */
const lastOf = (uri: string): string => (uri.split('#').at(-1) ?? uri).toLowerCase();
